"""Marking a verdict, and the second pair of eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.desk.assignment import assign
from claims.desk.newsroom import change_role, close_account
from claims.desk.review import Cite, approve, rate, send_back
from claims.lifecycle import RATE, Status
from claims.models import Approval, Claim, Passage, Rating, User, Verdict
from claims.models.assignment import Ending
from claims.models.user import Role
from claims.permissions import Refusal, may
from tests.desk import archive_evidence, make_claim

if TYPE_CHECKING:
    from tests.desk import People


@pytest.fixture
def passage(claim: Claim, people: People) -> Passage:
    """An archived passage for the claim, which is on the reviewer's desk."""
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    return archive_evidence(claim).passages.get()


def mark(claim: Claim, passage: Passage, people: People, **other: object) -> Verdict:
    """Rate the claim as its reviewer would, in one breath."""
    given = {
        "by": people.reviewer,
        "seen": claim.version,
        "rating": Rating.objects.get(slug="true"),
        "attribution": "confirmed",
        "rationale": "The offer was **reported** by two agencies.",
        "citations": [Cite(passage, "supports")],
    }
    return rate(claim, **(given | other))  # type: ignore[arg-type]


def test_a_verdict_keeps_its_words_and_its_citation_and_clears_the_desk(
    claim: Claim, passage: Passage, people: People
) -> None:
    verdict = mark(claim, passage, people)

    claim.refresh_from_db()
    citation = verdict.citations.get()
    assert claim.status == Status.RATED
    assert (citation.text, citation.snapshot, citation.stance) == (passage.text, passage.evidence.snapshot, "supports")
    assert not Claim.objects.awaiting(people.reviewer).exists()
    assert list(Claim.objects.awaiting_approval()) == [claim]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rationale": "   "}, "rationale"),
        ({"rationale": "<b></b>" * 2000}, "rationale"),
        ({"rationale": "x" * 10_001}, "rationale"),
        ({"citations": []}, "citations"),
        ({"attribution": "perhaps"}, "attribution"),
    ],
)
def test_a_verdict_that_is_not_whole_is_refused_by_its_field(
    claim: Claim, passage: Passage, people: People, given: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        mark(claim, passage, people, **given)

    assert list(wrong.value.message_dict) == [field]
    claim.refresh_from_db()
    assert claim.status == Status.ASSIGNED


def test_a_passage_of_another_claim_cannot_be_cited(claim: Claim, passage: Passage, people: People) -> None:
    other = make_claim(claim.article, by=people.editor)
    foreign = archive_evidence(other, words="Other words.", name="other").passages.get()

    with pytest.raises(ValidationError, match="another claim"):
        mark(claim, passage, people, citations=[Cite(foreign, "supports")])


def test_a_verdict_is_never_changed_not_even_by_sql(claim: Claim, passage: Passage, people: People) -> None:
    verdict = mark(claim, passage, people)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE claims_verdict SET rationale = 'other' WHERE id = %s", [verdict.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_citation")


def test_a_cited_snapshot_cannot_be_deleted(claim: Claim, passage: Passage, people: People) -> None:
    mark(claim, passage, people)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM claims_snapshot WHERE id = %s", [passage.evidence.snapshot_id])


def test_a_second_person_approves(claim: Claim, passage: Passage, people: People) -> None:
    verdict = mark(claim, passage, people)

    approval = approve(claim, by=people.editor, seen=claim.version)

    assert (approval.verdict, approval.reviewer, approval.approver) == (verdict, people.reviewer, people.editor)
    assert list(Claim.objects.awaiting_publication()) == [claim]


def test_nobody_approves_their_own_verdict_whatever_their_role(claim: Claim, people: People) -> None:
    assign(claim, people.chief, by=people.editor, seen=claim.version)
    passage = archive_evidence(claim).passages.get()
    mark(claim, passage, people, by=people.chief)

    with pytest.raises(PermissionDenied, match="You wrote this verdict"):
        approve(claim, by=people.chief, seen=claim.version)


def test_the_database_refuses_an_approval_by_the_verdicts_own_reviewer(
    claim: Claim, passage: Passage, people: People
) -> None:
    verdict = mark(claim, passage, people)

    with pytest.raises(IntegrityError, match="nobody_approves_their_own_verdict"), transaction.atomic():
        Approval.objects.create(verdict=verdict, reviewer=people.reviewer, approver=people.reviewer)


def test_the_database_refuses_an_approval_that_names_another_reviewer_than_the_verdict(
    claim: Claim, passage: Passage, people: People
) -> None:
    verdict = mark(claim, passage, people)

    with pytest.raises(IntegrityError, match="approval_names_the_verdicts_reviewer"), transaction.atomic():
        Approval.objects.create(verdict=verdict, reviewer=people.second, approver=people.reviewer)


def test_sending_back_puts_the_claim_on_the_reviewers_desk_with_the_reason(
    claim: Claim, passage: Passage, people: People
) -> None:
    mark(claim, passage, people)

    send_back(claim, by=people.editor, seen=claim.version, reason="Cite the transcript.")

    assert list(Claim.objects.awaiting(people.reviewer)) == [claim]
    assert claim.moves.last().reason == "Cite the transcript."
    second = mark(claim, passage, people, rationale="Now with the transcript.")
    assert claim.verdicts.first() == second
    assert claim.verdicts.count() == 2


def test_a_reviewer_sees_their_own_verdicts_and_no_colleagues(claim: Claim, passage: Passage, people: People) -> None:
    verdict = mark(claim, passage, people)

    assert list(Verdict.objects.visible_to(people.reviewer)) == [verdict]
    assert not Verdict.objects.visible_to(people.second).exists()
    assert list(Verdict.objects.visible_to(people.editor)) == [verdict]


def test_a_reviewer_sees_the_claims_that_are_or_were_theirs(claim: Claim, passage: Passage, people: People) -> None:
    mark(claim, passage, people)

    assert list(Claim.objects.visible_to(people.reviewer)) == [claim]
    assert not Claim.objects.visible_to(people.second).exists()


def test_a_claim_taken_off_the_desk_meanwhile_is_not_rated(claim: Claim, passage: Passage, people: People) -> None:
    claim.assignments.get().end(by=people.editor, ending=Ending.TAKEN_OFF)

    with pytest.raises(PermissionDenied, match="editor took this claim off your desk"):
        mark(claim, passage, people)


def test_rating_twice_is_refused_with_who_did_what(claim: Claim, passage: Passage, people: People) -> None:
    stale = Claim.objects.get(pk=claim.pk)
    assign(claim, people.second, by=people.editor, seen=claim.version)
    mark(claim, passage, people)
    stale.version = claim.version

    with pytest.raises(PermissionDenied, match="reviewer marked the verdict on this claim at"):
        mark(stale, passage, people, by=people.second)


def test_with_the_verdict_the_claim_is_on_nobodys_desk_any_more(claim: Claim, passage: Passage, people: People) -> None:
    assign(claim, people.second, by=people.editor, seen=claim.version)

    mark(claim, passage, people)

    assert not claim.assignments.current().exists()
    assert User.objects.get_queryset().with_open_work().get(pk=people.second.pk).open_work == 0
    told = may(people.second, RATE, claim)
    assert isinstance(told, Refusal)
    assert "reviewer marked the verdict on this claim at" in told.reason


def test_what_is_sent_back_to_somebody_who_left_is_on_the_editors_own_desk(
    claim: Claim, passage: Passage, people: People
) -> None:
    mark(claim, passage, people)
    close_account(people.reviewer, by=people.chief)

    send_back(claim, by=people.editor, seen=claim.version, reason="Look again.")

    assert [desk.reviewer for desk in claim.assignments.current()] == [people.editor]


def test_what_is_sent_back_to_somebody_who_only_reads_now_is_on_the_editors_own_desk(
    claim: Claim, passage: Passage, people: People
) -> None:
    mark(claim, passage, people)
    change_role(people.reviewer, Role.READER, by=people.chief)

    send_back(claim, by=people.editor, seen=claim.version, reason="Look again.")

    assert [desk.reviewer for desk in claim.assignments.current()] == [people.editor]
