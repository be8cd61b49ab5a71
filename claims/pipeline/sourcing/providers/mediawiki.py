"""Any MediaWiki, Wikipedia first of all. What is cited is the revision that was read, not the page that moves on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import day, dicts, plain, words
from claims.pipeline.sourcing.waiting import seconds_to_wait

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

MOST_PAGES = 5
PASSING_CODES = frozenset({"maxlag", "ratelimited", "readonly", "internal_api_error_DBConnectionError"})
PATIENT = Limits(first_byte=8.0, total=9.5)
EXTRACTOR = "MediaWiki TextExtracts, plain text"


@dataclass(frozen=True, slots=True)
class MediaWiki:
    """A wiki behind its `api.php`. `read_markup` turns a page's HTML into text, for wikis without TextExtracts."""

    api: str
    client: Client
    read_markup: Callable[..., PageText]
    name: str = "mediawiki"

    def search(self, wanted: Wanted) -> Answer:
        """Search the text of all pages with each wording, read the best pages. Raises Unreachable, Refused."""
        found: dict[int, str] = {}
        for query in wanted.queries:
            for page in self._titles(query):
                found.setdefault(page, query)
            if len(found) >= MOST_PAGES:
                break
        hits = (self._page(page, query) for page, query in list(found.items())[:MOST_PAGES])
        return Answer(hits=[hit for hit in hits if hit is not None])

    def _titles(self, query: str) -> list[int]:
        answer, _fetched = self._ask(
            action="query", list="search", srwhat="text", srsearch=query, srlimit=MOST_PAGES, srprop=""
        )
        found = dicts(answer, "query", "search")
        return [page["pageid"] for page in found if isinstance(page.get("pageid"), int)]

    def _page(self, page_id: int, query: str) -> Hit | None:
        """Read one page: its text, its revision and its address. Returns None for a page that is gone or empty."""
        answer, fetched = self._ask(
            action="query",
            prop="extracts|info|revisions",
            pageids=page_id,
            explaintext=1,
            exsectionformat="plain",
            inprop="url",
            rvprop="ids|timestamp",
        )
        pages = dicts(answer, "query", "pages")
        if not pages or pages[0].get("missing") or not isinstance(pages[0].get("title"), str):
            return None
        page = pages[0]
        revisions = dicts(page, "revisions")
        if not revisions or not isinstance(revisions[0].get("revid"), int):
            return None
        revision, changed = revisions[0]["revid"], str(revisions[0].get("timestamp", ""))
        text, extractor = plain(page.get("extract")), EXTRACTOR
        if "extract" not in page:
            text, extractor, fetched = self._rendered(revision)
        if not text.strip():
            return None
        address = self._cite(page, revision)
        return Hit(
            address=address,
            title=words(page["title"]),
            query=query,
            kind="encyclopaedia",
            publisher=self._publisher(),
            published_on=day(changed),
            copy=Copy(fetched=fetched, page=PageText(text=text, extractor=extractor)),
        )

    def _rendered(self, revision: int) -> tuple[str, str, Fetched]:
        """Read a revision as HTML, where the wiki gives no plain text."""
        answer, fetched = self._ask(action="parse", oldid=revision, prop="text", disableeditsection=1, disabletoc=1)
        parsed = answer.get("parse")
        markup = parsed.get("text") if isinstance(parsed, dict) else ""
        if not isinstance(markup, str) or not markup.strip():
            return "", "", fetched
        try:
            read = self.read_markup(f"<html><body><article>{markup}</article></body></html>".encode(), url=self.api)
        except Refused:
            return "", "", fetched
        return read.text, f"MediaWiki parse, {read.extractor}"[:60], fetched

    def _ask(self, **question: str | int) -> tuple[dict[str, Any], Fetched]:
        """Ask the API. Its errors come as a success with `error` in it."""
        who = self._publisher()
        fetched = self.client.get(
            self.api,
            params={**question, "format": "json", "formatversion": 2, "maxlag": 5},
            types={"application/json"},
            limits=PATIENT,
        ).expect_ok(who)
        answer = fetched.json(who)
        if not isinstance(answer, dict):
            raise Unreachable(f"{who} answered with something else than a wiki would.")
        error = answer.get("error")
        if isinstance(error, dict):
            code = str(error.get("code", "unknown"))[:60]
            if code in PASSING_CODES or code.startswith("internal_api_error"):
                wait = seconds_to_wait(fetched.header("retry-after"), now=fetched.fetched_at)
                raise Unreachable(f"{who} is busy ({code}).", retry_after=wait)
            raise Refused(f"{who} refused the question ({code}).")
        return answer, fetched

    def _publisher(self) -> str:
        """Name the wiki by its host: en.wikipedia.org is Wikipedia."""
        return wiki_name(self.api)

    def _cite(self, page: dict[str, Any], revision: int) -> str:
        """Return the address of the revision that was read, beside the wiki's own API."""
        base = urlsplit(self.api)
        script = f"{base.path.rsplit('/', 1)[0]}/index.php"
        title = page["title"].replace(" ", "_")
        return urlunsplit((base.scheme, base.netloc, script, urlencode({"title": title, "oldid": revision}), ""))


def wiki_name(api: str) -> str:
    """Name a wiki by its host: en.wikipedia.org is Wikipedia."""
    host = urlsplit(api).netloc.lower()
    return "Wikipedia" if f".{host}".endswith(".wikipedia.org") else host
