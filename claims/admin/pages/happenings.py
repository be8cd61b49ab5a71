"""What happened on the whole desk, newest first: the events of all tables in one stream, as far as a person may see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from claims.admin.models.timeline import Entry, Teller, event_model, metadata, plainly
from claims.models import Notification, VerdictDraft

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    from claims.models.user import User

NOT_TOLD: tuple[type[Model], ...] = (VerdictDraft, Notification)
"""What people keep to themselves stands on their own pages."""

NAMES = ("text", "title", "name", "username", "label", "publisher", "question")
"""Columns by whose words people know a row."""

MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters: a kind of row, one row of it, who did it (a person's key or the machine), from and until when."""

    kind: str = ""
    row: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: dict[str, int] = field(default_factory=dict)
    """Where the page before ended, table by table: the smallest event number that it showed."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: what kind of row, its name, where its own history stands, and the entry."""

    kind: str
    name: str
    address: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Page:
    """The lines, and where the next page begins; empty on the last."""

    lines: list[Happening]
    after: dict[str, int]


def kinds(request: HttpRequest) -> dict[str, type[Model]]:
    """Return the tables whose history this person may look into, by model name, in the order of their words."""
    found = {
        model._meta.model_name: model  # noqa: SLF001 - Django's public name
        for model, table in admin.site._registry.items()  # noqa: SLF001
        if event_model(model) is not None and model not in NOT_TOLD and table.has_view_permission(request)
    }
    return {name: found[name] for name in sorted(found, key=lambda name: words_for(found[name]).lower()) if name}


def words_for(model: type[Model]) -> str:
    """Return what rows of a table are called."""
    return capfirst(str(model._meta.verbose_name_plural))  # noqa: SLF001


def seen_events(model: type[Model], asked: Asked, *, me: User) -> QuerySet[Any]:
    """Return the events of a table that the filters keep and the person may see."""
    events = event_model(model)._default_manager.all()  # type: ignore[union-attr]  # noqa: SLF001
    rows: Any = model._default_manager.all()  # noqa: SLF001
    if hasattr(rows, "visible_to"):
        visible = rows.visible_to(me)
        if visible.query.where:  # who sees all rows sees those that are gone, too
            events = events.filter(pgh_obj_id__in=visible.order_by().values("pk"))
    elif not me.edits:
        return events.none()  # type: ignore[no-any-return]
    if asked.row:
        events = events.filter(pgh_obj_id=asked.row)
    if asked.who == MACHINE:
        events = events.filter(pgh_context__metadata__has_key="work")
    elif asked.who:
        events = events.filter(pgh_context__metadata__user=int(asked.who))
    if asked.since is not None:
        events = events.filter(pgh_created_at__gte=asked.since)
    if asked.until is not None:
        events = events.filter(pgh_created_at__lt=asked.until)
    if (last := asked.after.get(str(model._meta.model_name))) is not None:  # noqa: SLF001
        events = events.filter(pgh_id__lt=last)
    return events  # type: ignore[no-any-return]


def happenings(tables: dict[str, type[Model]], asked: Asked, *, me: User, most: int) -> Page:
    """Fetch a page: one query over all tables for the places, then two and the names for each table that is on it."""
    looked = {asked.kind: tables[asked.kind]} if asked.kind in tables else tables
    parts = [
        seen_events(model, asked, me=me)
        .annotate(pgh_table=Value(name))
        .order_by("-pgh_id")
        .values_list("pgh_created_at", "pgh_table", "pgh_id")[: most + 1]
        for name, model in looked.items()
    ]
    if not parts:
        return Page([], {})
    stream = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    newest = sorted(stream, key=lambda place: (place[0], place[2]), reverse=True)
    on_page: dict[str, list[int]] = defaultdict(list)
    for _at, name, number in newest[:most]:
        on_page[name].append(number)
    lines = [line for name, numbers in on_page.items() for line in told(tables[name], numbers, me=me)]
    lines.sort(key=lambda line: (line.entry.at, line.entry.order), reverse=True)
    if len(newest) <= most:
        return Page(lines, {})
    return Page(lines, asked.after | {name: min(numbers) for name, numbers in on_page.items()})


def told(model: type[Model], numbers: list[int], *, me: User) -> Iterable[Happening]:
    """Tell some events of a table, each against the one before of the same row."""
    events: Any = event_model(model)
    earlier = events.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by(
        "-pgh_id"
    )
    found = list(
        events.objects.filter(pgh_id__in=numbers)
        .select_related("pgh_context")
        .annotate(pgh_before=Subquery(earlier.values("pgh_id")[:1]))
        .order_by("pgh_id")
    )
    before = events.objects.in_bulk(
        [event.pgh_before for event in found if event.pgh_before is not None], field_name="pgh_id"
    )
    teller = Teller([*found, *before.values()], reader=me)
    for event in found:
        entry = teller.line(event, before=before.get(event.pgh_before), about="")
        entry.changes = plainly(model, entry.changes)
        entry.order = (0, event.pgh_id)
        if (move := metadata(event).get("move")) and event.pgh_label == "update":
            entry.what = _("Move: %(move)s") % {"move": str(move).replace("_", " ")}
        if not me.edits and metadata(event).get("user") != me.pk:
            entry.why = ""
        yield Happening(capfirst(str(model._meta.verbose_name)), name_of(event), history_of(model, event), entry)  # noqa: SLF001


def name_of(event: Any) -> str:
    """Name the row of an event by its own words, without asking for anything."""
    said = next((str(given) for column in NAMES if (given := getattr(event, column, ""))), "")
    return Truncator(said).chars(90)


def history_of(model: type[Model], event: Any) -> str:
    """Return where the history of one row stands."""
    where = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"  # noqa: SLF001
    return reverse(where, args=[quote(str(event.pgh_obj_id))])
