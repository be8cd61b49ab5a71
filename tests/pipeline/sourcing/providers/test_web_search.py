"""SearXNG and Brave Search, in their documented forms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.brave import Brave
from claims.pipeline.sourcing.providers.searxng import SearXNG
from claims.pipeline.sourcing.wanted import Wanted
from tests.pipeline.sourcing.loopback import as_json

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

ASKED = Wanted(text="The bridge cost 5 million.", queries=("bridge 5 million", "bridge"))
BRAVE = "/res/v1/web/search"


def result(number: int) -> dict[str, object]:
    """A result as SearXNG gives it."""
    return {
        "url": f"https://news.example/{number}",
        "title": f"Bridge <b>opens</b> &amp; costs {number}",
        "content": "…",
        "engine": "one",
        "category": "news",
        "publishedDate": "2026-03-01T08:00:00",
    }


@pytest.fixture
def searxng(site: Site, client: Fetcher) -> SearXNG:
    """The provider that asks the server on loopback."""
    return SearXNG(base=f"{site.url}/", client=client)


@pytest.fixture
def brave(site: Site, client: Fetcher) -> Brave:
    """The provider that asks the server on loopback."""
    return Brave(key="secret", client=client, base=site.url)


def test_searxng_results_become_hits(site: Site, searxng: SearXNG) -> None:
    site.routes["/search"] = lambda _asked: as_json({"results": [result(1), result(2)], "unresponsive_engines": []})

    answer = searxng.search(ASKED)

    assert [hit.address for hit in answer.hits] == ["https://news.example/1", "https://news.example/2"]
    assert answer.hits[0].title == "Bridge opens & costs 1"
    assert answer.hits[0].published_on == date(2026, 3, 1)
    assert answer.partial == ""
    assert site.asked[0].query == {"q": "bridge 5 million", "format": "json", "language": "en", "pageno": "1"}


def test_engines_that_did_not_answer_make_the_answer_partial(site: Site, searxng: SearXNG) -> None:
    site.routes["/search"] = lambda _asked: as_json(
        {"results": [result(1)], "unresponsive_engines": [["google", "CAPTCHA"], ["bing", "timeout"], "odd", []]}
    )

    answer = searxng.search(ASKED)

    assert len(answer.hits) == 1
    assert answer.partial == "Some search engines gave no answer: bing (timeout), google (CAPTCHA)."


def test_a_searxng_without_json_says_what_to_do(site: Site, searxng: SearXNG) -> None:
    site.page("/search", "<h1>403</h1>", status=403)

    with pytest.raises(Refused, match=r"search\.formats"):
        searxng.search(ASKED)


def test_a_searxng_that_is_too_busy_is_asked_later(site: Site, searxng: SearXNG) -> None:
    site.page("/search", "Too many", status=429, kind="text/plain")

    with pytest.raises(Unreachable):
        searxng.search(ASKED)


@pytest.mark.parametrize("said", [[], {"results": {"a": 1}}, {"results": [None, {"url": 5}, {"url": "ftp://a"}]}])
def test_a_searxng_of_another_shape_finds_nothing(site: Site, searxng: SearXNG, said: object) -> None:
    site.routes["/search"] = lambda _asked: as_json(said)

    assert searxng.search(ASKED).hits == []


def test_brave_results_become_hits_in_one_question(site: Site, brave: Brave) -> None:
    site.routes[BRAVE] = lambda _asked: as_json(
        {
            "type": "search",
            "web": {
                "results": [
                    {
                        "title": "Bridge <strong>opens</strong>",
                        "url": "https://news.example/1",
                        "page_age": "2026-03-01T00:00:00",
                        "subtype": "article",
                        "profile": {"name": "Example News"},
                    },
                    {"title": "No address"},
                ]
            },
        }
    )

    (hit,) = brave.search(ASKED).hits

    assert (hit.title, hit.publisher, hit.kind) == ("Bridge opens", "Example News", "news")
    assert site.asked[0].headers["x-subscription-token"] == "secret"
    assert "secret" not in str(site.asked[0].query)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("remaining", "reset", "wait"),
    [("0, 1200", "1, 1234567", 1.0), ("1, 0", "1, 50000", 50_000.0), ("", "", None), ("0", "soon", None)],
)
def test_a_used_up_allowance_waits_for_the_one_that_is_used_up(
    site: Site, brave: Brave, remaining: str, reset: str, wait: float | None
) -> None:
    headers = (("X-RateLimit-Remaining", remaining), ("X-RateLimit-Reset", reset))
    site.routes[BRAVE] = lambda _asked: as_json({"type": "ErrorResponse"}, status=429, headers=headers)

    with pytest.raises(Unreachable) as caught:
        brave.search(ASKED)

    assert caught.value.retry_after == wait


def test_a_refused_key_is_said_as_such(site: Site, brave: Brave) -> None:
    site.routes[BRAVE] = lambda _asked: as_json({"error": {"code": "SUBSCRIPTION_TOKEN_INVALID"}}, status=422)

    with pytest.raises(Refused, match="SUBSCRIPTION_TOKEN_INVALID"):
        brave.search(ASKED)
