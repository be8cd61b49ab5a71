"""History is kept by the database: whoever writes, and however, leaves a trace that nobody can change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from claims.desk.triage import dismiss
from claims.models import Claim, Claimant

if TYPE_CHECKING:
    from tests.desk import People


def events(model: str, pk: int) -> list[Any]:
    """Return the events of a row, the oldest first."""
    return list(apps.get_model("claims", f"{model}Event").objects.filter(pgh_obj_id=pk).order_by("pgh_id"))


def test_inserts_updates_and_deletes_are_kept(db: None) -> None:
    who = Claimant.objects.create(name="Anna Berg")
    pk = who.pk
    who.name = "Anna Maria Berg"
    who.save()
    who.delete()

    kept = events("Claimant", pk)
    assert [(event.pgh_label, event.name) for event in kept] == [
        ("insert", "Anna Berg"),
        ("update", "Anna Maria Berg"),
        ("delete", "Anna Maria Berg"),
    ]


def test_bulk_writes_and_raw_sql_are_kept_too(db: None) -> None:
    first, second = Claimant.objects.bulk_create([Claimant(name="A"), Claimant(name="B")])
    Claimant.objects.filter(pk=first.pk).update(name="C")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claimant SET name = 'D' WHERE id = %s", [second.pk])
        cursor.execute("DELETE FROM claims_claimant WHERE id = %s", [second.pk])

    assert [event.name for event in events("Claimant", first.pk)] == ["A", "C"]
    assert [(event.pgh_label, event.name) for event in events("Claimant", second.pk)] == [
        ("insert", "B"),
        ("update", "D"),
        ("delete", "D"),
    ]


def test_a_moves_events_name_the_person_and_the_reason(claim: Claim, people: People) -> None:
    dismiss(claim, by=people.editor, seen=claim.version, reason="Small talk.")

    last = events("Claim", claim.pk)[-1]
    assert last.status == "dismissed"
    assert last.pgh_context.metadata["user"] == people.editor.pk
    assert last.pgh_context.metadata["reason"] == "Small talk."


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_history_itself_cannot_be_changed(db: None, statement: str) -> None:
    Claimant.objects.create(name="Anna Berg")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("claims_claimantevent"))


def test_passwords_and_texts_are_not_copied_into_history() -> None:
    assert not {"password", "last_login"} & {field.name for field in apps.get_model("claims", "UserEvent")._meta.fields}
    assert "text" not in {field.name for field in apps.get_model("claims", "ArticleEvent")._meta.fields}
    assert "sha256" not in {field.name for field in apps.get_model("claims", "ApiKeyEvent")._meta.fields}
