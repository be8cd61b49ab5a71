"""The ledger: only added to, without gap or fork, its documents canonical and named by their hashes."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import psycopg
import pytest
import rfc8785
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test import override_settings

from claims.desk import ledger, publication
from claims.desk.publication import CannotPublish
from claims.lifecycle import IllegalMove
from claims.models import CurrentVerdict, LedgerHead, Publication, PublishedDocument
from claims.models.publication import GENESIS, row_hash
from tests.publishing.test_redaction import redact
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from claims.models import Claim

IGNORED = "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), {local})"
"""What the library of our triggers reads to let them pass: any role may say it."""

SHADOWED = """CREATE TEMPORARY TABLE claims_redaction AS SELECT 1 AS id, 1 AS confirmed_by_id, claim_id, ARRAY[sequence] AS sequences
    FROM public.claims_publication;
CREATE TEMPORARY TABLE claims_publication AS SELECT sequence, claim_id, document_id, 1 AS redaction_id, kind
    FROM public.claims_publication UNION ALL SELECT 0, claim_id, '', 1, 'redacted' FROM public.claims_publication"""
"""Tables of a session's own that hide those which the triggers ask: any role may make them."""

OBEDIENT = """CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql AS 'SELECT true'"""

STUB = """'{{"format":"claimdesk/1","id":"' || (body::jsonb ->> 'id') || '","redacted":true}}'"""
REFUSED_BY_TRIGGER, REFUSED_BY_RIGHTS = psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege
STATEMENTS = [
    ("UPDATE public.{table} SET {column} = {column}", REFUSED_BY_TRIGGER),
    ("UPDATE public.{table} SET {column} = ''", REFUSED_BY_TRIGGER),
    (IGNORED.format(local="true") + "; UPDATE public.{table} SET {column} = ''", REFUSED_BY_TRIGGER),
    (IGNORED.format(local="false") + "; UPDATE public.{table} SET {column} = ''", REFUSED_BY_TRIGGER),
    ("SET LOCAL pgtrigger.ignore = ''; UPDATE public.{table} SET {column} = ''", REFUSED_BY_TRIGGER),
    ("UPDATE public.{table} SET {key} = {key}", REFUSED_BY_RIGHTS),
    ("DELETE FROM public.{table}", REFUSED_BY_RIGHTS),
    ("TRUNCATE public.{table} CASCADE", REFUSED_BY_RIGHTS),
    ("ALTER TABLE public.{table} DISABLE TRIGGER USER", REFUSED_BY_RIGHTS),
    ("DROP TABLE public.{table} CASCADE", REFUSED_BY_RIGHTS),
    ("SET LOCAL session_replication_role = 'replica'", REFUSED_BY_RIGHTS),
    (OBEDIENT, REFUSED_BY_RIGHTS),
]
OWNERS = [
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = ''",
    IGNORED.format(local="false") + "; UPDATE {table} SET {column} = ''",
    IGNORED.format(local="false") + "; DELETE FROM {table}",
    IGNORED.format(local="false") + "; TRUNCATE {table} CASCADE",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
]
TABLES = [("claims_publication", "note", "hash"), ("claims_publisheddocument", "body", "sha256")]

AT_ONCE = 64


@pytest.mark.parametrize(("statement", "refusal"), STATEMENTS)
@pytest.mark.parametrize(("table", "column", "key"), TABLES)
def test_the_ledger_refuses_to_be_rewritten_by_sql(
    story: Story, statement: str, refusal: type[psycopg.Error], table: str, column: str, key: str
) -> None:
    story.publish()
    before = list(Publication.objects.values()), list(PublishedDocument.objects.values())

    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column, key=key))

    assert type(refused.value.__cause__) is refusal
    assert (list(Publication.objects.values()), list(PublishedDocument.objects.values())) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.claims_publication SET note = 'Redacted by order.'",
        f"UPDATE public.claims_publisheddocument SET body = {STUB.format()}",
    ],
)
def test_the_triggers_ask_the_ledgers_own_tables_and_no_others(story: Story, statement: str) -> None:
    story.publish()

    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{SHADOWED}; {statement}")

    assert type(refused.value.__cause__) is REFUSED_BY_TRIGGER


@pytest.mark.django_db
def test_every_trigger_asks_and_writes_the_tables_of_the_house() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, p.proconfig FROM pg_proc p WHERE EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgfoid = p.oid "
            "AND NOT t.tgisinternal) AND p.pronamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())

    assert len(found) > 20
    assert {name for name, config in found.items() if config != ["search_path=public, pg_temp"]} == set()


@pytest.mark.parametrize("statement", OWNERS)
@pytest.mark.parametrize(("table", "column", "key"), TABLES)
def test_even_the_owner_of_the_tables_is_refused(
    committed_db: str, queue: str, statement: str, table: str, column: str, key: str
) -> None:
    rehearse().publish()

    with pytest.raises(DatabaseError) as refused, connections["owner"].cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column, key=key))

    assert type(refused.value.__cause__) is REFUSED_BY_TRIGGER
    assert Publication.objects.count() == PublishedDocument.objects.count() == 1


def test_each_row_is_chained_to_the_one_before(story: Story) -> None:
    claim = story.publish(1)
    story.correct(claim)
    story.publish(2)
    story.retract(claim)

    rows = list(Publication.objects.with_documents().order_by("sequence"))

    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.kind for row in rows] == ["published", "corrected", "published", "retracted"]
    before = GENESIS
    for row in rows:
        text = f"{before}\n{row.sequence}\n{row.kind}\n{hashlib.sha256(row.document.body.encode()).hexdigest()}"
        assert row.previous_hash == before
        assert row.hash == hashlib.sha256(text.encode()).hexdigest()
        before = row.hash
    assert LedgerHead.objects.get().hash == before


def test_a_document_is_canonical_json_named_by_its_hash(story: Story) -> None:
    story.publish(wording="Ünïcode, “quotes” and a \u2028 separator cost €5.0 <b>")

    document = PublishedDocument.objects.get()

    assert document.body == rfc8785.dumps(json.loads(document.body)).decode()
    assert document.sha256 == hashlib.sha256(document.body.encode()).hexdigest()


def test_documents_name_no_person_of_the_newsroom(story: Story) -> None:
    story.people.reviewer.first_name, story.people.reviewer.last_name = "Remarkable", "Reviewername"
    story.people.reviewer.save()
    story.correct(story.publish())

    for document in PublishedDocument.objects.all():
        assert "Reviewername" not in document.body
        assert story.people.reviewer.username not in document.content["verdict"].values()
        assert document.content["verdict"]["reviewer"] == str(story.people.reviewer.public_id)


def test_sixty_four_publishers_at_once_leave_neither_gap_nor_fork(
    committed_db: str, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = rehearse()
    claims = [story.approve(story.spot(number)) for number in range(1, AT_ONCE + 1)]
    monkeypatch.setitem(connection.settings_dict["OPTIONS"]["pool"], "max_size", AT_ONCE)  # each has a connection
    connection.close()
    connection.close_pool()
    together = Barrier(AT_ONCE)

    def publish(claim: Claim) -> int:
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            return publication.publish(claim, by=story.people.editor, seen=claim.version).sequence
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sequences = list(pool.map(publish, claims))
    connection.close_pool()

    rows = list(Publication.objects.order_by("sequence"))
    assert sorted(sequences) == [row.sequence for row in rows] == list(range(1, AT_ONCE + 1))
    assert [row.previous_hash for row in rows] == [GENESIS, *[row.hash for row in rows[:-1]]]
    assert [row.published_at for row in rows] == sorted(row.published_at for row in rows)
    assert CurrentVerdict.objects.count() == AT_ONCE


def test_times_rise_with_the_sequence_though_a_clock_goes_back(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    first = story.publish(1)
    at = Publication.objects.get().published_at
    monkeypatch.setattr(ledger, "now", lambda: at - timedelta(hours=1))

    story.publish(2)
    redact(story, first)
    monkeypatch.setattr(ledger, "now", lambda: at + timedelta(hours=1))
    story.publish(3)

    times = list(Publication.objects.order_by("sequence").values_list("published_at", flat=True))
    assert times == [at, at, at, at + timedelta(hours=1)]
    assert Publication.objects.sequence_at(at) == 3


def test_a_publication_that_fails_leaves_no_gap(story: Story) -> None:
    first = story.publish(1)
    approved = story.approve(story.spot(2))

    with override_settings(SITE_URL="ftp://facts.example.org"), pytest.raises(CannotPublish):
        publication.publish(approved, by=story.people.editor, seen=approved.version)
    approved.refresh_from_db()
    publication.publish(approved, by=story.people.editor, seen=approved.version)

    assert list(Publication.objects.order_by("sequence").values_list("sequence", "claim")) == [
        (1, first.pk),
        (2, approved.pk),
    ]


def test_one_claim_is_published_once_however_many_press_the_button(committed_db: str, queue: str) -> None:
    story = rehearse()
    claim = story.approve(story.spot())
    seen = claim.version

    def press(_number: int) -> bool:
        from claims.models import Claim

        try:
            publication.publish(Claim.objects.get(pk=claim.pk), by=story.people.editor, seen=seen)
        except IllegalMove:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        pressed = list(pool.map(press, range(8)))

    assert pressed.count(True) == 1
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("adjudicator", "approver"),
    [(None, "reviewer"), ("editor", "reviewer"), ("editor", "editor"), ("reviewer", "editor")],
)
def test_the_database_refuses_a_row_on_which_one_person_stands_twice(
    story: Story, adjudicator: str | None, approver: str
) -> None:
    claim = story.publish()
    row = Publication.objects.get()
    forged = row_hash(previous=row.hash, sequence=2, kind="corrected", document_sha256=row.document_id)

    with pytest.raises(IntegrityError, match="reviewer_adjudicator_and_approver_differ"), transaction.atomic():
        Publication.objects.create(
            sequence=2,
            kind="corrected",
            claim=claim,
            verdict=row.verdict,
            document=row.document,
            previous_hash=row.hash,
            hash=forged,
            reviewer=row.reviewer,
            adjudicator=getattr(story.people, adjudicator) if adjudicator else None,
            approver=getattr(story.people, approver),
            published_by=story.people.editor,
            note="Forged.",
            published_at=row.published_at,
        )


def test_nothing_is_published_with_a_laptops_address_unless_it_is_a_rehearsal(people: object, db: None) -> None:
    from tests.desk import take_in_seed

    story = Story(people, take_in_seed(people.chief))  # type: ignore[arg-type,attr-defined]
    claim = story.approve(story.spot())

    for address in (
        "http://127.0.0.1:8000",
        "http://localhost",
        "http://10.1.2.3",
        "http://newsroom.local",
        "http://[::1]",
    ):
        with override_settings(SITE_URL=address), pytest.raises(CannotPublish) as refused, transaction.atomic():
            publication.publish(claim, by=story.people.editor, seen=claim.version)
        assert "site-has-a-public-address" in {finding.rule for finding in refused.value.findings if finding.blocks}
        claim.refresh_from_db()
    assert not Publication.objects.exists()

    with override_settings(SITE_URL="https://facts.example.org"):
        row = publication.publish(claim, by=story.people.editor, seen=claim.version)
    assert not row.rehearsal
    assert row.document.content["url"] == f"https://facts.example.org/verdicts/{claim.public_id}/"


def test_a_rehearsals_publications_say_so(story: Story) -> None:
    claim = story.publish()
    story.retract(claim)

    for row in Publication.objects.with_documents():
        assert row.rehearsal
        assert row.document.content["rehearsal"] is True
    published = Publication.objects.get(sequence=1).document.content
    assert "rehearsal" in published["claimReview"]["author"]["name"]


def test_a_retraction_carries_no_markup_and_the_old_document_stays(story: Story) -> None:
    claim = story.publish()
    before = PublishedDocument.objects.get()

    story.retract(claim, reason="We rated words that were never said.")

    now = CurrentVerdict.objects.with_documents().get(claim=claim)
    assert now.retracted
    assert "claimReview" not in now.publication.document.content
    assert now.publication.document.content["note"] == "We rated words that were never said."
    assert PublishedDocument.objects.get(pk=before.pk).body == before.body


def test_a_correction_keeps_the_first_date_and_gives_the_new_one(story: Story) -> None:
    claim = story.publish()
    story.correct(claim, rating="half-true")

    first, second = (row.document.content for row in Publication.objects.with_documents().order_by("sequence"))

    assert second["firstPublishedAt"] == first["publishedAt"]
    assert second["claimReview"]["datePublished"] == first["publishedAt"]
    assert second["claimReview"]["dateModified"] == second["publishedAt"]
    assert second["verdict"]["rating"] == "half-true"
