"""A search that leaves no trace: the same providers, pages and ranking, nothing stored."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import pages_client, provider, site_rules
from claims.pipeline.sourcing.finding import AT_ONCE, FLOOR
from claims.pipeline.sourcing.pages import copy_of
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.ranking import Ranker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.pipeline.sourcing.fetching import Fetcher
    from claims.pipeline.sourcing.providers.base import Answer, Hit
    from claims.pipeline.sourcing.wanted import Wanted


@dataclass(frozen=True, slots=True)
class TriedPassage:
    """A passage, with its place in the page's text."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class TriedPage:
    """A page as it would be kept."""

    address: str
    title: str
    publisher: str
    published_on: str
    kind: str
    query: str
    score: float
    sha256: str
    passages: list[TriedPassage]


@dataclass(slots=True)
class Tried:
    """What one provider would bring."""

    provider: str
    state: str = "done"
    problem: str = ""
    queries: Sequence[str] = ()
    found: int = 0
    pages: list[TriedPage] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"queries": list(self.queries), "kept": len(self.pages)}

    def as_text(self) -> str:
        """Return it as lines to read."""
        head = f"{self.provider}: {self.state}, found {self.found}, kept {len(self.pages)}. {self.problem}".rstrip()
        lines = [head]
        for page in self.pages:
            lines.append(f"  {page.score:.2f}  {page.title} ({page.publisher or page.kind})  {page.address}")
            lines.extend(f"        {passage.score:.2f}  {passage.text}" for passage in page.passages)
        return "\n".join([*lines, *(f"  – {problem}" for problem in self.problems)])


def find(looked_for: Wanted, *, providers: Sequence[str]) -> list[Tried]:
    """Ask each provider and rank what it finds; one result a provider, in their order."""
    with guarded_client() as client, ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [(name, threads.submit(ask, name, looked_for, client)) for name in dict.fromkeys(providers)]
        ranker = Ranker(looked_for.text)
        politely, robots = pages_client(client), site_rules(client)
        results = []
        for name, future in asked:
            tried = Tried(provider=name, queries=looked_for.queries)
            results.append(tried)
            try:
                answer = future.result()
            except (Refused, Unreachable, Limited) as problem:
                tried.state = "refused" if isinstance(problem, Refused) else "unreachable"
                tried.problem = str(problem)
                continue
            tried.found, tried.problem = len(answer.hits), answer.partial
            copies = [(hit, threads.submit(copy_of, hit, politely, robots)) for hit in answer.hits]
            for hit, copying in copies:
                try:
                    copy = copying.result()
                except (Refused, Unreachable, Limited) as problem:
                    tried.problems.append(f"{hit.address}: {problem}")
                    continue
                page = ranked(hit, copy.page.text, copy.fetched.sha256, ranker)
                if page is not None:
                    tried.pages.append(page)
            tried.pages.sort(key=lambda page: -page.score)
    return results


def ask(name: str, looked_for: Wanted, client: Fetcher) -> Answer:
    """Ask one provider. Raises Refused, Unreachable, Limited."""
    return provider(name, claim=None, client=client).search(looked_for)


def ranked(hit: Hit, text: str, sha256: str, ranker: Ranker) -> TriedPage | None:
    """Rank a page; None where it is on something else."""
    passages = ranker.best(text, title=hit.title)
    if not passages or max(passage.meaning for passage in passages) < FLOOR:
        return None
    return TriedPage(
        address=hit.address,
        title=hit.title,
        publisher=hit.publisher,
        published_on=str(hit.published_on or ""),
        kind=hit.kind,
        query=hit.query,
        score=passages[0].score,
        sha256=sha256,
        passages=[
            TriedPassage(each.stretch.start, each.stretch.end, each.stretch.words, each.score) for each in passages
        ],
    )
