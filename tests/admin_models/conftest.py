"""Browsers of people, and the desk that they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import User


@pytest.fixture
def browser() -> Callable[[User], Client]:
    """Open a browser in which a person is signed in."""

    def signed_in(person: User) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(person)
        return client

    return signed_in
