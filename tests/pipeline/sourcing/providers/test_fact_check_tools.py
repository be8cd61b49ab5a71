"""Fact-checks of others, in the documented form of Google's API."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from claims.pipeline.sourcing.problems import Refused, Unreachable
from claims.pipeline.sourcing.providers.fact_check_tools import FactCheckTools
from claims.pipeline.sourcing.wanted import Wanted
from tests.pipeline.sourcing.loopback import Asked, Reply, as_json

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

PATH = "/v1alpha1/claims:search"
ASKED = Wanted(text="Vaccines cause autism.", queries=("vaccines autism",))


def claim(number: int) -> dict[str, Any]:
    """A claim with one review, as the API gives it."""
    return {
        "text": f"Vaccines cause autism, take {number}",
        "claimant": "A post",
        "claimDate": "2026-01-01T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "Example Facts", "site": "facts.example"},
                "url": f"https://facts.example/{number}",
                "title": f"No, vaccines do not cause autism ({number})",
                "reviewDate": "2026-01-03T10:00:00Z",
                "textualRating": "False",
                "languageCode": "en",
            }
        ],
    }


@pytest.fixture
def checks(site: Site, client: Fetcher) -> FactCheckTools:
    """The provider that asks the server on loopback."""
    return FactCheckTools(client=client, key="a-key", base=site.url)


def test_a_review_becomes_a_hit_with_its_rating(site: Site, checks: FactCheckTools) -> None:
    site.routes[PATH] = lambda _asked: as_json({"claims": [claim(1)]})

    (hit,) = checks.search(ASKED).hits

    assert hit.address == "https://facts.example/1"
    assert hit.title == "No, vaccines do not cause autism (1) (False)"
    assert (hit.publisher, hit.kind, hit.published_on) == ("Example Facts", "fact_check", date(2026, 1, 3))
    assert hit.copy is None


def test_the_question_is_asked_as_documented(site: Site, checks: FactCheckTools) -> None:
    site.routes[PATH] = lambda _asked: as_json({})

    assert checks.search(ASKED).hits == []

    assert site.asked[0].query == {"query": "vaccines autism", "languageCode": "en", "pageSize": "10", "key": "a-key"}


def test_two_pages_are_read_and_no_more(site: Site, checks: FactCheckTools) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("pageToken", "0"))
        return as_json({"claims": [claim(number)], "nextPageToken": str(number + 1)})

    site.routes[PATH] = page

    hits = checks.search(ASKED).hits

    assert [hit.address for hit in hits] == ["https://facts.example/0", "https://facts.example/1"]
    assert len(site.asked) == 2


def test_a_bad_key_is_said_as_such_and_never_shown(site: Site, checks: FactCheckTools) -> None:
    site.routes[PATH] = lambda _asked: as_json(
        {"error": {"code": 400, "message": "API key a-key not valid.", "status": "INVALID_ARGUMENT"}}, status=400
    )

    with pytest.raises(Refused, match=r"INVALID_ARGUMENT.*Check the key") as caught:
        checks.search(ASKED)

    assert "a-key" not in str(caught.value)


def test_too_many_questions_are_asked_again_later(site: Site, checks: FactCheckTools) -> None:
    site.routes[PATH] = lambda _asked: as_json({"error": {"code": 429}}, status=429, headers=(("Retry-After", "30"),))

    with pytest.raises(Unreachable) as caught:
        checks.search(ASKED)

    assert caught.value.retry_after == 30


@pytest.mark.parametrize(
    "said",
    [
        [], {"claims": "none"}, {"claims": [5, None, {"claimReview": [{"url": "javascript:alert(1)"}, {}, 7]}]},
        {"claims": [{"claimReview": {"url": "https://a.example/"}}], "nextPageToken": ["x"]},
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_finds_nothing(site: Site, checks: FactCheckTools, said: object) -> None:
    site.routes[PATH] = lambda _asked: as_json(said)

    assert checks.search(ASKED).hits == []
