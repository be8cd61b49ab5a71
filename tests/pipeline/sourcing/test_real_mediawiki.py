"""The MediaWiki provider against a real MediaWiki."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.mediawiki import MediaWiki
from claims.pipeline.sourcing.reading import read_markup
from claims.pipeline.sourcing.wanted import Wanted, wanted
from tests.pipeline.sourcing import real_wiki

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLAIM = "Russia recalled its ambassador Anatoly Antonov to Moscow for consultations."


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real wiki's API."""
    reason = real_wiki.why_not()
    if reason and "mediawiki" in os.environ.get("CLAIMDESK_REQUIRE", ""):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    folder: Path = tmp_path_factory.mktemp("mediawiki")
    with real_wiki.served(folder) as address:
        yield address


@pytest.fixture
def wiki(api: str) -> Iterator[MediaWiki]:
    """The provider that asks it."""
    with Fetcher(Guard.of([api.split("/")[2]]), user_agent="Claimdesk-tests/1") as client:
        yield MediaWiki(api=api, client=client, read_markup=read_markup)


def test_a_claim_finds_the_page_on_it(wiki: MediaWiki) -> None:
    hits = wiki.search(wanted(CLAIM)).hits

    assert hits[0].title == "Anatoly Antonov"
    assert hits[0].copy is not None
    assert "called Antonov home to Moscow for consultations" in hits[0].copy.page.text


def test_the_latest_revision_is_read_and_cited(wiki: MediaWiki) -> None:
    hit = wiki.search(wanted(CLAIM)).hits[0]
    revision = hit.address.partition("oldid=")[2]

    page = wiki.client.get(hit.address)

    assert page.status == 200
    assert f'"wgRevisionId":{revision}'.encode() in page.body
    assert b"became ambassador to the United States" in page.body
    assert str(hit.published_on) == "2026-10-05"


def test_the_text_is_plain(wiki: MediaWiki) -> None:
    hit = wiki.search(wanted(CLAIM)).hits[0]

    assert hit.copy is not None
    assert not any(mark in hit.copy.page.text for mark in ("'''", "[[", "<ref", "==", "<span"))


def test_a_title_with_special_characters_is_found_and_cited(wiki: MediaWiki) -> None:
    hits = wiki.search(Wanted(text="", queries=("titles ampersand quotes",))).hits

    assert [hit.title for hit in hits] == ["Quotes & (markup)"]
    assert wiki.client.get(hits[0].address).status == 200


def test_what_no_page_speaks_of_is_not_found(wiki: MediaWiki) -> None:
    assert wiki.search(wanted("Zanzibar exported 512 quintals of nutmeg in 1907.")).hits == []


def test_a_search_that_the_wiki_will_not_take_is_refused(wiki: MediaWiki) -> None:
    with pytest.raises(Refused, match="refused the question"):
        wiki.search(Wanted(text="", queries=("",)))


def test_another_page_of_the_wiki_is_no_api(wiki: MediaWiki, api: str) -> None:
    wrong = MediaWiki(api=api.replace("api.php", "index.php"), client=wiki.client, read_markup=read_markup)

    with pytest.raises((Refused, Unreachable)):
        wrong.search(wanted(CLAIM))
