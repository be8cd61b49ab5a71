"""Who may watch what: asked once, before a stream begins; then the database is let go."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from claims.models.article import Article
from claims.models.claim import Claim
from claims.models.user import User

if TYPE_CHECKING:
    from uuid import UUID

    from claims.live.hub import Topic

SUBJECTS = {"articles": ("article", Article), "claims": ("claim", Claim), "people": ("person", User)}


class ShutDoor(Exception):
    """No stream: `status` is the HTTP status that says why, `errors` name the parameters that are wrong."""

    def __init__(self, status: int, *, errors: list[dict[str, str]] | None = None) -> None:
        """Keep what the answer says."""
        super().__init__(status)
        self.status = status
        self.errors = errors or []


def opened(cookies: str, collection: str, public_id: UUID) -> tuple[int, Topic]:
    """Return the person's primary key and the topic that they may watch. Raises ShutDoor (401, 403, 404).

    The database connection goes back to the pool before this returns: a stream that kept one would starve the pages.
    """
    try:
        person = signed_in(cookies)
        kind, model = SUBJECTS[collection]
        rows = model.objects.get_queryset()  # type: ignore[attr-defined]
        subject = rows.visible_to(person).filter(public_id=public_id).values_list("pk", flat=True).first()
        if subject is None or (model is User and subject != person.pk):  # nobody follows a colleague's notes
            raise ShutDoor(404)
        return person.pk, (kind, subject)
    finally:
        connection.close()


def signed_in(cookies: str) -> User:
    """Return the person of a session cookie. Raises ShutDoor."""
    try:
        given = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        given = None
    if given is None:
        raise ShutDoor(401)
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(given.value)
    person = get_user(request)
    if not isinstance(person, User) or not person.is_active:
        raise ShutDoor(401)
    if not person.is_staff:
        raise ShutDoor(403)
    return person
