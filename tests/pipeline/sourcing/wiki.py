"""A server in the shape of MediaWiki's api.php, with a few pages, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.pipeline.sourcing.loopback import as_json

if TYPE_CHECKING:
    from tests.pipeline.sourcing.loopback import Asked, Reply, Site

ANTONOV = (
    "Anatoly Antonov is a Russian diplomat. He was ambassador of Russia to the United States from 2017.\n"
    "On 17 March 2021 Russia recalled Antonov to Moscow for consultations after Biden called Putin a killer.\n"
    "He returned to Washington in June 2021."
)
DEBATE = (
    "Debates between heads of state are rare. Vladimir Putin proposed a live discussion to Joe Biden in March 2021.\n"
    "The White House did not take up the offer."
)
CHEESE = "Cheddar is a hard cheese from Somerset. It is the most popular cheese in the United Kingdom."


@dataclass(slots=True)
class Wiki:
    """Pages by number; a search finds those that hold any of its words."""

    pages: dict[int, tuple[str, int, str]] = field(
        default_factory=lambda: {
            1: ("Anatoly Antonov", 501, ANTONOV),
            2: ("Debate", 502, DEBATE),
            3: ("Cheddar cheese", 503, CHEESE),
        }
    )
    has_extracts: bool = True
    error: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def install(self, site: Site, path: str = "/w/api.php") -> str:
        """Answer at a path of the site; return the API's address."""
        site.routes[path] = self.answer
        return f"{site.url}{path}"

    def answer(self, asked: Asked) -> Reply:
        """Answer a question as the API would."""
        if self.error:
            return as_json({"error": {"code": self.error, "info": "…"}}, headers=self.headers)
        question = asked.query
        if question.get("action") == "parse":
            _title, revision, text = next(page for page in self.pages.values() if str(page[1]) == question["oldid"])
            markup = "".join(f"<p>{line}</p>" for line in text.split("\n"))
            return as_json({"parse": {"revid": revision, "text": f'<div class="mw-parser-output">{markup}</div>'}})
        if question.get("list") == "search":
            words = {word.lower() for word in question["srsearch"].split() if len(word) > 3}
            found = [
                {"ns": 0, "title": title, "pageid": number}
                for number, (title, _revision, text) in self.pages.items()
                if words & {word.lower().strip(".,") for word in f"{title} {text}".split()}
            ]
            return as_json({"batchcomplete": True, "query": {"searchinfo": {"totalhits": len(found)}, "search": found}})
        number = int(question["pageids"])
        if number not in self.pages:
            return as_json({"query": {"pages": [{"pageid": number, "missing": True}]}})
        title, revision, text = self.pages[number]
        page: dict[str, Any] = {
            "pageid": number,
            "title": title,
            "lastrevid": revision,
            "revisions": [{"revid": revision, "parentid": 0, "timestamp": "2026-10-05T10:00:00Z"}],
        }
        if self.has_extracts:
            page["extract"] = text
        return as_json({"batchcomplete": True, "query": {"pages": [page]}})
