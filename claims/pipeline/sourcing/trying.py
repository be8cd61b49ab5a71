"""A search that leaves no trace: the same providers, pages and ranking, nothing stored."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.by_eye import EyeMark, Looking
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client, provider, site_rules
from claims.pipeline.sourcing.circular import Origin
from claims.pipeline.sourcing.desk_archive import About
from claims.pipeline.sourcing.finding import AT_ONCE, FLOOR
from claims.pipeline.sourcing.kinds import kind_of
from claims.pipeline.sourcing.likeness import Sketch, groups, sketch
from claims.pipeline.sourcing.pages import copy_of
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.ranking import RankedPassage, Ranker
from claims.pipeline.sourcing.usage import check_quota

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.pipeline.sourcing.fetched import Copy
    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.providers.base import Answer, Hit
    from claims.pipeline.sourcing.wanted import Wanted


@dataclass(frozen=True, slots=True)
class TriedPassage:
    """A passage, with its place in the page's text, and what to look at in it; marks count from the passage's start."""

    start: int
    end: int
    text: str
    score: float
    marks: tuple[EyeMark, ...]
    missing: tuple[str, ...]
    only_claim_denies: bool


@dataclass(slots=True)
class TriedPage:
    """A page as it would be kept. `same_text_as` is the address of a better one that carries the same text."""

    address: str
    title: str
    publisher: str
    author: str
    published_on: str
    kind: str
    circle: str
    query: str
    score: float
    sha256: str
    passages: list[TriedPassage]
    same_text_as: str = ""


@dataclass(slots=True)
class Tried:
    """What one provider would bring. `found_before` are hits that a provider before it has too; `left_out`, what is missing."""

    provider: str
    state: str = "done"
    problem: str = ""
    queries: Sequence[str] = ()
    found: int = 0
    pages: list[TriedPage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    found_before: int = 0
    left_out: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"queries": list(self.queries), "kept": len(self.pages)}

    def as_text(self) -> str:
        """Return it as lines to read."""
        head = f"{self.provider}: {self.state}, found {self.found}, kept {len(self.pages)}. {self.problem}".rstrip()
        lines = [head]
        for page in self.pages:
            lines.append(f"  {page.score:.2f}  {page.title} ({page.publisher or page.kind})  {page.address}")
            facts = [fact for fact in (page.kind, page.author, page.published_on, page.circle) if fact]
            facts += [f"same text as {page.same_text_as}"] if page.same_text_as else []
            lines.append(f"        {', '.join(facts)}")
            lines.extend(told(passage) for passage in page.passages)
        return "\n".join([*lines, *(f"  – {problem}" for problem in (*self.problems, *self.left_out))])


def told(passage: TriedPassage) -> str:
    """Return a passage as a line to read, with what to look at in it."""
    marks = [
        f"{passage.text[mark.start : mark.end]}: {mark.kind}" + (f" ({mark.claim_says})" if mark.claim_says else "")
        for mark in passage.marks
    ]
    return f"        {passage.score:.2f}  {passage.text}" + (f"\n              [{'; '.join(marks)}]" if marks else "")


def find(
    looked_for: Wanted, *, providers: Sequence[str], origin: Origin | None = None, desk: bool = False
) -> list[Tried]:
    """Ask each provider and rank what it finds; one result a provider, in their order. Nothing is written.

    `origin` is the article that makes the claim, where it is known: pages that lead back to it say so. With `desk` the
    desk's database is looked through too, as for a claim of its own, and who has used up a quota is not asked. The questions
    count against none.
    """
    origin = origin or Origin()
    judge = Judge(looked_for.text, origin=origin)
    seen = {origin.url} if origin.url else set()
    with guarded_client() as client, ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [(name, begin(name, looked_for, client, threads, desk=desk)) for name in dict.fromkeys(providers)]
        politely, robots = pages_client(client), site_rules(client)
        results = []
        for name, future in asked:
            tried = Tried(provider=name, queries=looked_for.queries, left_out=left_out(name, desk=desk))
            results.append(tried)
            try:
                answer = future.result()
            except (Refused, Unreachable, Limited) as problem:
                tried.state = "refused" if isinstance(problem, Refused) else "unreachable"
                tried.problem = str(problem)
                continue
            tried.found, tried.problem = len(answer.hits), answer.partial
            new = list({hit.address: hit for hit in answer.hits if hit.address not in seen}.values())
            tried.found_before = len(answer.hits) - len(new)
            seen.update(hit.address for hit in new)
            copies = [(hit, threads.submit(copy_of, hit, politely, robots)) for hit in new]
            for hit, copying in copies:
                try:
                    copy = copying.result()
                except (Refused, Unreachable, Limited) as problem:
                    tried.problems.append(f"{hit.address}: {problem}")
                    continue
                page = judge.page(hit, copy)
                if page is not None:
                    tried.pages.append(page)
            tried.pages.sort(key=lambda page: -page.score)
    judge.put_together([page for tried in results for page in tried.pages])
    return results


def begin(name: str, looked_for: Wanted, client: Fetcher, threads: ThreadPoolExecutor, *, desk: bool) -> Future[Answer]:
    """Ask one provider in a thread of its own; what the database is asked for is read here, before."""
    try:
        if desk:
            check_quota(name)
        asks = provider(name, about=About(looked_for.text) if desk else None, client=client)
    except Refused as problem:
        refused: Future[Answer] = Future()
        refused.set_exception(problem)
        return refused
    return threads.submit(asks.search, looked_for)


def left_out(name: str, *, desk: bool) -> list[str]:
    """Say what a reviewer would see beside this, where the desk's database could not be asked."""
    if desk:
        return []
    said = ["Without the desk’s database nobody knows which providers are switched off and which quotas are used up."]
    if name == "archive":
        said.append(
            "Articles on the desk, earlier publications and pages that our own site lists were not looked through."
        )
    return said


class Judge:
    """Ranks pages for one claim and gathers their facts."""

    def __init__(self, claim: str, *, origin: Origin) -> None:
        """Read the claim once."""
        self._ranker, self._looking, self._origin = Ranker(claim), Looking(claim), origin
        self._sketches: dict[str, Sketch] = {}

    def page(self, hit: Hit, copy: Copy) -> TriedPage | None:
        """Rank a page; None where it is on something else."""
        passages = self._ranker.best(copy.page.text, title=hit.title)
        if not passages or max(passage.meaning for passage in passages) < FLOOR:
            return None
        self._sketches[hit.address] = sketch(copy.page.text)
        return TriedPage(
            address=hit.address,
            title=hit.title or copy.page.title,
            publisher=hit.publisher or copy.page.publisher,
            author=hit.author or copy.page.author,
            published_on=str(hit.published_on or copy.page.day or ""),
            kind=kind_of(hit, copy),
            circle=self._origin.circle(hit, copy) or "",
            query=hit.query,
            score=passages[0].score,
            sha256=copy.fetched.sha256,
            passages=[self._passage(each) for each in passages],
        )

    def _passage(self, ranked: RankedPassage) -> TriedPassage:
        seen = self._looking.at(ranked.stretch.words)
        return TriedPassage(
            ranked.stretch.start,
            ranked.stretch.end,
            ranked.stretch.words,
            ranked.score,
            seen.marks,
            seen.missing,
            seen.only_claim_denies,
        )

    def put_together(self, pages: list[TriedPage]) -> None:
        """Note which pages carry the text of a better one."""
        best_first = sorted(pages, key=lambda page: -page.score)
        for group in groups((page, self._sketches[page.address]) for page in best_first):
            for page in group[1:]:
                page.same_text_as = group[0].address
