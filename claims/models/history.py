"""History by database triggers: every insert, update and delete of a tracked row, bulk and raw writes included."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pghistory
import pgtrigger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db import models

M = TypeVar("M", bound="type[models.Model]")


def tracked(*, leave_out: Sequence[str] = ()) -> Callable[[M], M]:
    """Keep the history of a model in an append-only event table; `leave_out` names columns that must not be copied."""
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(leave_out) or None,
        append_only=True,
    )


def append_only(*, unless: str = "") -> list[pgtrigger.Trigger]:
    """Make triggers that refuse to change, delete or truncate the rows of a table.

    `unless` is the one update that is let through, as an SQL condition on OLD and NEW.
    """
    refuse = "RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
    changes = pgtrigger.Update | pgtrigger.Delete
    return [
        pgtrigger.Trigger(
            name="append_only",
            operation=changes,
            when=pgtrigger.Before,
            func=f"IF TG_OP = 'UPDATE' THEN IF {unless} THEN RETURN NEW; END IF; END IF; {refuse}",
        )
        if unless
        else pgtrigger.Protect(name="append_only", operation=changes),
        pgtrigger.Trigger(
            name="no_truncate",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func=refuse,
        ),
    ]


def is_append_only(model: type[models.Model]) -> bool:
    """Say whether the rows of a model's table are only ever added."""
    return any(trigger.name == "append_only" for trigger in getattr(model._meta, "triggers", ()))  # noqa: SLF001
