"""A row's history as people read it: who, when, what (old and new, field by field), why, for which machine work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.admin.models.field_words import FieldWords
from claims.admin.models.readable import NOTHING
from claims.models.job import JobKind
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import Model

MOST_EVENTS = 1_000
"""The newest events of a row that one page of history is made of."""

BOOKKEEPING = frozenset({"id", "public_id", "version", "updated_at", "text_sha256"})
"""Columns that tell a reader nothing, unless they are all that changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it said, and what it says since."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Entry:
    """One line of a history."""

    at: datetime
    who: str
    what: str
    why: str = ""
    machine: str = ""
    changes: list[Change] = field(default_factory=list)
    order: tuple[int, int] = (0, 0)


def event_model(model: type[Model]) -> type[Any] | None:
    """Return the table of a model's events, or None for models whose rows are their own log."""
    return getattr(model, "pgh_event_model", None)


def events(model: type[Model], **lookups: object) -> list[Any]:
    """Fetch the newest events of the rows that a lookup finds, with their contexts, as they happened."""
    table = event_model(model)
    if table is None:
        return []
    newest = table.objects.filter(**lookups).select_related("pgh_context").order_by("-pgh_id")
    return list(newest[:MOST_EVENTS])[::-1]


class Teller:
    """Turns events into lines. Names of people and rows are fetched once for all, as far as the reader may see them."""

    def __init__(self, found: Sequence[Any], *, reader: User, leave_out: str = "") -> None:
        """Fetch what the events name; `leave_out` is the field that would name the row again whose history this is."""
        self.found, self.leave_out = found, leave_out
        self.words = FieldWords(found, reader=reader)
        ids = {given for event in found if isinstance(given := metadata(event).get("user"), int)}
        self.people = User.objects.in_bulk(ids)

    def lines(self, *, about: str = "") -> list[Entry]:
        """Tell the events, oldest first; `about` names the kind of row where it is not this history's own."""
        before: dict[Any, Any] = {}
        told = []
        for event in self.found:
            told.append(self.line(event, before=before.get(event.pgh_obj_id), about=about))
            before[event.pgh_obj_id] = event
        return told

    def line(self, event: Any, *, before: Any, about: str) -> Entry:
        """Tell one event."""
        given = metadata(event)
        verb = {"insert": _("added"), "delete": _("deleted")}.get(event.pgh_label, _("changed"))
        if event.pgh_label == "update":
            changes = self.changes(before, event) if before is not None else []
        else:
            changes = self.all_of(event, gone=event.pgh_label == "delete")
        return Entry(
            at=event.pgh_created_at,
            who=self.who(given),
            what=capfirst(f"{about} {verb}".strip()),
            why=str(given.get("reason", ""))[:2_000],
            machine=work(given),
            changes=changes,
            order=(1 if about else 0, event.pgh_id),
        )

    def who(self, given: dict[str, Any]) -> str:
        """Name who did it: a person, a machine, or nobody whom the desk knows."""
        user = given.get("user")
        if isinstance(user, int):
            return str(self.people.get(user, _("a person who is no longer known")))
        return _("The machine") if given.get("work") else _("Nobody signed in")

    def changes(self, before: Any, event: Any) -> list[Change]:
        """List what differs between two events of a row."""
        differ = [
            column
            for column in self.words.columns(event)
            if getattr(before, column.attname) != getattr(event, column.attname)
        ]
        shown = [column for column in differ if column.name not in BOOKKEEPING] or differ
        return [
            Change(self.words.label(column), self.said(column, before), self.said(column, event)) for column in shown
        ]

    def said(self, column: Any, event: Any) -> str:
        """Return what a field said, or nothing."""
        value = self.words.value(column, event)
        return "" if value == NOTHING else value

    def all_of(self, event: Any, *, gone: bool) -> list[Change]:
        """List all that a row said when it was added, or when it was deleted."""
        told = [
            (self.words.label(column), self.said(column, event))
            for column in self.words.columns(event)
            if column.name not in BOOKKEEPING and column.name != self.leave_out
        ]
        return [Change(label, value if gone else "", "" if gone else value) for label, value in told if value]


def metadata(event: Any) -> dict[str, Any]:
    """Return what was known about the circumstances of an event."""
    context = event.pgh_context
    return context.metadata if context is not None and isinstance(context.metadata, dict) else {}


def work(given: dict[str, Any]) -> str:
    """Name the machine work in whose course it happened."""
    kind = given.get("work")
    return str(JobKind(kind).label) if kind in JobKind.values else str(kind or "")


def plainly(model: type[Model], changes: Iterable[Change]) -> list[Change]:
    """Leave out the columns that tell a reader nothing, also where they are all that changed."""
    columns = model._meta.concrete_fields  # noqa: SLF001 - Django's public name
    silent = {capfirst(str(column.verbose_name)) for column in columns if column.name in BOOKKEEPING}
    return [change for change in changes if change.label not in silent]


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Order lines for reading."""
    return sorted(entries, key=lambda entry: (entry.at, entry.order), reverse=True)
