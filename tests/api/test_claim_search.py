"""Our verdicts in Google's form: what asks the Fact Check Tools API can ask us, our own provider first."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from claims.api import claim_search
from claims.models import Article, CurrentVerdict, Publication
from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.providers import fact_check_tools
from claims.pipeline.sourcing.providers.fact_check_tools import FactCheckTools
from claims.pipeline.sourcing.wanted import Wanted, wanted
from tests.api.asking import ask
from tests.browser.conftest import serving
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

SEARCH = "/v1alpha1/claims:search"


def search(**given: str | int) -> Any:
    """Ask as Google's API is asked."""
    return ask(f"{SEARCH}?" + "&".join(f"{name}={quote(str(value))}" for name, value in given.items()))


def texts(**given: str | int) -> list[str]:
    """Return the claims that a question finds."""
    return [each["text"] for each in search(**given).json()["claims"]]


def test_a_verdict_is_told_in_googles_form(story: Story) -> None:
    Article.objects.update(published_at=datetime(2026, 4, 1, 9, tzinfo=UTC))
    story.article.refresh_from_db()
    claim = story.publish(wording="The bridge opens in May.", rating="mostly-true")
    content = Publication.objects.get().document.content

    answer = search(query="bridge May", languageCode="en", pageSize=10, key="anything")

    assert answer.json() == {
        "claims": [
            {
                "text": "The bridge opens in May.",
                "claimant": "Vladimir Putin",
                "claimDate": "2026-04-01T09:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": content["claimReview"]["author"]["name"], "site": "127.0.0.1"},
                        "url": f"{settings.SITE_URL}/verdicts/{claim.public_id}/",
                        "title": "Mostly true: The bridge opens in May.",
                        "reviewDate": content["firstPublishedAt"],
                        "textualRating": "Mostly true",
                        "languageCode": content["article"]["language"],
                    }
                ],
            }
        ]
    }
    assert "Set-Cookie" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["ETag"]
    assert ask(f"{SEARCH}?query=bridge", If_None_Match=search(query="bridge")["ETag"]).status_code == 304


def test_half_of_the_words_must_occur_and_who_has_the_most_comes_first(story: Story) -> None:
    story.publish(1, wording="The bridge over the river opened in May.")
    story.publish(2, wording="The bridge is closed.")
    story.publish(3, wording="Nobody was asked.")

    assert texts(query="bridge river") == ["The bridge over the river opened in May.", "The bridge is closed."]
    assert texts(query="bridges river opening june") == ["The bridge over the river opened in May."]
    assert texts(query="bridge tunnel harbour mayor") == []
    assert texts(query="'); -- | & !") == texts(query="the of") == []


def test_without_words_the_newest_come_first(story: Story) -> None:
    story.publish(1, wording="The first.", claimant="")
    story.publish(2, wording="The second.")

    assert texts() == texts(query=" ") == ["The second.", "The first."]
    assert "claimant" not in search().json()["claims"][1]


def test_only_what_stands_is_found(story: Story) -> None:
    first, second = story.publish(1, wording="The bridge opened."), story.publish(2, wording="The bridge closed.")
    story.retract(first)
    story.correct(second, rating="false")

    (found,) = search(query="bridge").json()["claims"]

    assert found["text"] == "The bridge closed."
    assert found["claimReview"][0]["textualRating"] == "False"


def test_pages_follow_one_another_to_the_end(story: Story) -> None:
    for number in range(1, 6):
        story.publish(number, wording=f"The bridge opened for the time number {number}.")
    seen: list[str] = []
    token: dict[str, str] = {}

    while True:
        page = search(query="bridge opened", pageSize=2, **token).json()
        seen += [each["text"] for each in page["claims"]]
        if "nextPageToken" not in page:
            break
        token = {"pageToken": page["nextPageToken"]}

    assert seen == [f"The bridge opened for the time number {number}." for number in (5, 4, 3, 2, 1)]


def test_language_age_and_site_narrow_what_is_found(story: Story) -> None:
    story.publish(1, wording="The bridge opened.")
    host = "127.0.0.1"

    assert texts(query="bridge", languageCode="en-GB", maxAgeDays=1) == ["The bridge opened."]
    assert texts(query="bridge", languageCode="de") == []
    assert texts(reviewPublisherSiteFilter=host) == texts(query="bridge", reviewPublisherSiteFilter=host)
    assert texts(query="bridge", reviewPublisherSiteFilter="facts.example.net") == []
    CurrentVerdict.objects.update(first_published_at="2020-01-01T00:00:00Z")
    assert texts(query="bridge", maxAgeDays=30) == []
    assert texts(query="bridge", maxAgeDays=0) == ["The bridge opened."]


def test_a_kept_answer_is_asked_for_anew_where_a_day_has_passed(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.publish(1)
    kept = search(maxAgeDays=1)
    told = {"If_None_Match": kept["ETag"]}, {"If_Modified_Since": kept["Last-Modified"]}
    assert [ask(f"{SEARCH}?maxAgeDays=1", **each).status_code for each in told] == [304, 304]
    tomorrow = claim_search.now() + timedelta(days=2)
    monkeypatch.setattr(claim_search, "now", lambda: tomorrow)

    assert [ask(f"{SEARCH}?maxAgeDays=1", **each).status_code for each in told] == [200, 200]
    assert texts(maxAgeDays=1) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("query=x&pageSize=0", "pageSize"),
        ("query=x&pageSize=101", "pageSize"),
        ("query=x&pageToken=nonsense", "pageToken"),
        ("query=x&maxAgeDays=-1", "maxAgeDays"),
        ("query=x&limit=1", "limit"),
        ("query=x&offset=1", "offset"),
    ],
)
def test_what_cannot_be_read_is_refused_as_a_problem(question: str, parameter: str) -> None:
    refused = ask(f"{SEARCH}?{question}")

    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert [each["parameter"] for each in refused.json()["errors"]] == [parameter]


@pytest.mark.django_db
def test_beside_it_there_is_nothing_and_that_is_a_problem_too() -> None:
    for answer in (Client().get("/v1alpha1/claims"), Client().post(SEARCH)):
        assert answer.status_code in {404, 405}
        assert answer["Content-Type"] == "application/problem+json"


@pytest.fixture
def another_desk(committed_db: str, queue: str) -> Iterator[tuple[str, Story]]:
    """A desk with verdicts behind a real server: to the provider it is another newsroom's."""
    story = rehearse()
    for number in range(1, 15):
        story.publish(number, wording=f"The mayor said the bridge number {number} opens.", claimant="The mayor")
    story.publish(20, wording="Vaccines cause autism.", rating="false")
    with serving() as root:
        yield root, story


@contextmanager
def asking(root: str) -> Iterator[FactCheckTools]:
    """Our provider, pointed at this server."""
    with Fetcher(Guard.of([root.partition("//")[2]]), user_agent="Claimdesk-tests/1") as client:
        yield FactCheckTools(client=client, base=root)


def test_our_own_provider_asks_another_desk_and_gets_its_verdicts(another_desk: tuple[str, Story]) -> None:
    root, _story = another_desk
    with asking(root) as provider:
        (hit,) = provider.search(Wanted(text="Vaccines cause autism.", queries=("vaccines autism",))).hits
        shown = provider.search(wanted("The mayor said that the bridge opens.", language="en")).hits

    assert hit.title == "False: Vaccines cause autism. (False)"
    assert (hit.kind, hit.publisher.endswith("(rehearsal)")) == ("fact_check", True)
    assert hit.published_on == Publication.objects.get(sequence=15).published_at.date()
    assert len({each.address for each in shown}) == 8
    assert all("bridge" in each.title for each in shown)


def test_our_own_provider_reads_its_second_page(
    another_desk: tuple[str, Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, _story = another_desk
    monkeypatch.setattr(fact_check_tools, "MOST_HITS", 14)
    with asking(root) as provider:
        hits = provider.search(Wanted(text="The bridge opens.", queries=("bridge mayor",))).hits

    assert len({each.address for each in hits}) == 14
