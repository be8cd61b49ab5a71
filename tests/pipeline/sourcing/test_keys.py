"""A key goes to the server that it is for, and stands in nothing that is kept, shown or logged."""

from __future__ import annotations

import gzip
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from claims.models import Snapshot
from claims.models.source_search import SearchState
from claims.pipeline.sourcing.fetching import DATA_TYPES, Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.fact_check_tools import FactCheckTools
from claims.pipeline.sourcing.providers.openalex import OpenAlex
from tests.pipeline.sourcing.loopback import Reply, as_json, serving
from tests.pipeline.sourcing.newsroom import RECALLED, search
from tests.pipeline.sourcing.providers.test_research import ARTICLES, ITEM, WORK

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Asked, Site

KEY = "s3cret/key=of&ours"
SPELLINGS = (KEY, "s3cret%2Fkey%3Dof%26ours", "s3cret/key%3Dof%26ours")
EMAIL = "desk+claims@news.example"


def whole(fetched: Any) -> str:
    """Everything that a fetch brought back, as one text."""
    told = (fetched.requested_url, fetched.url, fetched.redirects, fetched.headers, fetched.body, fetched.reason)
    return repr(told)


def test_a_key_goes_out_and_stands_in_nothing_that_comes_back(site: Site, client: Fetcher) -> None:
    site.routes["/works"] = lambda asked: as_json(
        {"asked_with": asked.query}, headers=(("Link", f"<{site.url}/works?page=2&api_key={SPELLINGS[1]}>"),)
    )

    page = client.get(f"{site.url}/works", params={"q": "x"}, secret={"api_key": KEY, "none": ""}, types=DATA_TYPES)

    assert site.asked[0].query == {"q": "x", "api_key": KEY}
    assert page.requested_url == page.url == f"{site.url}/works?q=x"
    assert not [spelling for spelling in SPELLINGS if spelling in whole(page)]


def test_a_redirect_that_repeats_the_key_is_kept_without_it(site: Site, client: Fetcher) -> None:
    site.routes["/old"] = lambda asked: Reply(status=301, headers=(("Location", f"/new?q=1&k={asked.query['k']}"),))
    site.page("/new", "{}", kind="application/json")

    page = client.get(f"{site.url}/old", secret={"k": "secret-key"}, types=DATA_TYPES)

    assert [asked.query.get("k") for asked in site.asked] == ["secret-key", "secret-key"]
    assert page.url == f"{site.url}/new?q=1"
    assert "secret-key" not in whole(page)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_key_goes_to_no_other_server_that_a_redirect_leads_to(site: Site, host: str) -> None:
    with serving() as other, Fetcher(Guard.of([site.host, f"{host}:{other.port}"]), user_agent="x") as client:
        there = f"http://{host}:{other.port}/b?k=secret-key"
        site.page("/a", "", status=302, headers=(("Location", there),))
        other.page("/b", "b")

        page = client.get(f"{site.url}/a", secret={"k": "secret-key"}, headers={"X-Token": "secret-token"})

        assert site.asked[0].headers["x-token"] == "secret-token"
        assert "x-token" not in other.asked[0].headers
        assert other.asked[0].query == {}
        assert "secret-key" not in whole(page)


def test_a_key_is_not_in_the_words_of_a_problem_nor_in_the_log(
    site: Site, client: Fetcher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving() as gone:
        pass
    told = []
    for address in (f"{gone.url}/works", "http://127.0.0.1:1/works", f"{site.url}/film"):
        site.page("/film", b"\0", kind="video/mp4")
        with pytest.raises((Refused, Unreachable)) as problem:
            client.get(address, secret={"api_key": "secret-key"})
        told.append(repr(problem.value))

    assert "secret-key" not in " ".join(told) + caplog.text


def test_a_key_is_not_shown_where_a_provider_is_shown(client: Fetcher) -> None:
    assert "secret-key" not in repr([OpenAlex(key="secret-key", client=client), FactCheckTools(client, "secret-key")])


@pytest.fixture
def research(site: Site, settings: Settings, store: Path, manners: Redis) -> list[Asked]:
    """OpenAlex, Crossref, PubMed and a fact-check search that ask with keys; the value is what they were asked."""
    about = {"title": "Antonov", "abstract_inverted_index": {word: [at] for at, word in enumerate(RECALLED.split())}}
    site.routes["/openalex/works"] = lambda _asked: as_json({"results": [WORK | about]})
    crossref = ITEM | {"URL": "https://doi.org/10.1000/2", "abstract": RECALLED}
    site.routes["/crossref/works"] = lambda _asked: as_json({"message": {"items": [crossref]}})
    site.routes["/pubmed/esearch.fcgi"] = lambda _asked: as_json({"esearchresult": {"idlist": ["24814559"]}})
    site.page("/pubmed/efetch.fcgi", ARTICLES.replace("There was debate.", RECALLED), kind="text/xml")
    site.routes["/facts/v1alpha1/claims:search"] = lambda _asked: as_json({"claims": []})
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    settings.PROVIDERS = ["openalex", "crossref", "pubmed", "fact_check_tools"]
    settings.OPENALEX_URL, settings.OPENALEX_KEY = f"{site.url}/openalex", KEY
    settings.CROSSREF_URL, settings.CONTACT_EMAIL = f"{site.url}/crossref", EMAIL
    settings.PUBMED_URL, settings.PUBMED_KEY = f"{site.url}/pubmed", KEY
    settings.FACT_CHECK_TOOLS_URL, settings.FACT_CHECK_TOOLS_KEY = f"{site.url}/facts", KEY
    return site.asked


def test_a_key_stands_in_no_column_of_a_copy_and_in_no_byte_of_its_file(
    research: list[Asked], recalled: Claim, store: Path
) -> None:
    search(recalled)

    sent = [value for asked in research for value in asked.query.values()]
    assert (sent.count(KEY), sent.count(EMAIL)) == (5, 3)
    assert set(recalled.searches.values_list("state", flat=True)) == {SearchState.DONE}
    rows = list(Snapshot.objects.values())
    assert len(rows) == 3
    files = [gzip.decompress(path.read_bytes()) for path in store.rglob("*.warc.gz")]
    assert len(files) == 3
    kept = json.dumps(rows, default=str) + b"".join(files).decode("utf-8", "replace")
    kept += json.dumps(list(recalled.searches.values()), default=str)
    emails = (EMAIL, "desk%2Bclaims%40news.example", "desk%2Bclaims@news.example")
    assert not [told for told in (*SPELLINGS, *emails) if told in kept]
