"""The page of the providers: health, quota, errors, next try, and the switch."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from django.utils.timezone import localdate, now

from claims.admin.pages.health import provider_name
from claims.models import ProviderDay, ProviderSwitch, SourceSearch
from claims.models.source_search import SearchState
from claims.pipeline.sourcing import usage
from claims.pipeline.sourcing.choosing import manners as our_manners
from tests.pipeline.sourcing.newsroom import manners
from tests.stories import story

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import Settings
    from redis import Redis

    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People
    from tests.stories import Story

__all__ = ["manners", "story"]

PAGE = "/desk/providers/"


@pytest.fixture(autouse=True)
def asked(settings: Settings, manners: Redis) -> None:
    """A newsroom that asks three providers, one of which has a quota."""
    settings.PROVIDERS = ["archive", "mediawiki", "brave"]
    settings.BRAVE_KEY = "k"
    settings.PROVIDER_QUOTAS = {"brave": 2000}


def row(browser: Client, name: str) -> str:
    """Return the words in a provider's row."""
    page = browser.get(PAGE).content.decode()
    found = next(part for part in page.split("<tr data-row>") if f"<code>{name}</code>" in part)
    return " ".join(strip_tags(found.split("</tr>")[0]).split())


def test_a_provider_that_answers_says_so_with_its_quota(people: People, sit_down: SitDown) -> None:
    usage.answered("brave", asked=3)
    usage.answered("brave", asked=1)

    told = row(sit_down(people.editor), "brave")

    assert "Answers" in told
    assert "4 of 2,000" in told
    assert "today 4" in told


def test_last_months_questions_are_not_counted(people: People, sit_down: SitDown) -> None:
    last_month = localdate().replace(day=1) - timedelta(days=1)
    ProviderDay.objects.create(provider="brave", day=last_month, asked=1999)
    usage.answered("brave", asked=1)

    assert "1 of 2,000" in row(sit_down(people.editor), "brave")


def test_a_provider_in_trouble_shows_its_error_and_the_next_try(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    usage.answered("mediawiki", asked=1)
    usage.failed("mediawiki", asked=1, problem="Wikipedia is busy (maxlag).")
    SourceSearch.objects.create(
        claim=claim, provider="mediawiki", state=SearchState.UNREACHABLE, retry_at=now() + timedelta(minutes=5)
    )

    told = row(sit_down(people.editor), "mediawiki")

    assert "No answer" in told
    assert "Wikipedia is busy (maxlag)." in told
    assert "1 claim waits" in told
    assert "next try" in told


def test_a_provider_that_is_left_alone_says_until_when(people: People, sit_down: SitDown) -> None:
    usage.answered("mediawiki", asked=1)
    our_manners().told_to_wait("mediawiki", 600)

    told = row(sit_down(people.editor), "mediawiki")

    assert "Left alone for a while" in told
    assert "next try" in told


def test_a_used_up_quota_and_a_missing_setting_are_named(people: People, sit_down: SitDown, settings: Settings) -> None:
    settings.PROVIDERS = ["brave", "searxng"]
    settings.SEARXNG_URL = ""
    usage.answered("brave", asked=2000)
    browser = sit_down(people.editor)

    assert "Quota used up" in row(browser, "brave")
    assert "Set SEARXNG_URL." in row(browser, "searxng")


def test_an_editor_switches_off_with_a_reason_and_on_again(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.editor)

    off = browser.post(PAGE, {"provider": "brave", "act": "switch_off", "reason": "It costs."}, follow=True)
    told = row(browser, "brave")
    on = browser.post(PAGE, {"provider": "brave", "act": "switch_on"}, follow=True)

    assert "Brave Search is asked no more." in off.content.decode()
    assert "Off" in told
    assert "Switched off by editor" in told
    assert "“It costs.”" in told
    assert "Brave Search is asked from now on." in on.content.decode()
    assert ProviderSwitch.objects.get().is_on


def test_a_missing_reason_stands_at_its_field(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post(PAGE, {"provider": "brave", "act": "switch_off", "reason": ""})

    assert answer.status_code == 422
    assert 'id="reason-brave-problem"' in answer.content.decode()
    assert not ProviderSwitch.objects.exists()


def test_a_reason_that_is_too_long_is_kept_in_the_field(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post(PAGE, {"provider": "brave", "act": "switch_off", "reason": "long " * 500})

    assert answer.status_code == 422
    assert ("long " * 500) in answer.content.decode()


def test_a_reviewer_sees_how_providers_are_but_switches_none(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.reviewer)

    page = browser.get(PAGE).content.decode()
    refused = browser.post(PAGE, {"provider": "brave", "act": "switch_off", "reason": "Why not."})

    assert "Only an editor may do this." in page
    assert refused.status_code == 403
    assert not ProviderSwitch.objects.exists()


def test_the_page_costs_the_same_with_one_day_and_with_thirty(story: Story, sit_down: SitDown) -> None:
    browser = sit_down(story.people.editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(PAGE).status_code == 200
        return len(counted)

    usage.failed("brave", asked=1, problem="busy")
    browser.get(PAGE)
    with_one = cost()
    for number in range(30):
        name = ("archive", "mediawiki", "brave")[number % 3]
        ProviderDay.objects.get_or_create(provider=name, day=localdate() - timedelta(days=number))
        claim = story.spot(number + 2)
        SourceSearch.objects.create(claim=claim, provider=name, state=SearchState.UNREACHABLE, retry_at=now())

    assert cost() == with_one


def test_what_is_on_the_page_is_escaped(people: People, sit_down: SitDown) -> None:
    usage.failed("brave", asked=1, problem="<script>alert(1)</script>")

    assert b"<script>alert" not in sit_down(people.editor).get(PAGE).content


@pytest.mark.parametrize(
    ("api", "name"),
    [
        ("https://en.wikipedia.org/w/api.php", "Wikipedia"),
        ("https://wikipedia.org/w/api.php", "Wikipedia"),
        ("https://wiki.newsroom.example/api.php", "wiki.newsroom.example"),
        ("https://notwikipedia.org/w/api.php", "notwikipedia.org"),
    ],
)
def test_a_wiki_is_called_by_its_host_unless_it_is_wikipedia(settings: Settings, api: str, name: str) -> None:
    settings.MEDIAWIKI_API = api

    assert provider_name("mediawiki") == name
