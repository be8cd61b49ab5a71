"""The ledger's audit."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client

from claims.desk import publication
from claims.desk.projection import COLUMNS
from claims.management.commands import verify_ledger
from claims.models import Publication
from claims.pipeline.publishing import chain
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def verify(*options: str) -> str:
    """Run the audit; return what it printed."""
    out = StringIO()
    call_command("verify_ledger", *options, stdout=out)
    return out.getvalue()


def forge(*statements: str) -> None:
    """Change what must not be changed, with the triggers off: as the owner of the tables could."""
    with connections["owner"].cursor() as cursor:
        for table in ("claims_publication", "claims_publisheddocument"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_a_ledger_that_holds_is_told_with_its_head(story: Story) -> None:
    claim = story.publish(1)
    story.correct(claim)
    story.retract(claim)

    assert verify() == f"The ledger holds: 3 rows, head {Publication.objects.get(sequence=3).hash}.\n"


@pytest.mark.django_db
def test_an_empty_ledger_holds() -> None:
    assert "0 rows" in verify()


@pytest.fixture
def three_rows(committed_db: str, queue: str) -> Story:
    """A ledger of three rows in a database of its own, and a claim that nobody published."""
    story = rehearse()
    for number in (1, 2, 3):
        story.publish(number)
    story.spot(10)
    return story


ANOTHER = "(SELECT min(id) FROM claims_user WHERE id NOT IN (reviewer_id, approver_id))"
UNPUBLISHED = "(SELECT max(id) FROM claims_claim)"


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE claims_publisheddocument SET body = replace(body, 'seed', 'feed')"], "sequence 1. Its document"),
        (["UPDATE claims_publication SET kind = 'retracted', note = 'x' WHERE sequence = 2"], "sequence 2. Its hash"),
        (["UPDATE claims_publication SET note = 'Other words.' WHERE sequence = 3"], "sequence 3. It says something"),
        (["UPDATE claims_publication SET previous_hash = repeat('0', 63) || '1' WHERE sequence = 2"], "sequence 2. It"),
        (
            ["DELETE FROM claims_currentverdict", "DELETE FROM claims_publication WHERE sequence = 2"],
            "sequence 2. Row 2 is missing",
        ),
        (
            ["DELETE FROM claims_currentverdict", "DELETE FROM claims_publication WHERE sequence = 3"],
            "sequence 3. The head says 3",
        ),
        (["DELETE FROM claims_currentverdict WHERE publication_id = 2"], "at sequence 2"),
        (
            [
                "ALTER TABLE claims_publication DROP CONSTRAINT publication_names_the_verdicts_reviewer",
                f"UPDATE claims_publication SET reviewer_id = {ANOTHER} WHERE sequence = 2",
            ],
            "sequence 2. It names other people",
        ),
        (
            [f"UPDATE claims_publication SET approver_id = {ANOTHER} WHERE sequence = 3"],
            "sequence 3. It names other people",
        ),
        (
            [f"UPDATE claims_publication SET claim_id = {UNPUBLISHED} WHERE sequence = 3"],
            "sequence 3. It stands on another claim",
        ),
        (["UPDATE claims_publication SET rehearsal = false WHERE sequence = 2"], "sequence 2. It says something"),
        (
            ["UPDATE claims_publication SET published_at = published_at - interval '1 day' WHERE sequence = 2"],
            "sequence 2. It says something",
        ),
    ],
)
def test_the_first_row_that_does_not_hold_is_named(three_rows: Story, statements: list[str], words: str) -> None:
    forge(*statements)

    with pytest.raises(CommandError, match=words) as refused:
        verify()

    assert refused.value.returncode == 1


TAMPERED = {
    "rating": "'true'",
    "wording": "'The bridge never opens.'",
    "retracted": "true",
    "status": "'corrected'",
    "claimant": "'Somebody else'",
    "claimant_uid": "NULL",
    "claimant_kind": "'organisation'",
    "kind": "'quote'",
    "attribution": "'misquoted'",
    "outlet": "'The Daily Forgery'",
    "language": "'xx'",
    "topics": "ARRAY['forgery']",
    "sources": "'{}'",
    "first_published_at": "first_published_at - interval '1 day'",
    "last_sequence": "1",
    "search": "to_tsvector('simple', 'forgery')",
}
"""Another value for each column of what readers see that is no key."""


@pytest.mark.parametrize("column", TAMPERED)
def test_what_readers_are_shown_is_held_against_the_ledger_column_by_column(story: Story, column: str) -> None:
    story.publish(1)
    story.publish(2)
    assert "2 rows" in verify()

    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_currentverdict SET {column} = {TAMPERED[column]} WHERE publication_id = 2")

    with pytest.raises(CommandError, match="not shown what the ledger says at sequence 2"):
        verify()
    call_command("rebuild_projections", stdout=StringIO())
    assert "2 rows" in verify()


def test_every_column_that_readers_are_shown_is_tampered_with_here() -> None:
    keys = {"claim_id", "public_id", "publication_id", "article_id"}

    assert set(COLUMNS) - keys == set(TAMPERED)


@pytest.mark.parametrize(
    ("statement", "of"),
    [
        ("UPDATE claims_tally SET verdicts = 7 WHERE dimension = 'all'", "all"),
        ("DELETE FROM claims_tally WHERE dimension = 'kind'", "kind"),
        ("INSERT INTO claims_tally (dimension, value, rating, verdicts) VALUES ('outlet', 'x', 'true', 1)", "outlet"),
        ("UPDATE claims_publishedclaimant SET verdicts = 7", "claimant"),
        ("DELETE FROM claims_publishedsource", "source"),
    ],
)
def test_the_numbers_that_readers_are_told_are_counted_again(story: Story, statement: str, of: str) -> None:
    story.publish(1)
    story.retract(story.publish(2))
    assert "3 rows" in verify()

    with connection.cursor() as cursor:
        cursor.execute(statement)

    with pytest.raises(CommandError, match=f"wrong number of the {of}"):
        verify()


def test_a_desk_that_goes_on_publishing_is_no_broken_ledger(three_rows: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = three_rows.approve(three_rows.spot(4))

    def publish() -> None:
        try:
            publication.publish(claim, by=three_rows.people.editor, seen=claim.version)
        finally:
            connection.close()

    def walk_while_they_publish(rows: Iterable[Publication]) -> chain.Walk:
        def passing() -> Iterator[Publication]:
            for row in rows:
                if row.sequence == 2:
                    with ThreadPoolExecutor(1) as elsewhere:
                        elsewhere.submit(publish).result(timeout=60)
                yield row

        return chain.walk(passing())  # type: ignore[arg-type]

    monkeypatch.setattr(verify_ledger, "walk", walk_while_they_publish)

    assert "3 rows" in verify()
    assert Publication.objects.count() == 4
    monkeypatch.undo()
    assert "4 rows" in verify()


def test_a_ledger_that_was_cut_with_its_head_is_caught_by_a_head_that_was_kept(
    three_rows: Story, tmp_path: Path
) -> None:
    kept = tmp_path / "head.json"
    kept.write_bytes(Client().get("/.well-known/claimdesk-head.json").content)
    assert "3 rows" in verify("--head", str(kept))
    before = Publication.objects.get(sequence=2).hash

    forge(
        "DELETE FROM claims_currentverdict WHERE publication_id = 3",
        "DELETE FROM claims_publication WHERE sequence = 3",
        f"UPDATE claims_ledgerhead SET sequence = 2, hash = '{before}'",
    )
    with pytest.raises(CommandError, match="wrong number"):
        verify()
    call_command("rebuild_projections", stdout=StringIO())

    assert "2 rows" in verify()
    with pytest.raises(CommandError, match="It was cut"):
        verify("--head", str(kept))


def test_an_old_head_still_holds_when_the_ledger_has_grown(story: Story, tmp_path: Path) -> None:
    story.publish(1)
    kept = tmp_path / "head.json"
    kept.write_bytes(Client().get("/.well-known/claimdesk-head.json").content)
    story.publish(2)

    assert "2 rows" in verify("--head", str(kept))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"sequence": 0, "hash": "0" * 64}, 1), ({"signature": "AAAA"}, 1), ({"sequence": "x"}, 2), (None, 2)],
)
def test_a_head_that_is_none_is_refused(
    story: Story, tmp_path: Path, change: dict[str, object] | None, code: int
) -> None:
    story.publish(1)
    head = Client().get("/.well-known/claimdesk-head.json").json()
    kept = tmp_path / "head.json"
    kept.write_text("not json" if change is None else json.dumps(head | change))

    with pytest.raises(CommandError) as refused:
        verify("--head", str(kept))

    assert refused.value.returncode == code
