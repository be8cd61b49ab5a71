"""Redaction by order: two people, and then the bytes are gone while the chain is whole. No other way leads there."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.test import Client

from claims.desk.publication import proof, retract
from claims.desk.redaction import confirm_redaction, order_redaction, redactable, withdraw_redaction
from claims.desk.triage import Stale
from claims.lifecycle import IllegalMove
from claims.models import (
    CheckedClaim,
    CheckedWord,
    CurrentVerdict,
    EarlierVerdict,
    LedgerHead,
    Publication,
    PublishedDocument,
    Redaction,
    Tally,
)
from claims.pipeline.matching.indexing import index_some
from tests.api.asking import ask
from tests.site.pages import get, html
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models import Claim

TABLES = (
    *("claims_publication", "claims_publisheddocument", "claims_currentverdict"),
    *("claims_publishedclaimant", "claims_publishedsource", "claims_tally"),
)
SECRET = "Herr Beispielmann took the bribe."
ORDER = {"reason": "A court found that the person was not to be named.", "reference": "LG Hamburg, 324 O 1/26"}


def redact(story: Story, claim: Claim, *, sequences: Sequence[int] = ()) -> Publication:
    """Order as the chief, confirm as the editor."""
    chosen = sequences or [row.sequence for row in redactable(claim)]
    ordered = order_redaction(claim, by=story.people.chief, sequences=chosen, **ORDER)
    return confirm_redaction(ordered, by=story.people.editor)


def verify() -> str:
    """Run the audit."""
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    before = (
        list(CurrentVerdict.objects.order_by("pk").values()),
        sorted(Tally.objects.values_list("value", "verdicts")),
    )
    call_command("rebuild_projections", stdout=out)
    after = list(CurrentVerdict.objects.order_by("pk").values()), sorted(Tally.objects.values_list("value", "verdicts"))
    assert before == after
    return out.getvalue()


def all_bytes() -> str:
    """Return all that the ledger's own tables and the readers' rows hold, as the database has it."""
    with connection.cursor() as cursor:
        words = ""
        for table in TABLES:
            cursor.execute(f"SELECT string_agg(to_jsonb(t)::text, ' ') FROM {table} t")
            words += str(cursor.fetchone()[0])
    return words


def test_what_was_redacted_is_gone_and_the_chain_is_whole(story: Story) -> None:
    claim = story.publish(1, wording=SECRET, claimant="Herr Beispielmann", rationale=f"{SECRET} Yes.")
    story.correct(claim, rationale=f"{SECRET} No.", note=f"We were wrong on this: {SECRET}")
    other = story.publish(2)
    before = list(Publication.objects.order_by("sequence").values_list("sequence", "hash", "document_id"))
    assert "Beispielmann" in all_bytes()

    row = redact(story, claim)

    assert "Beispielmann" not in all_bytes()
    assert (
        list(
            Publication.objects.filter(sequence__lte=3)
            .order_by("sequence")
            .values_list("sequence", "hash", "document_id")
        )
        == before
    )
    assert (row.sequence, row.kind, row.previous_hash) == (4, "redacted", before[2][1])
    assert row.hash == LedgerHead.objects.get().hash
    said = row.document.content["redaction"]
    assert said["rows"] == [
        {"sequence": 1, "documentSha256": before[0][2]},
        {"sequence": 2, "documentSha256": before[1][2]},
    ]
    assert (said["orderedBy"], said["confirmedBy"]) == (
        str(story.people.chief.public_id),
        str(story.people.editor.public_id),
    )
    assert "4 rows" in verify()
    assert html(f"/verdicts/{other.public_id}/")


def test_the_public_reads_that_it_was_redacted_and_nothing_of_its_text(story: Story) -> None:
    claim = story.publish(1, wording=SECRET, claimant="Herr Beispielmann")
    story.correct(claim, note=f"We were wrong on this: {SECRET}")
    redact(story, claim)
    api = f"verdicts/{claim.public_id}/"

    page = get(f"/verdicts/{claim.public_id}/")
    assert page.status_code == 410
    assert "Redacted by order" in page.content.decode()
    assert ORDER["reference"] in page.content.decode()
    for path in (f"/verdicts/{claim.public_id}/1/", f"/verdicts/{claim.public_id}/2/"):
        assert get(path).status_code == 410
    one = ask(api).json()
    assert (one["kind"], one["document"]["redaction"]["reference"]) == ("redacted", ORDER["reference"])
    assert [each["kind"] for each in one["history"]] == ["redacted", "corrected", "published"]
    gone = ask(f"{api}claimreview/")
    assert gone.status_code == 410
    assert "redacted by order" in gone.json()["detail"]
    assert ask(f"claims/{claim.public_id}/").status_code == 404
    assert ask(f"articles/{story.article.public_id}/").status_code == 404
    changes = ask("changes/").json()["results"]
    assert [each["document"] is None for each in changes] == [True, True, False]
    everything = [
        *(
            get(path)
            for path in ("/", "/corrections/", "/feeds/verdicts.atom", "/feeds/corrections.atom", "/sitemap.xml")
        ),
        *(get(f"/verdicts/{claim.public_id}/{each}") for each in ("", "1/", "2/", "3/")),
        *(ask(path) for path in ("verdicts/", "verdicts/?retracted=true", "claims/", "articles/", "corrections/", api)),
    ]
    for answer in everything:
        assert "Beispielmann" not in answer.content.decode()
    assert "Redacted by order" in html("/corrections/")
    assert "Redacted by order" in html("/feeds/corrections.atom")
    assert ask("verdicts/").json()["results"] == []


def test_an_earlier_version_is_redacted_and_the_corrected_one_stands(story: Story) -> None:
    claim = story.publish(1, rationale=f"{SECRET} Yes.")
    story.correct(claim, rationale="Somebody took it.")
    mark = ask(f"verdicts/{claim.public_id}/")["ETag"]

    redact(story, claim, sequences=[1])

    page = html(f"/verdicts/{claim.public_id}/")
    assert "Somebody took it." in page
    assert "is redacted by order" in page
    assert get(f"/verdicts/{claim.public_id}/1/").status_code == 410
    again = ask(f"verdicts/{claim.public_id}/", If_None_Match=mark)
    assert (again.status_code, again.json()["sequence"], len(again.json()["history"])) == (200, 2, 3)
    assert ask("verdicts/").json()["results"][0]["sequence"] == 2
    assert ask("corrections/?kind=corrected").json()["results"][0]["changes"] == []
    assert "3 rows" in verify()


def index_all() -> None:
    """Index what was published, as the worker does."""
    while index_some()[0]:
        pass


def test_the_desk_finds_by_a_redacted_wording_no_more(story: Story) -> None:
    claim, other = story.publish(1, wording=SECRET), story.publish(2, wording="The bridge took the bribe.")
    index_all()
    like = EarlierVerdict.objects.create(
        claim=other, checked=claim.checked, likeness=0.9, meaning=0.9, words=0.9, shared=["bribe"], matcher="test"
    )
    assert dict(CheckedWord.objects.filter(word__in=("beispielmann", "bribe")).values_list("word", "checked")) == {
        "beispielmann": 1,
        "bribe": 2,
    }

    redact(story, claim)
    index_all()

    assert list(CheckedClaim.objects.values_list("claim", flat=True)) == [other.pk]
    assert not EarlierVerdict.objects.filter(pk=like.pk).exists()
    assert dict(CheckedWord.objects.filter(word__in=("beispielmann", "bribe")).values_list("word", "checked")) == {
        "bribe": 1
    }


def test_a_wording_that_stands_stays_findable_where_an_earlier_version_is_redacted(story: Story) -> None:
    claim = story.publish(1)
    story.correct(claim)
    index_all()

    redact(story, claim, sequences=[1])

    assert CheckedClaim.objects.get().claim_id == claim.pk


def test_who_ordered_does_not_confirm(story: Story) -> None:
    claim = story.publish()
    ordered = order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)

    with pytest.raises(PermissionDenied, match="Another editor"):
        confirm_redaction(ordered, by=story.people.editor)
    with pytest.raises(PermissionDenied):
        confirm_redaction(ordered, by=story.people.reviewer)
    with pytest.raises(PermissionDenied):
        order_redaction(claim, by=story.people.reviewer, sequences=[1], **ORDER)
    with pytest.raises(IntegrityError, match="who_orders_a_redaction_does_not_confirm_it"), transaction.atomic():
        Redaction.objects.filter(pk=ordered.pk).update(
            confirmed_by=story.people.editor, confirmed_at=ordered.ordered_at
        )
    assert not PublishedDocument.objects.get().is_redacted


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sequences": []}, "sequences"),
        ({"sequences": [7]}, "sequences"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 301}, "reference"),
    ],
)
def test_an_order_names_rows_a_reason_and_a_reference(story: Story, wrong: dict[str, object], field: str) -> None:
    claim = story.publish()

    with pytest.raises(ValidationError) as refused:
        order_redaction(claim, by=story.people.editor, **({"sequences": [1], **ORDER} | wrong))  # type: ignore[arg-type]

    assert list(refused.value.message_dict) == [field]
    assert not Redaction.objects.exists()


def test_an_order_is_confirmed_or_withdrawn_once_and_late_comers_learn_by_whom(story: Story) -> None:
    claim = story.publish()
    first = order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)
    with pytest.raises(Stale, match="ordered a redaction of this claim already"):
        order_redaction(claim, by=story.people.chief, sequences=[1], **ORDER)
    withdraw_redaction(first, by=story.people.chief)
    with pytest.raises(Stale, match="withdrew this order"):
        confirm_redaction(first, by=story.people.chief)
    assert not PublishedDocument.objects.get().is_redacted

    second = order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)
    confirm_redaction(second, by=story.people.chief)

    with pytest.raises(Stale, match="confirmed this redaction"):
        confirm_redaction(second, by=story.people.chief)
    with pytest.raises(ValidationError):
        order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)
    assert Publication.objects.count() == 2


def test_a_redacted_verdict_cannot_be_retracted_but_a_new_one_may_be_published(story: Story) -> None:
    claim = story.publish(wording=SECRET)
    redact(story, claim)

    with pytest.raises(IllegalMove, match="redacted by order"):
        retract(claim, by=story.people.editor, seen=claim.version, reason="Twice.")
    story.correct(claim, rationale="Without names.")

    now = CurrentVerdict.objects.get(claim=claim)
    assert (now.status, now.publication_id) == ("corrected", 3)
    assert "Without names." in html(f"/verdicts/{claim.public_id}/")
    verdict = claim.verdicts.order_by("-pk")[0]
    hints = {finding.rule for finding in proof(claim, verdict=verdict, kind="corrected").findings}  # type: ignore[arg-type]
    assert "nothing-redacted-comes-back" in hints
    assert "3 rows" in verify()


STUB = """'{"format":"claimdesk/1","id":"' || (body::jsonb ->> 'id') || '","redacted":true}'"""
IGNORED = "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger), true)"
BY_TRIGGER, BY_RIGHTS = psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege
BY_ORDERS_TRIGGER = psycopg.errors.RaiseException
WAYS = [
    ("DELETE FROM claims_publisheddocument", BY_RIGHTS),
    ("TRUNCATE claims_publisheddocument CASCADE", BY_RIGHTS),
    ("UPDATE claims_publisheddocument SET body = ''", BY_TRIGGER),
    (f"UPDATE claims_publisheddocument SET body = {STUB}", BY_TRIGGER),
    (f"{IGNORED}; UPDATE claims_publisheddocument SET body = {STUB}", BY_TRIGGER),
    ("UPDATE claims_publisheddocument SET sha256 = repeat('0', 64)", BY_RIGHTS),
    ("UPDATE claims_publication SET note = 'Redacted by order.' WHERE sequence = 2", BY_TRIGGER),
    (f"{IGNORED}; UPDATE claims_publication SET note = 'Redacted by order.' WHERE sequence = 2", BY_TRIGGER),
    ("UPDATE claims_publication SET note = '' WHERE sequence = 2", BY_TRIGGER),
    ("DELETE FROM claims_publication WHERE sequence = 2", BY_RIGHTS),
    ("UPDATE claims_publication SET published_at = now() WHERE sequence = 2", BY_RIGHTS),
    (f"{IGNORED}; DELETE FROM claims_redaction", BY_ORDERS_TRIGGER),
    (f"{IGNORED}; UPDATE claims_redaction SET sequences = ARRAY[1, 2]::bigint[]", BY_ORDERS_TRIGGER),
]


def refusal(way: str) -> type[BaseException]:
    """Try this SQL as the application's role; return how the database refused it."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(way)
    return type(refused.value.__cause__)


@pytest.mark.parametrize(("way", "expected"), WAYS)
def test_no_other_way_takes_a_byte_even_by_sql(story: Story, way: str, expected: type[psycopg.Error]) -> None:
    claim = story.publish()
    story.correct(claim)
    order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)  # ordered, and not confirmed
    before = sorted(PublishedDocument.objects.values_list("sha256", "body"))

    assert refusal(way) is expected

    assert sorted(PublishedDocument.objects.values_list("sha256", "body")) == before
    assert "2 rows" in verify()


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("DELETE FROM claims_publisheddocument", BY_RIGHTS),
        ("UPDATE claims_publisheddocument SET body = '' WHERE body NOT LIKE '%redacted%'", BY_TRIGGER),
        (f"UPDATE claims_publisheddocument SET body = {STUB} WHERE body NOT LIKE '%\"redacted\"%'", BY_TRIGGER),
        ("UPDATE claims_redaction SET sequences = ARRAY[1, 2, 3]::bigint[]", BY_ORDERS_TRIGGER),
        ("UPDATE claims_redaction SET confirmed_by_id = NULL, confirmed_at = NULL", BY_ORDERS_TRIGGER),
        ("DELETE FROM claims_redaction", BY_ORDERS_TRIGGER),
        ("UPDATE claims_publication SET note = 'Redacted by order.' WHERE sequence = 2", BY_TRIGGER),
    ],
)
def test_a_confirmed_order_opens_no_way_to_other_rows(story: Story, way: str, expected: type[psycopg.Error]) -> None:
    claim = story.publish()
    story.correct(claim)
    redact(story, claim, sequences=[1])
    before = sorted(PublishedDocument.objects.values_list("sha256", "body"))

    assert refusal(way) is expected

    assert sorted(PublishedDocument.objects.values_list("sha256", "body")) == before


def test_a_confirmation_without_a_ledger_row_opens_no_way(story: Story) -> None:
    claim = story.publish()
    ordered = order_redaction(claim, by=story.people.editor, sequences=[1], **ORDER)
    Redaction.objects.filter(pk=ordered.pk).update(confirmed_by=story.people.chief, confirmed_at=ordered.ordered_at)

    assert refusal(WAYS[3][0]) is BY_TRIGGER

    assert not PublishedDocument.objects.get().is_redacted


def test_a_document_that_an_owner_took_without_an_order_is_found(committed_db: str, queue: str) -> None:
    story = rehearse()
    story.publish(1)
    claim = story.publish(2)
    redact(story, claim)
    kept = PublishedDocument.objects.get(publications__sequence=1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE claims_publisheddocument DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE claims_publisheddocument SET body = %s WHERE sha256 = %s", [kept.redacted_body(), kept.pk]
        )

    with pytest.raises(CommandError, match=r"sequence 1\. Its document is gone, and no redaction"):
        verify()


def test_a_consumer_verifies_a_ledger_with_redactions(story: Story) -> None:
    from claims.models.publication import GENESIS, row_hash

    claim = story.publish(1)
    story.publish(2)
    redact(story, claim)

    rows = ask("changes/").json()["results"]

    before = GENESIS
    for place, row in enumerate(rows, start=1):
        before = row_hash(previous=before, sequence=place, kind=row["kind"], document_sha256=row["documentSha256"])
        assert row["hash"] == before
    gone = {row["sequence"] for row in rows if row["document"] is None}
    named = {
        each["sequence"] for row in rows if row["kind"] == "redacted" for each in row["document"]["redaction"]["rows"]
    }
    assert gone == named == {1}
    assert json.loads(Client().get("/.well-known/claimdesk-head.json").content)["hash"] == before
