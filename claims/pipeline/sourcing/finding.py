"""From a claim to ranked passages in archived pages: providers asked, pages fetched, read, ranked and kept."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from claims.pipeline.sourcing import searches, usage
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client, provider, site_rules
from claims.pipeline.sourcing.circular import Origin
from claims.pipeline.sourcing.desk_archive import About
from claims.pipeline.sourcing.in_use import to_search
from claims.pipeline.sourcing.keeping import addresses_kept, keep
from claims.pipeline.sourcing.pages import copy_of
from claims.pipeline.sourcing.polite import Tally
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.ranking import Ranker
from claims.pipeline.sourcing.reading import get_ready
from claims.pipeline.sourcing.wanted import wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from claims.models.claim import Claim
    from claims.models.source_search import SourceSearch
    from claims.pipeline.sourcing.fetched import Copy
    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.providers.base import Answer, Hit
    from claims.pipeline.sourcing.wanted import Wanted

log = structlog.get_logger(__name__)

AT_ONCE = 8
SECONDS = 75.0
"""How long a claim's search takes at most; who has not answered by then counts as unreachable."""
FLOOR = 0.25
"""A page whose best passage is further from the claim in meaning than this is not kept."""


def find(claim: Claim, *, progress: Callable[[int, int], None]) -> datetime | None:
    """Find sources for a claim; return when to try those again that could not be reached (None: nobody is left).

    Safe to run twice, and twice at once: rows are found before they are made, and what is kept is never changed. The
    net is only used outside of transactions.
    """
    due = searches.due(claim, to_search())
    if due:
        get_ready()
        looked_for = wanted(
            claim.text,
            claimant=claim.claimant.name if claim.claimant else "",
            said_on=claim.article.published_at.date() if claim.article.published_at else None,
            language=claim.article.language,
        )
        threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sources")
        with guarded_client() as client:
            try:
                Hunt(claim, looked_for, client, threads, progress).run(due)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
    return searches.next_try(claim)


@dataclass(slots=True)
class Asked:
    """One provider's search while it lasts."""

    search: SourceSearch
    tally: Tally
    open_pages: int = 0
    pages_done: int = 0
    kept: int = 0
    problems: list[str] = field(default_factory=list)
    missing: int = 0
    wait: float = 0.0
    limited: int = 0
    turn: float = 0.0

    @property
    def problem(self) -> str:
        """Say what is missing in the search."""
        found = self.search.found
        silent = f"{self.missing} of {found} pages gave no answer." if self.missing else ""
        waiting = f"{self.limited} of {found} pages wait for their turn." if self.limited else ""
        return " ".join(filter(None, [*self.problems, silent, waiting]))[:2000]


class Hunt:
    """The search for one claim: threads wait for the net, this one ranks and writes."""

    def __init__(
        self,
        claim: Claim,
        looked_for: Wanted,
        client: Fetcher,
        threads: ThreadPoolExecutor,
        progress: Callable[[int, int], None],
    ) -> None:
        """Set out."""
        self._claim, self._wanted, self._client, self._threads = claim, looked_for, client, threads
        self._progress, self._parts_done, self._parts = progress, 0, 0
        self._answers: dict[Future[Answer], Asked] = {}
        self._pages: dict[Future[Copy], tuple[Asked, Hit]] = {}
        self._seen: set[str] = {claim.article.url} if claim.article.url else set()
        article = claim.article
        self._origin = Origin(text=article.text, url=article.url, outlet=article.outlet)
        self._pages_client = pages_client(client)
        self._robots = site_rules(client)

    def run(self, due: list[SourceSearch]) -> None:
        """Ask everybody at once, and deal with answers and pages as they come."""
        ends = time.monotonic() + SECONDS
        for search in due:
            self._ask(search)
        self._ranker = Ranker(self._wanted.text)  # while the providers think
        while (self._answers or self._pages) and (left := ends - time.monotonic()) > 0:
            under_way: list[Future[Any]] = [*self._answers, *self._pages]
            for future in wait(under_way, timeout=left, return_when=FIRST_COMPLETED).done:
                if future in self._answers:
                    self._take_answer(future, self._answers.pop(future))
                else:
                    self._take_page(future, *self._pages.pop(future))
        for asked in self._answers.values():
            usage.failed(asked.search.provider, asked=asked.tally.asked, problem="No answer in time.")
        late = [*self._answers.values(), *(asked for asked, _hit in self._pages.values())]
        for asked in {asked.search.pk: asked for asked in late}.values():
            searches.unreachable(asked.search, "No answer in time.")

    def _ask(self, search: SourceSearch) -> None:
        tally = Tally()
        try:
            usage.check_quota(search.provider)
            asks = provider(search.provider, about=About.of(self._claim), client=self._client, tally=tally)
        except Refused as problem:
            searches.refused(search, str(problem))
            return
        searches.begin(search, self._wanted.queries)
        self._answers[self._threads.submit(asks.search, self._wanted)] = Asked(search, tally)
        self._advance(more=1)

    def _take_answer(self, future: Future[Answer], asked: Asked) -> None:
        """Note what a provider found; its pages are fetched, unless it brought copies of them."""
        name, questions = asked.search.provider, asked.tally.asked
        try:
            answer = future.result()
        except Unreachable as problem:
            usage.failed(name, asked=questions, problem=str(problem))
            searches.unreachable(asked.search, str(problem), asked_to_wait=problem.retry_after)
            self._advance(done=1)
        except Limited as problem:
            usage.counted(name, asked=questions)
            searches.limited(asked.search, seconds=problem.retry_after)
            self._advance(done=1)
        except Refused as problem:
            usage.failed(name, asked=questions, problem=str(problem))
            searches.refused(asked.search, str(problem))
            self._advance(done=1)
        else:
            usage.answered(name, asked=questions)
            self._take_hits(answer, asked)

    def _take_hits(self, answer: Answer, asked: Asked) -> None:
        """Begin to fetch the pages that are not kept yet."""
        searches.answered(asked.search, found=len(answer.hits))
        if answer.partial:
            asked.problems.append(answer.partial)
        new = [hit for hit in answer.hits if hit.address not in self._seen]
        self._seen.update(hit.address for hit in new)
        had = addresses_kept(self._claim, (hit.address for hit in new))
        asked.kept = len(had)
        new = [hit for hit in new if hit.address not in had]
        asked.pages_done = len(answer.hits) - len(new)
        searches.pages_done(asked.search, asked.pages_done, kept=asked.kept)
        for hit in new:
            page: Future[Copy] = self._threads.submit(copy_of, hit, self._pages_client, self._robots)
            self._pages[page] = (asked, hit)
        asked.open_pages = len(new)
        self._advance(done=1, more=len(new))
        self._finish_if_complete(asked)

    def _take_page(self, future: Future[Copy], asked: Asked, hit: Hit) -> None:
        """Rank and keep a page."""
        asked.open_pages -= 1
        try:
            copy = future.result()
        except Refused as problem:
            log.info("page_refused", address=hit.address[:200], problem=str(problem))
            asked.problems.append(f"{hit.title or hit.address}: {problem}")
        except Unreachable as problem:
            log.info("page_missing", address=hit.address[:200], problem=str(problem))
            asked.missing += 1
            asked.wait = max(asked.wait, problem.retry_after or 0.0)
        except Limited as problem:
            asked.limited += 1
            asked.turn = max(asked.turn, problem.retry_after)
        else:
            asked.kept += self._keep(asked, hit, copy)
        asked.pages_done = asked.search.found - asked.open_pages - asked.limited
        searches.pages_done(asked.search, asked.pages_done, kept=asked.kept)
        self._advance(done=1)
        self._finish_if_complete(asked)

    def _keep(self, asked: Asked, hit: Hit, copy: Copy) -> bool:
        passages = self._ranker.best(copy.page.text, title=hit.title)
        if not passages or max(passage.meaning for passage in passages) < FLOOR:
            return False
        circle = self._origin.circle(hit, copy) or ""
        keep(self._claim.pk, hit, copy, provider=asked.search.provider, passages=passages, circle=circle)
        return True

    def _finish_if_complete(self, asked: Asked) -> None:
        if asked.open_pages:
            return
        if asked.limited and not (asked.missing and searches.has_tries_left(asked.search)):
            searches.limited(asked.search, seconds=asked.turn, problem=asked.problem)
        else:
            searches.done(asked.search, problem=asked.problem, again=asked.missing > 0, asked_to_wait=asked.wait)

    def _advance(self, *, done: int = 0, more: int = 0) -> None:
        self._parts_done += done
        self._parts += more
        self._progress(self._parts_done, self._parts)
