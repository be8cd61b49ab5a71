"""Claims at each station of their way, made through the desk's own acts, and people at their screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from claims.models import Claim, User
    from tests.desk import People

    SitDown = Callable[[User], Client]


@pytest.fixture
def sit_down(client: Client) -> SitDown:
    """Log a person in; the value is their browser."""

    def at_desk(person: User) -> Client:
        client.force_login(person)
        return client

    return at_desk


@pytest.fixture
def assigned(claim: Claim, people: People) -> Claim:
    """A claim on the reviewer's desk, with archived evidence."""
    from tests.admin.pages.stations import give
    from tests.desk import archive_evidence

    archive_evidence(claim)
    return give(claim, people)


@pytest.fixture
def rated(assigned: Claim, people: People) -> Claim:
    """A claim whose verdict waits for approval."""
    from tests.admin.pages.stations import rate

    return rate(assigned, people)


@pytest.fixture
def approved(rated: Claim, people: People) -> Claim:
    """A claim whose verdict is approved."""
    from claims.desk import review

    review.approve(rated, by=people.editor, seen=rated.version)
    return rated


@pytest.fixture
def published(approved: Claim, people: People) -> Claim:
    """A claim that the public reads about, in a rehearsal."""
    from claims.desk import newsroom, publication

    newsroom.mark_as_rehearsal(by=people.chief)
    publication.publish(approved, by=people.editor, seen=approved.version)
    return approved
