"""Medical research through PubMed: search, then the abstracts in one further question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from claims.pipeline.sourcing.bodies import Limits
from claims.pipeline.sourcing.fetched import Copy, PageText
from claims.pipeline.sourcing.fetching import DATA_TYPES
from claims.pipeline.sourcing.problems import Unreachable
from claims.pipeline.sourcing.providers.base import Answer, Hit
from claims.pipeline.sourcing.providers.shapes import at, prose, words

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client
    from claims.pipeline.sourcing.wanted import Wanted

NCBI = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
WHO = "PubMed"
MOST_HITS = 5
READER = "PubMed abstract, reader 1"
MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
PATIENT = Limits(first_byte=10.0)


@dataclass(frozen=True, slots=True)
class PubMed:
    """NCBI's E-utilities: three questions a second, ten with a key."""

    client: Client
    key: str = field(default="", repr=False)
    email: str = ""
    base: str = NCBI
    name: str = "pubmed"

    def search(self, wanted: Wanted) -> Answer:
        """Look for articles, from the narrow wording to the wide, until one finds some. Raises Unreachable, Refused."""
        for query in wanted.queries:
            found = self._ask("esearch.fcgi", term=query, retmode="json", retmax=MOST_HITS, sort="relevance").json(WHO)
            if at(found, "error"):
                raise Unreachable(f"{WHO} asks us to slow down.", retry_after=1.0)
            listed = at(found, "esearchresult", "idlist")
            numbers = (
                [each for each in listed if isinstance(each, str) and each.isdecimal()]
                if isinstance(listed, list)
                else []
            )
            if numbers:
                return Answer(hits=self._articles(numbers[:MOST_HITS], query))
        return Answer(hits=[])

    def _articles(self, numbers: list[str], query: str) -> list[Hit]:
        fetched = self._ask("efetch.fcgi", id=",".join(numbers), retmode="xml")
        if b"<!ENTITY" in fetched.body:
            raise Unreachable(f"{WHO} answered with something that we do not read.")
        try:
            articles = ElementTree.fromstring(fetched.body).iter("PubmedArticle")  # noqa: S314 - no entities, see above
        except ElementTree.ParseError as problem:
            raise Unreachable(f"{WHO} answered with something that is not XML.") from problem
        hits = (as_hit(article, fetched, query) for article in articles)
        return [hit for hit in hits if hit is not None]

    def _ask(self, tool: str, **question: str | int) -> Fetched:
        return self.client.get(
            f"{self.base}/{tool}",
            params={"db": "pubmed", **question, "tool": "claimdesk"},
            secret={"email": self.email, "api_key": self.key},
            types=DATA_TYPES,
            limits=PATIENT,
        ).expect_ok(WHO)


def as_hit(article: ElementTree.Element, fetched: Fetched, query: str) -> Hit | None:
    """Turn an article into a hit that brings its abstract; None without a number or an abstract."""
    number = (article.findtext(".//MedlineCitation/PMID") or "").strip()
    parts = ["".join(part.itertext()) for part in article.findall(".//Abstract/AbstractText")]
    abstract = prose("\n".join(parts))
    if not number.isdecimal() or not abstract:
        return None
    heading = article.find(".//ArticleTitle")
    title = words("".join(heading.itertext())) if heading is not None else ""
    authors = [
        " ".join(filter(None, (words(each.findtext("ForeName"), most=80), words(each.findtext("LastName"), most=80))))
        for each in article.findall(".//AuthorList/Author")[:4]
    ]
    return Hit(
        address=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
        title=title,
        query=query,
        kind="research",
        publisher=words(article.findtext(".//Journal/Title"), most=300),
        author=", ".join(filter(None, authors))[:300],
        published_on=published(article),
        copy=Copy(fetched=fetched, page=PageText(text=f"{title}\n{abstract}", extractor=READER)),
    )


def published(article: ElementTree.Element) -> date | None:
    """Return the day on which an article went online or its journal appeared; what is missing counts as the first."""
    online = article.find(".//ArticleDate")
    place = online if online is not None else article.find(".//JournalIssue/PubDate")
    if place is None:
        return None
    year, month, number = ((place.findtext(part) or "1").strip() for part in ("Year", "Month", "Day"))
    named = MONTHS.find(month[:3].lower())
    try:
        return date(int(year), int(month) if month.isdecimal() else named // 3 + 1, int(number))
    except ValueError:
        return None
