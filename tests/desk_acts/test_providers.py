"""Switching providers: a permission, a reason, a trace; and they are asked, or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.desk.providers import LONGEST_REASON, switch_off, switch_on
from claims.desk.triage import Stale
from claims.models import ProviderSwitch
from claims.pipeline.sourcing.in_use import NAMES, NEEDS, in_use, missing_settings, to_search
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.desk import People


@pytest.fixture(autouse=True)
def asked(settings: Settings) -> None:
    """A newsroom that asks two providers by its settings."""
    settings.PROVIDERS = ["archive", "mediawiki"]
    settings.WAYBACK_KEY = ""


def test_without_a_persons_decision_the_settings_decide(people: People) -> None:
    assert in_use() == ["archive", "mediawiki"]


def test_who_is_switched_off_is_asked_no_more_and_the_reason_is_kept(people: People) -> None:
    switch_off("mediawiki", by=people.editor, reason="  It finds nothing for us.  ")

    switch = ProviderSwitch.objects.get(provider="mediawiki")
    assert in_use() == ["archive"]
    assert (switch.switched_by, switch.because) == (people.editor, "It finds nothing for us.")


def test_who_is_switched_on_is_asked_beside_those_of_the_settings(people: People) -> None:
    switch_on("gdelt", by=people.editor)

    assert in_use() == ["archive", "mediawiki", "gdelt"]


def test_switching_off_and_on_again_leaves_a_history(people: People) -> None:
    from claims.models.provider import ProviderSwitch as Switch

    switch_off("mediawiki", by=people.editor, reason="Too slow.")
    switch_on("mediawiki", by=people.chief)

    events = Switch.pgh_event_model.objects.order_by("pgh_id")
    assert [(event.is_on, event.switched_by_id) for event in events] == [
        (False, people.editor.pk),
        (True, people.chief.pk),
    ]
    assert events[0].pgh_context.metadata["reason"] == "Too slow."


def test_a_reviewer_switches_nothing(people: People) -> None:
    with pytest.raises(PermissionDenied, match="Only an editor"):
        switch_off("mediawiki", by=people.reviewer, reason="I do not like it.")


@pytest.mark.parametrize("reason", ["", "   ", "a" * (LONGEST_REASON + 1)])
def test_switching_off_needs_a_reason_of_a_bounded_length(people: People, reason: str) -> None:
    with pytest.raises(ValidationError):
        switch_off("mediawiki", by=people.editor, reason=reason)

    assert in_use() == ["archive", "mediawiki"]


def test_the_second_of_two_people_is_told_who_was_first(people: People) -> None:
    switch_off("mediawiki", by=people.chief, reason="Too slow.")

    with pytest.raises(Stale, match="switched off already, by chief"):
        switch_off("mediawiki", by=people.editor, reason="Too slow.")


def test_a_provider_that_does_not_exist_cannot_be_switched(people: People) -> None:
    with pytest.raises(ValidationError, match="no provider of this name"):
        switch_on("crystal-ball", by=people.editor)


def test_the_public_archive_is_in_use_where_it_has_a_key_but_never_searches(people: People, settings: Settings) -> None:
    settings.WAYBACK_KEY = "access:secret"

    assert "wayback" in in_use()
    assert "wayback" not in to_search()
    switch_off("wayback", by=people.editor, reason="Sensitive story.")
    assert "wayback" not in in_use()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"archive", "wayback"}])
def test_the_settings_that_are_named_as_missing_are_those_that_are_needed(
    people: People, settings: Settings, name: str
) -> None:
    from claims.pipeline.sourcing import choosing

    for needed in NEEDS.values():
        for setting in needed:
            setattr(settings, setting, "")
    missing = missing_settings(name)
    with choosing.client() as client:
        if missing:
            with pytest.raises(Refused, match=missing):
                choosing.provider(name, about=None, client=client)
        else:
            assert choosing.provider(name, about=None, client=client).name == name
