"""A page that leads back to the article under check is marked, with the strongest sign."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from claims.models.evidence import Circle
from claims.pipeline.sourcing.circular import Origin, place
from claims.pipeline.sourcing.fetched import Copy, Fetched, PageText
from claims.pipeline.sourcing.kinds import kind_of
from claims.pipeline.sourcing.providers.base import Cited, Hit
from tests.desk import SEED

ARTICLE = "https://www.9news.example/world/putin-biden-debate/abc123?utm_source=feed"
ORIGIN = Origin(text=SEED.read_text(), url=ARTICLE, outlet="9News")


def copy(html: str = "", *, text: str = "Something else entirely.", url: str = "https://paper.example/story") -> Copy:
    """A page as it came."""
    fetched = Fetched(
        requested_url=url, url=url, redirects=(), ip=None, fetched_at=datetime(2026, 11, 1, tzinfo=UTC), status=200,
        headers=(("Content-Type", "text/html"),), body=html.encode(),
    )  # fmt: skip
    return Copy(fetched=fetched, page=PageText(text=text, extractor="test"))


def hit(address: str = "https://paper.example/story", *, cites: tuple[Cited, ...] = ()) -> Hit:
    """A hit at an address."""
    return Hit(address=address, title="", query="", cites=cites)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (copy(url="http://9news.example/world/putin-biden-debate/abc123/"), Circle.SAME_PAGE),
        (copy(text=SEED.read_text()[200:]), Circle.SAME_TEXT),
        (
            copy("<p><a class=x href='https://m.9news.example/world/putin-biden-debate/abc123#top'>there</a>"),
            Circle.LINKS,
        ),
        (copy(text=f"More at {ARTICLE}."), Circle.LINKS),
        (copy(url="https://www.9news.example/politics/another"), Circle.SAME_OUTLET),
        (copy(text="Mr Putin offered a debate, 9News reported."), Circle.NAMES_OUTLET),
        (copy(text="According to 9News, he offered it."), Circle.NAMES_OUTLET),
        (copy("<a href='https://www.9news.example/'>home</a>", text="A channel called 9News exists."), None),
        (copy("<a href='http://[broken'>x</a><a href='mailto:x@y'>y</a>"), None),
    ],
)
def test_how_a_page_leads_back(page: Copy, found: Circle | None) -> None:
    assert ORIGIN.circle(hit(page.fetched.url), page) == found


def test_a_citation_that_the_provider_knows_counts_as_a_link() -> None:
    cited = Cited(publisher="9News", title="", published_on="", url=ARTICLE)
    assert ORIGIN.circle(hit(cites=(cited,)), copy()) == Circle.LINKS


def test_nothing_leads_back_to_an_article_of_which_nothing_is_known() -> None:
    assert Origin().circle(hit(), copy("<a href='/'>x</a>", text="9News reported it.")) is None


def test_addresses_of_one_page_are_one_place() -> None:
    assert place(ARTICLE) == place("http://9news.example/world/putin-biden-debate/abc123/?fbclid=1")
    assert place("https://a.example/?id=1") != place("https://a.example/?id=2")
    assert place("https://a.example/") == place("archive:notes/x") == place("http://[") == ""


@pytest.mark.parametrize(
    ("url", "html", "kind"),
    [
        ("https://www.state.gov/briefing", "", "primary"),
        ("https://data.gov.uk/x", "", "primary"),
        ("https://de.wikipedia.org/wiki/X", "", "encyclopaedia"),
        ("https://www.politifact.com/factchecks/x", "", "fact_check"),
        (
            "https://blog.example/x",
            '<script type="application/ld+json">{"@type": "ClaimReview"}</script>',
            "fact_check",
        ),
        ("https://doi.org/10.1/x", "", "research"),
        ("https://x.example/y", '<meta name="citation_doi" content="10.1/x">', "research"),
        ("https://x.example/y", '<script>{"@type":"ReportageNewsArticle"}</script>', "news"),
        ("https://x.example/y", '<meta property="og:type" content="article">', "news"),
        ("https://notgov.example/y", "<p>", "other"),
        ("https://mygov.example.com/y", "<p>", "other"),
    ],
)
def test_the_kind_of_a_page_by_address_and_markup(url: str, html: str, kind: str) -> None:
    assert kind_of(hit(url), copy(html, url=url)) == kind


def test_what_the_provider_knows_of_the_kind_stands() -> None:
    known = Hit(address="https://www.state.gov/x", title="", query="", kind="note")
    assert kind_of(known, copy(url="https://www.state.gov/x")) == "note"
