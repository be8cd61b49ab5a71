"""The MediaWiki provider against a server in its API's shape: what a real one rarely says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.mediawiki import MediaWiki
from claims.pipeline.sourcing.reading import read_markup
from claims.pipeline.sourcing.wanted import Wanted, wanted
from tests.pipeline.sourcing.loopback import Reply, as_json
from tests.pipeline.sourcing.wiki import ANTONOV, Wiki

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

CLAIM = "Russia recalled its ambassador Anatoly Antonov to Moscow for consultations."


@pytest.fixture
def pages() -> Wiki:
    """What the server says."""
    return Wiki()


@pytest.fixture
def wiki(site: Site, pages: Wiki, client: Fetcher) -> MediaWiki:
    """The provider that asks it."""
    return MediaWiki(api=pages.install(site), client=client, read_markup=read_markup)


def test_the_text_of_pages_is_searched_not_titles_alone(site: Site, wiki: MediaWiki) -> None:
    wiki.search(wanted(CLAIM))

    questions = [asked.query for asked in site.asked if asked.query.get("list") == "search"]
    assert all(each["srwhat"] == "text" and each["maxlag"] == "5" for each in questions)
    assert 1 <= len(questions) <= 3


def test_a_wiki_without_plain_text_is_read_from_its_markup(wiki: MediaWiki, pages: Wiki) -> None:
    pages.has_extracts = False

    hit = next(hit for hit in wiki.search(wanted(CLAIM)).hits if hit.title == "Anatoly Antonov")

    assert hit.copy is not None
    assert hit.copy.page.text == ANTONOV
    assert hit.copy.page.extractor.startswith("MediaWiki parse, trafilatura")
    assert hit.copy.fetched.requested_url.startswith(wiki.api + "?action=parse&oldid=501")


def test_a_page_that_went_meanwhile_is_left_out(wiki: MediaWiki, pages: Wiki, site: Site) -> None:
    def found(asked: object) -> Reply:
        return as_json({"query": {"search": [{"pageid": 99}, {"pageid": 1}]}})

    answer = pages.answer
    site.routes["/w/api.php"] = lambda asked: found(asked) if asked.query.get("list") else answer(asked)

    assert [hit.title for hit in wiki.search(wanted(CLAIM)).hits] == ["Anatoly Antonov"]


@pytest.mark.parametrize("code", ["maxlag", "ratelimited", "readonly", "internal_api_error_DBQueryError"])
def test_a_passing_error_asks_to_come_back(wiki: MediaWiki, pages: Wiki, code: str) -> None:
    pages.error, pages.headers = code, (("Retry-After", "7"),)

    with pytest.raises(Unreachable) as caught:
        wiki.search(wanted(CLAIM))

    assert caught.value.retry_after == 7


@pytest.mark.parametrize("code", ["readapidenied", "srsearch-error", "mwoauth-invalid-authorization"])
def test_a_lasting_error_is_a_refusal(wiki: MediaWiki, pages: Wiki, code: str) -> None:
    pages.error = code

    with pytest.raises(Refused, match=code):
        wiki.search(wanted(CLAIM))


@pytest.mark.parametrize(
    "said",
    [
        b"", b"[]", b"null", b"7", b'"x"', b"{", b'{"query": 5}', b'{"query": {"search": {"a": 1}}}',
        b'{"query": {"search": [null, 5, {"pageid": "x"}, {"title": 3}]}}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_finds_nothing_or_comes_back(site: Site, wiki: MediaWiki, said: bytes) -> None:
    site.page("/w/api.php", said, kind="application/json")

    try:
        hits = wiki.search(wanted(CLAIM)).hits
    except Unreachable:
        return
    assert hits == []


def test_a_page_of_another_shape_is_left_out(wiki: MediaWiki, pages: Wiki, site: Site) -> None:
    answer = pages.answer
    strange = as_json({"query": {"pages": [{"pageid": 1, "title": {"a": 1}, "revisions": "none", "extract": 5}]}})
    site.routes["/w/api.php"] = lambda asked: answer(asked) if asked.query.get("list") else strange

    assert wiki.search(wanted(CLAIM)).hits == []


def test_nothing_is_asked_without_a_wording(site: Site, wiki: MediaWiki) -> None:
    assert wiki.search(Wanted(text="")).hits == []
    assert site.asked == []


def test_control_characters_do_not_reach_the_text(wiki: MediaWiki, pages: Wiki) -> None:
    pages.pages[1] = ("Anatoly Antonov", 501, "Antonov was recalled\x00 for consultations \ud800 in Moscow.")

    hit = wiki.search(wanted(CLAIM)).hits[0]

    assert hit.copy is not None
    assert "\x00" not in hit.copy.page.text
    hit.copy.page.text.encode()
