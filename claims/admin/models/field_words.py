"""What a stored field says, in words: choices by their labels, references by their names, times as clock times."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import ForeignKey, Model
from django.utils.dateformat import format as format_date
from django.utils.duration import duration_string
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from claims.admin.models.readable import NOTHING
from claims.models import Article, Assignment, Claim, Evidence, ExtractionRun, Snapshot, StandingOrder
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Field

    Column = Field[Any, Any]

LONGEST_VALUE = 1_000

NAMED_WITH: dict[type[Model], tuple[str, ...]] = {
    Assignment: ("reviewer", "claim"),
    Evidence: ("snapshot__source",),
    ExtractionRun: ("article",),
    Snapshot: ("source",),
    StandingOrder: ("signed_by",),
}
"""What a row's name is made of beside itself, so that names cost one query a table."""

HEAVY: dict[type[Model], tuple[str, ...]] = {
    Article: (),
    Claim: ("provenance",),
    ExtractionRun: ("article__text",),
    Evidence: ("snapshot__text", "snapshot__headers"),
    Snapshot: ("text", "headers"),
}


class FieldWords:
    """Words for the fields of some events. What they refer to is fetched once, one query a table."""

    def __init__(self, events: Sequence[Any], *, reader: User) -> None:
        """Fetch the names of the rows that the events refer to, as far as the reader may see them; of people always."""
        wanted: dict[type[Model], set[Any]] = defaultdict(set)
        for event in events:
            for column in self.columns(event):
                if isinstance(column, ForeignKey) and (key := getattr(event, column.attname)) is not None:
                    wanted[column.related_model].add(key)
        self.names = {model: self.named(model, keys, reader) for model, keys in wanted.items()}

    def columns(self, event: Any) -> Iterable[Column]:
        """List the fields of the tracked model that its events keep."""
        kept = {field.name for field in event._meta.concrete_fields}  # noqa: SLF001 - Django's public name
        tracked = event.pgh_tracked_model._meta.concrete_fields  # noqa: SLF001
        return [column for column in tracked if column.name in kept]

    def named(self, model: type[Model], keys: set[Any], reader: User) -> dict[Any, str]:
        """Fetch the names of rows."""
        rows = model._default_manager.filter(pk__in=keys)  # noqa: SLF001
        rows = rows.select_related(*NAMED_WITH.get(model, ())).defer(*HEAVY.get(model, ()))
        if model is not User and hasattr(rows, "visible_to"):
            rows = rows.visible_to(reader)
        return {row.pk: str(row) for row in rows}

    def label(self, column: Column) -> str:
        """Return a field's name."""
        return capfirst(str(column.verbose_name))

    def value(self, column: Column, event: Any) -> str:
        """Return what a field says in an event, bounded."""
        given = getattr(event, column.attname)
        if isinstance(column, ForeignKey) and given is not None:
            return self.names[column.related_model].get(given, _("something that is gone, or not yours to see"))
        if column.choices and given is not None:
            return str(dict(column.flatchoices).get(given, given))
        return Truncator(plain(given)).chars(LONGEST_VALUE)


def plain(given: Any) -> str:
    """Return a stored value as plain words; JSON without brackets and braces."""
    if given is None or given in ("", [], {}):
        return NOTHING
    if isinstance(given, bool):
        return _("yes") if given else _("no")
    if isinstance(given, datetime):
        return format_date(localtime(given), "j M Y, H:i:s")
    if isinstance(given, date):
        return format_date(given, "j M Y")
    if isinstance(given, timedelta):
        return duration_string(given)
    if isinstance(given, float):
        return f"{given:g}"
    if isinstance(given, dict):
        return "; ".join(f"{str(key).replace('_', ' ')}: {plain(value)}" for key, value in given.items())
    if isinstance(given, list | tuple):
        return ", ".join(plain(value) for value in given)
    return str(given)
