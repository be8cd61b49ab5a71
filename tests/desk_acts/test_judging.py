"""What people make of the machine's work is kept, summed up, and can be trained on."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from claims.desk import splitting, triage
from claims.desk.assignment import assign, sign_standing_order
from claims.desk.spans import Part
from claims.desk.workload import assign_under_standing_order
from claims.models import Claim, ExtractionRun, Judgement
from claims.models.standing_order import OrderKind
from tests.desk import make_claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People


@pytest.fixture
def found(article: Article) -> Claim:
    """A claim that a machine found."""
    run = ExtractionRun.objects.create(article=article, extractor="rules 7", claims_found=1)
    words = "Putin proposed holding the discussion as soon as possible."
    start = article.text.index(words)
    return Claim.objects.create(
        article=article,
        run=run,
        number=1,
        start=start,
        end=start + len(words),
        quote=words,
        text="Machine words.",
        machine_text="Machine words.",
        kind="fact",
    )


def standing(claim: Claim) -> dict[str, str]:
    """Return the outcome that counts of each stage."""
    return dict(Judgement.objects.standing().filter(claim=claim).values_list("stage", "outcome"))


def exported() -> list[dict[str, Any]]:
    """Return the lines of the export that are about what a machine found."""
    out = io.StringIO()
    call_command("training_data", stdout=out)
    return [row for row in map(json.loads, out.getvalue().splitlines()) if row["extractor"]]


def test_assigning_by_hand_accepts_what_nobody_changed(found: Claim, people: People) -> None:
    assign(found, people.reviewer, by=people.editor, seen=found.version)

    assert standing(found) == {"finding": "accepted", "wording": "accepted", "checkable": "accepted"}


def test_assigning_after_rewording_accepts_only_the_rest(found: Claim, people: People) -> None:
    triage.reword(found, "Better words.", by=people.editor, seen=found.version)

    assign(found, people.reviewer, by=people.editor, seen=found.version)

    assert standing(found) == {"finding": "accepted", "wording": "reworded", "checkable": "accepted"}
    row = next(row for row in exported() if row["stage"] == "wording")
    assert (row["machine"]["text"], row["person"]["text"]) == ("Machine words.", "Better words.")


def test_a_standing_order_judges_nothing(found: Claim, people: People) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)

    assert assign_under_standing_order(found)

    assert standing(found) == {}


def test_a_dismissal_rejects_and_restoring_takes_the_judgement_back(found: Claim, people: People) -> None:
    triage.dismiss(found, by=people.editor, seen=found.version, reason="Not a claim.")
    assert standing(found) == {"finding": "rejected"}

    triage.restore(found, by=people.editor, seen=found.version)

    assert standing(found) == {}
    assert Judgement.objects.filter(claim=found).count() == 2


def test_dismissing_what_the_machine_called_uncheckable_agrees_with_it(found: Claim, people: People) -> None:
    Claim.objects.filter(pk=found.pk).update(checkable=False)
    found.refresh_from_db()

    triage.dismiss(found, by=people.editor, seen=found.version, reason="Opinion.")

    assert standing(found) == {"checkable": "accepted"}


def test_a_missed_claim_a_double_other_words_and_a_split_are_told_apart(found: Claim, people: People) -> None:
    missed = make_claim(found.article, by=people.editor)
    assert standing(missed) == {"finding": "missed"}
    before = (found.start, found.end)

    triage.change_span(found, start=found.start, end=found.start + 5, by=people.editor, seen=found.version)
    triage.change_span(found, start=found.start, end=found.start + 14, by=people.editor, seen=found.version)
    row = next(row for row in exported() if row["stage"] == "finding")
    assert (row["outcome"], row["machine"]["start"], row["machine"]["end"]) == ("span_changed", *before)
    assert row["person"]["quote"] == found.article.text[row["person"]["start"] : row["person"]["end"]]

    splitting.split(found, Part(*before, "One."), Part(*before, "Two."), by=people.editor, seen=found.version)
    assert standing(found) == {"finding": "split", "wording": "reworded"}

    triage.merge(found, missed, by=people.editor, seen=found.version)
    assert standing(found)["finding"] == "double"


def test_the_sum_counts_the_last_judgement_by_extractor_and_stage(found: Claim, people: People) -> None:
    triage.reword(found, "Better.", by=people.editor, seen=found.version)
    triage.reword(found, "Best.", by=people.editor, seen=found.version)
    make_claim(found.article, by=people.editor)

    sums = Judgement.objects.summed_up()

    assert ("rules 7", "wording", "reworded", 1) in sums
    assert ("", "finding", "missed", 1) in sums


@pytest.mark.parametrize(
    "statement", ["UPDATE claims_judgement SET outcome = 'accepted'", "DELETE FROM claims_judgement"]
)
def test_a_judgement_is_never_changed(found: Claim, people: People, statement: str) -> None:
    triage.reword(found, "Better.", by=people.editor, seen=found.version)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_export_names_nobody(found: Claim, people: People) -> None:
    triage.dismiss(found, by=people.editor, seen=found.version, reason="Not a claim.")

    lines = exported()

    assert [row["reason"] for row in lines] == ["Not a claim."]
    assert not {"by", "user", "reviewer"} & set(lines[0])
