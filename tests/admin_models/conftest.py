"""Browsers of people, and how they choose rows and acts in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from claims.models import User


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(slots=True)
class Browser:
    """A browser in which a person is signed in."""

    client: Client

    def choose(self, rows: list[Any], act: str, **seen: int) -> Any:
        """Choose an act for rows in their list, as the list's form sends it with the versions that it showed."""
        versions = {f"seen-{row.pk}": row.version for row in rows if hasattr(row, "version")} | seen
        given = {"action": act, "index": 0, "select_across": 0, "_selected_action": [row.pk for row in rows]}
        return self.client.post(table(type(rows[0])), given | versions)

    def confirm(self, page: Any, **answers: Any) -> Any:
        """Fill in the page that an act asked with, and send it with all that stands hidden in it."""
        form = page.content.decode().split('<form method="post"')[1].split("</form>")[0]
        given: dict[str, Any] = {f"answer-{name}": [value] for name, value in answers.items()}
        for name, value in HIDDEN.findall(form):
            given.setdefault(name, []).append(unescape(value))
        return self.client.post(page.wsgi_request.get_full_path(), given)

    def messages(self, answer: Any) -> list[str]:
        """Return what the desk said, line by line."""
        return [str(said) for said in get_messages(answer.wsgi_request)]


def table(model: type[Model], page: str = "changelist", *given: Any) -> str:
    """Return the address of an admin page."""
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=given)


@pytest.fixture
def browser() -> Callable[[User], Browser]:
    """Open a browser in which a person is signed in."""

    def signed_in(person: User) -> Browser:
        client = Client()
        client.force_login(person)
        return Browser(client)

    return signed_in
