"""What a person chooses for themselves: the desk's language, their time zone, their keys."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from claims.models.user import User

KEYS: dict[str, _StrPromise] = {
    "j": _("next claim"),
    "k": _("previous claim"),
    "o": _("open"),
    "a": _("assign, or approve"),
    "g": _("approve and publish (go public)"),
    "m": _("take it"),
    "d": _("dismiss"),
    "e": _("edit wording"),
    "u": _("undo the last act"),
    "n": _("next passage"),
    "p": _("previous passage"),
    "+": _("supports"),
    "-": _("refutes"),
    "~": _("context"),
    "c": _("cite or uncite"),
    "y": _("was it said: confirmed"),
    "q": _("was it said: misquoted"),
    "f": _("was it said: not found"),
    "v": _("was it said: not applicable"),
    **{str(place): _("is it true: the answer at place %(place)s") for place in range(1, 10)},
    "r": _("go to the rationale or the note"),
    "x": _("select in a list"),
    "/": _("search"),
    "?": _("all keys"),
}
"""Each key as it comes, with what it does. A person's own keys are kept under these."""


@cache
def zones() -> frozenset[str]:
    """Return the time zones that this machine's tables know, by their IANA names."""
    return frozenset(available_timezones())


def key_label(key: str) -> str:
    """Say in words what a key does."""
    words = str(KEYS[key])
    return words % {"place": key} if key.isdigit() else words


@transaction.atomic
def choose_language_and_zone(*, by: User, language: str, zone: str) -> None:
    """Read the desk in this language and its times in this zone; empty leaves it to the newsroom or the browser.

    Raises ValidationError, PermissionDenied.
    """
    require_act(by, "choose_for_oneself")
    refuse_unknown(language=language, zone=zone)
    by.language, by.zone = language, zone
    by.save(update_fields=["language", "zone"])


def refuse_unknown(*, language: str, zone: str) -> None:
    """Raise ValidationError for a language that we do not speak, or a zone that nobody knows."""
    wrong: dict[str, object] = {}
    if language and language not in dict(settings.LANGUAGES):
        wrong["language"] = _("The desk does not speak this language. Choose one from the list.")
    if zone and zone not in zones():
        wrong["zone"] = _("No such time zone is known. Write it as Europe/Vienna.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def choose_keys(own: Mapping[str, str], *, by: User) -> None:
    """Use other keys; `own` maps the keys in KEYS to one's own. What is not named stays as it comes.

    Each is one sign that can be typed, and stands for one thing. Raises ValidationError by key, PermissionDenied.
    """
    require_act(by, "choose_for_oneself")
    wanted = {key: own.get(key, "").strip() or key for key in KEYS}
    wrong: dict[str, object] = {}
    taken: dict[str, str] = {}
    for key, mine in wanted.items():
        if len(mine) != 1 or not mine.isprintable():
            wrong[key] = _("A key is one sign: a letter, a figure or a mark.")
        elif mine in taken:
            told = _("“%(key)s” is taken already: %(what)s. Choose another, or change that one too.")
            wrong[key] = told % {"key": mine, "what": key_label(taken[mine])}
        else:
            taken[mine] = key
    if wrong:
        raise ValidationError(wrong)
    by.keys = {key: mine for key, mine in wanted.items() if mine != key}
    by.save(update_fields=["keys"])


@transaction.atomic
def use_keys(*, by: User) -> None:
    """Let single keys act. Raises PermissionDenied."""
    switch_keys(by, to=True)


@transaction.atomic
def rest_keys(*, by: User) -> None:
    """Let no single key act, wherever this person signs in. Raises PermissionDenied."""
    switch_keys(by, to=False)


def switch_keys(by: User, *, to: bool) -> None:
    """Write the choice down."""
    require_act(by, "choose_for_oneself")
    by.keys_on = to
    by.save(update_fields=["keys_on"])
