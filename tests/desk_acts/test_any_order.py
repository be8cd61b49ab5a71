"""Any acts, by anybody, in any order: whatever people try, the desk's promises hold after every step."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from claims.desk import newsroom
from claims.desk.assignment import assign
from claims.desk.intake import take_in
from claims.lifecycle import Status, moves_from
from claims.models import (
    Approval,
    Assignment,
    BlindReview,
    Citation,
    Claim,
    Comment,
    CurrentVerdict,
    LedgerHead,
    Notification,
    Publication,
    PublishedDocument,
    User,
    Verdict,
    VerdictDraft,
)
from claims.models.publication import PublicationKind
from claims.models.user import Role
from tests.desk import SEED, archive_evidence, hire_people
from tests.desk_acts.acts import ACTS, AT_ITS_TIME, CHANGING_PEOPLE, OF_WHO_HAS_IT, REFUSED
from tests.desk_acts.apart import set_apart
from tests.stories import Story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

DICE = st.randoms(use_true_random=True)
EDITORS = ("chief", "editor", "outsider", "reviewer")
NAMES = ("anna", "chief", "editor", "outsider", "reader", "reviewer", "second", "third")
USUAL, STEPS = 12, 40
EXAMPLES = int(os.environ.get("ANY_ORDER_EXAMPLES", USUAL))
"""More of them than usual are other ones each time; the usual ones are always the same."""
AUTHORS = ("anna", "chief")
"""Anna wrote the article and the chief editor took it in: no machine and no pool gives its claims to either."""

done: Counter[str] = Counter()
"""How often each act was done, in all examples."""


def fingerprint() -> list[Any]:
    """Return a hash of every table of the desk, its history included."""
    tables = sorted(model._meta.db_table for model in apps.get_app_config("claims").get_models())
    each = "SELECT '{0}', md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(table) for table in tables))
        return sorted(cursor.fetchall())


class AnyOrder(RuleBasedStateMachine):
    """A newsroom of eight and an article with six claims, four of them on their way; each example is taken back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.documents: dict[str, str] = {}
        self.shown: tuple[int, list[Any]] = (0, [])
        self.saw: set[tuple[int, int]] = set()
        self.checked = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def do(self, act: str, claim: Claim, by: User, other: User) -> None:
        """Try it; an act that is refused leaves every table as it was, and says why."""
        note(f"{by}: {act}; claim {claim.number} is {claim.status}; {other}")
        before = fingerprint()
        try:
            with transaction.atomic():
                ACTS[act](claim, by, other)
        except REFUSED as refused:
            words = str(refused)
        else:
            words = act
            done[act] += 1
            event(act)
        if words != act:
            assert fingerprint() == before, f"{act} was refused and changed something"
            assert words, f"{act} was refused without a word"

    def whom(self, name: str) -> User:
        return User.objects.get(username=name)

    def which(self, number: int) -> Claim:
        claims = Claim.objects.select_related("article").order_by("pk")
        return claims[number % claims.count()]

    def at_its_time(self, claim: Claim, dice: Random) -> None:
        """Do what is usually done with a claim as it stands, by an editor or by whoever has it."""
        act, who = dice.choice(AT_ITS_TIME[claim.status]), self.whom(dice.choice(EDITORS))
        if act in OF_WHO_HAS_IT and (desks := list(claim.assignments.current().order_by("reviewer__username"))):
            who = dice.choice(desks).reviewer
        self.do(act, claim, who, self.whom(dice.choice(NAMES)))

    @rule(dice=DICE)
    def anybody_tries_anything(self, dice: Random) -> None:
        claim, act = self.which(dice.randrange(6)), dice.choice(sorted(ACTS))
        self.do(act, claim, self.whom(dice.choice(NAMES)), self.whom(dice.choice(NAMES)))

    @rule(dice=DICE)
    def the_first_claim_goes_its_way(self, dice: Random) -> None:
        self.at_its_time(self.which(0), dice)

    @rule(dice=DICE)
    def the_published_claim_goes_its_way(self, dice: Random) -> None:
        self.at_its_time(self.which(2), dice)

    @rule(dice=DICE)
    def the_rated_claim_goes_its_way(self, dice: Random) -> None:
        self.at_its_time(self.which(3), dice)

    @rule(dice=DICE)
    def the_approved_claim_goes_its_way(self, dice: Random) -> None:
        self.at_its_time(self.which(4), dice)

    @rule(dice=DICE)
    def the_claim_that_two_review_apart_goes_its_way(self, dice: Random) -> None:
        self.at_its_time(self.which(5), dice)

    @rule(dice=DICE)
    def somebody_takes_a_claim_or_answers(self, dice: Random) -> None:
        claim, who = self.which(dice.randrange(2)), self.whom(dice.choice(NAMES))
        if desks := list(claim.assignments.current().order_by("reviewer__username")):
            who = dice.choice(desks).reviewer
        self.do("rate" if desks else "take", claim, who, who)

    @rule(dice=DICE)
    def people_come_and_go(self, dice: Random) -> None:
        gone = list(User.objects.filter(is_active=False).order_by("username"))
        act = dice.choice(("come back", *CHANGING_PEOPLE) if gone else CHANGING_PEOPLE)
        other = dice.choice(gone) if act == "come back" and gone else self.whom(dice.choice(NAMES))
        self.do(act, self.which(0), self.whom("chief"), other)

    @precondition(lambda self: BlindReview.objects.in_dispute().exists())
    @rule(dice=DICE)
    def a_third_person_is_asked_to_settle(self, dice: Random) -> None:
        claim, other = Claim.objects.to_adjudicate().select_related("article")[0], self.whom(dice.choice(NAMES))
        self.do("assign", claim, self.whom("editor"), other)
        claim.refresh_from_db()
        self.do("uphold", claim, other, other)

    @invariant()
    def nobody_has_a_claim_twice(self) -> None:
        desks = Counter(Assignment.objects.current().values_list("claim", "reviewer"))
        assert all(count == 1 for count in desks.values())

    @invariant()
    def a_claim_lies_on_a_desk_only_while_it_is_assigned(self) -> None:
        assert not Assignment.objects.current().exclude(claim__status=Status.ASSIGNED).exists()
        assert not Assignment.objects.current().filter(reviewer__is_active=False).exists()
        assert not Assignment.objects.current().filter(reviewer__role=Role.READER).exists()

    @invariant()
    def nobody_approves_what_they_had_a_hand_in(self) -> None:
        for approval in Approval.objects.select_related("verdict__blind_review"):
            hands = {approval.verdict.reviewer_id}
            if approval.verdict.blind_review is not None:
                hands |= approval.verdict.blind_review.hands()
            assert approval.approver_id not in hands

    @invariant()
    def neither_pool_nor_machine_gives_a_claim_to_its_author(self) -> None:
        taken = Assignment.objects.filter(reviewer__username__in=AUTHORS, order__isnull=False)
        assert not taken.exists()
        assert not Claim.objects.filter(moves__move="take", moves__by__username__in=AUTHORS).exists()

    @invariant()
    def the_ledger_holds_without_gaps(self) -> None:
        call_command("verify_ledger", stdout=StringIO())
        sequences = list(Publication.objects.order_by("sequence").values_list("sequence", flat=True))
        assert sequences == [*range(1, len(sequences) + 1)]

    @invariant()
    def a_published_document_stays_as_it_was_or_goes_by_order(self) -> None:
        gone = {
            row.document_id
            for order in Publication.objects.filter(kind=PublicationKind.REDACTED).select_related("redaction")
            for row in Publication.objects.filter(sequence__in=order.redaction.sequences if order.redaction else ())
        }
        for document in PublishedDocument.objects.all():
            if document.pk in gone:
                assert document.is_redacted
            else:
                assert document.body == self.documents.setdefault(document.pk, document.body)
                assert hashlib.sha256(document.body.encode()).hexdigest() == document.sha256

    @invariant()
    def what_readers_see_changes_only_with_the_ledger(self) -> None:
        head = LedgerHead.objects.get(pk=1).sequence
        shown = list(CurrentVerdict.objects.order_by("pk").values())
        assert self.shown[0] < head or self.shown == (head, shown)
        self.shown = (head, shown)

    @invariant()
    def blind_stays_blind(self) -> None:
        for review in BlindReview.objects.blind().select_related("claim"):
            for person, apart in sitting_in(review):
                hidden = Verdict.objects.filter(blind_review=review).exclude(reviewer=person)
                assert not Verdict.objects.visible_to(person).filter(pk__in=hidden).exists(), f"{person} sees it"
                assert not Citation.objects.visible_to(person).filter(verdict__in=hidden).exists()
                assert not Notification.objects.visible_to(person).filter(verdict__in=hidden).exists()
                said = Comment.objects.filter(claim=review.claim, written_at__gte=review.opened_at, author__in=apart)
                assert not Comment.objects.visible_to(person).filter(pk__in=said).exists()
                assert not Notification.objects.visible_to(person).filter(comment__in=said).exists()
                assert not VerdictDraft.objects.visible_to(person).exclude(reviewer=person).exists()
                desks = Assignment.objects.filter(claim=review.claim, reviewer__in=apart)
                assert not Assignment.objects.visible_to(person).filter(pk__in=desks).exists()

    @invariant()
    def who_answers_second_never_saw_the_first_answer(self) -> None:
        for review in BlindReview.objects.filter(verdicts__isnull=False).distinct():
            answers = list(review.verdicts.order_by("pk"))
            if review.is_blind:
                self.saw |= {
                    (person.pk, answer.pk)
                    for person in User.objects.filter(is_active=True)
                    for answer in Verdict.objects.visible_to(person).filter(blind_review=review)
                }
            else:
                first, second = answers[:2]
                assert (second.reviewer_id, first.pk) not in self.saw, f"{second.reviewer} knew {first}"

    @invariant()
    def every_status_was_reached_by_moves(self) -> None:
        for claim in Claim.objects.prefetch_related("moves"):
            status = "spotted"
            for move in sorted(claim.moves.all(), key=lambda made: made.pk):
                assert move.origin == status
                assert move.move in {each.name for each in moves_from(status)}
                status = move.target
            assert claim.status == status


def sitting_in(review: BlindReview) -> Iterator[tuple[User, list[int]]]:
    """Yield each who had the claim since the review began, and who is to be kept apart from them."""
    seats = Assignment.objects.filter(claim=review.claim_id).order_by("reviewer__username")
    sat = {
        seat.reviewer: None
        for seat in seats.select_related("reviewer")
        if not (seat.ended_at and seat.ended_at < review.opened_at)
    }
    for person in sat:
        yield person, [other.pk for other in sat if other != person]


def test_the_desk_keeps_its_promises_whatever_people_try(db: None, queue: str) -> None:
    people = hire_people()
    newsroom.hire("outsider", "outsider-outsider", by=people.chief, role=Role.EDITOR)
    newsroom.hire("reader", "reader-reader", by=people.chief, role=Role.READER)
    newsroom.hire("anna", "anna-anna", by=people.chief, role=Role.REVIEWER, first_name="Anna", last_name="Berg")
    newsroom.mark_as_rehearsal(by=people.chief)
    article = take_in(SEED.read_text(), by=people.chief, title="Putin challenges Biden", author="Anna Berg")
    story = Story(people, article)
    archive_evidence(story.spot(1))
    archive_evidence(story.spot(5))
    story.publish(9)
    waits = story.spot(13)
    assign(waits, people.reviewer, by=people.editor, seen=waits.version)
    story.rate(waits)
    story.approve(story.spot(17))
    half_answered = set_apart(story.spot(21), people, second=User.objects.get(username="outsider"))
    half_answered.answer(people.reviewer)
    done.clear()

    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=EXAMPLES == USUAL,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(f"{EXAMPLES} examples, {done.total()} acts done:", dict(done.most_common()))
    print("never done:", sorted(ACTS.keys() - done.keys()))
    assert done.total() >= 10 * EXAMPLES, "hardly anything was done, so nothing is known of the rest"
    assert len(done) >= len(ACTS) // 2, "too few kinds of acts were done"
