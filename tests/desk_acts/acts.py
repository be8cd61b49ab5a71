"""What people can do at the desk, each as one act on a claim: by somebody, and with or about somebody else."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate, now

from claims.desk import (
    assignment,
    availability,
    blind_review,
    discussion,
    drafts,
    embargo,
    handing_over,
    newsroom,
    pool,
    publication,
    readers,
    redaction,
    reply,
    splitting,
    triage,
    workload,
)
from claims.desk import review as reviewing
from claims.desk.publication import CannotPublish
from claims.desk.spans import Part
from claims.desk.triage import Stale
from claims.lifecycle import IllegalMove, Status
from claims.models import Absence, Claim, CurrentVerdict, Rating, StandingOrder, Verdict, VerdictDraft
from claims.models.reply import ReplyState, Way
from claims.models.standing_order import OrderKind
from claims.models.user import Role
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import Assignment, User

    Act = Callable[[Claim, User, User], object]


class NothingThere(Exception):
    """There is nothing that this act could be done to."""


REFUSED = (IllegalMove, PermissionDenied, Stale, ValidationError, CannotPublish, NothingThere)
"""How the desk says no. Whatever else an act raises is a fault."""

WHY = "This is why."


def first(rows: Any) -> Any:
    """Return the first row, or say that there is none."""
    found = rows.first()
    if found is None:
        raise NothingThere("There is nothing to do it to.")
    return found


def desk_of(claim: Claim, by: User) -> Assignment:
    """Return the claim's assignment to this person, or else to anybody."""
    open_desks = claim.assignments.current().select_related("claim", "reviewer").order_by("pk")
    return open_desks.filter(reviewer=by).first() or first(open_desks)  # type: ignore[no-any-return]


def answering(slug: str) -> Act:
    """Mark a verdict with this rating, citing what was found."""

    def rate(claim: Claim, by: User, _other: User) -> None:
        passage = first(claim.evidence.kept().order_by("pk")).passages.get()
        reviewing.rate(
            claim,
            by=by,
            seen=claim.version,
            rating=Rating.objects.in_use().get(scale__name="Truth scale", slug=slug),
            attribution="confirmed",
            rationale=f"So says {by}.",
            citations=[reviewing.Cite(passage, "supports")],
        )

    return rate


def assign_or_replace(claim: Claim, by: User, other: User) -> None:
    """Ask somebody, in the place of who has it where no place is free."""
    before = assignment.in_whose_place(claim, other)
    assignment.assign(claim, other, by=by, seen=claim.version, instead_of=before)


def split(claim: Claim, by: User, _other: User) -> None:
    """Split it in the middle; the new half gets evidence too."""
    middle = claim.start + len(claim.quote) // 2
    halves = Part(claim.start, middle, "The first half."), Part(middle, claim.end, "The second half.")
    archive_evidence(splitting.split(claim, *halves, by=by, seen=claim.version))


def send_back_on_a_passage(claim: Claim, by: User, _other: User) -> None:
    """Send the verdict that stands back, over its first citation."""
    stands = Verdict.objects.standing_on(claim)
    if stands is None:
        raise NothingThere("There is nothing to do it to.")
    cited = first(stands.citations.order_by("pk"))
    reviewing.send_back(claim, by=by, seen=claim.version, reason=WHY, citation=cited)


def approve_the_first(claim: Claim, by: User, _other: User) -> None:
    """Approve the first verdict that was ever marked, whether it stands or not."""
    reviewing.approve(claim, by=by, seen=claim.version, verdict=first(claim.verdicts.order_by("pk")))


def let_an_embargo_pass(claim: Claim, by: User, _other: User) -> None:
    """Order publication in a moment; when that is over, the job comes."""
    embargo.put_under_embargo(claim, now() + timedelta(milliseconds=4), by=by, seen=claim.version, note=WHY)
    time.sleep(0.005)
    embargo.release(claim.pk, finish=lambda: None, defer=lambda _until: None)


def save_draft(claim: Claim, by: User, other: User) -> None:
    """Save a draft over the one that is there."""
    kept = VerdictDraft.objects.filter(claim=claim, reviewer=by).first()
    drafts.save_draft(claim, drafts.Words(rationale=f"{other}?"), by=by, version=kept.version if kept else 0)


def order_redaction(claim: Claim, by: User, _other: User) -> None:
    """Order that everything of the claim goes."""
    rows = [row.sequence for row in redaction.redactable(claim)]
    redaction.order_redaction(claim, by=by, sequences=rows, reason=WHY, reference="1 O 23/26")


def record_reply(claim: Claim, by: User, _other: User) -> None:
    """Record what the claimant said."""
    reply.record(first(claim.reply_requests.open()), ReplyState.REPLIED, by=by, reply="I was misquoted.")


def write_as_a_reader(claim: Claim, _by: User, _other: User) -> None:
    """Ask for a correction of what is public."""
    shown = first(CurrentVerdict.objects.filter(claim=claim))
    readers.receive(shown, words="The offer was made on another day.", name="", email="", address=str(uuid4()))


def plan_absence(_claim: Claim, by: User, other: User) -> None:
    """Plan that somebody is away today."""
    availability.plan_absence(other, first_day=localdate(), last_day=localdate(), by=by)


def hand_out(claim: Claim, _by: User, _other: User) -> None:
    """Let a machine hand the claim out, where somebody ordered it."""
    if workload.assign_under_standing_order(claim) is None:
        raise NothingThere("There is nothing to do it to.")


def ask_claimant(claim: Claim, by: User, _other: User) -> None:
    """Record that the claimant was asked."""
    reply.ask(
        claim,
        by=by,
        addressee="Vladimir Putin",
        way=Way.BY_HAND,
        words="Did you say this?",
        due_at=now() + timedelta(days=1),
    )


MOVES: dict[str, Act] = {
    "dismiss": lambda c, by, _: triage.dismiss(c, by=by, seen=c.version, reason=WHY),
    "restore": lambda c, by, _: triage.restore(c, by=by, seen=c.version),
    "merge": lambda c, by, _: triage.merge(
        c, first(Claim.objects.exclude(pk=c.pk).order_by("pk")), by=by, seen=c.version
    ),
    "unmerge": lambda c, by, _: triage.unmerge(c, by=by, seen=c.version),
    "assign": lambda c, by, other: assignment.assign(c, other, by=by, seen=c.version),
    "take": lambda _, by, __: first(Claim.objects.filter(pk=getattr(pool.take_next(by=by), "claim_id", None))),
    "hand_over": lambda c, by, other: handing_over.hand_over(desk_of(c, by), other, by=by, seen=c.version, because=WHY),
    "give_back": lambda c, by, _: handing_over.give_back(desk_of(c, by), by=by, seen=c.version, reason=WHY),
    "unassign": lambda c, by, _: assignment.unassign(c, by=by, seen=c.version, reason=WHY),
    "rate": answering("true"),
    "send_back": lambda c, by, _: reviewing.send_back(c, by=by, seen=c.version, reason=WHY),
    "approve": lambda c, by, _: reviewing.approve(c, by=by, seen=c.version),
    "publish": lambda c, by, _: publication.publish(c, by=by, seen=c.version),
    "reopen": lambda c, by, _: publication.reopen(c, by=by, seen=c.version, reason=WHY),
    "correct": lambda c, by, _: publication.correct(c, by=by, seen=c.version, note=WHY),
    "retract": lambda c, by, _: publication.retract(c, by=by, seen=c.version, reason=WHY),
}
"""The moves of the lifecycle, as people make them; `dispute` is what `rate` becomes where two answers differ."""

ACTS: dict[str, Act] = MOVES | {
    "act on an old page": lambda c, by, _: triage.dismiss(c, by=by, seen=c.version - 1, reason=WHY),
    "assign in somebody's place": assign_or_replace,
    "clear a desk": lambda _, by, other: handing_over.clear_desk(other, by=by, reason=WHY),
    "clear a desk onto one's own": lambda _, by, other: handing_over.clear_desk(other, by=by, reason=WHY, to=by),
    "reword": lambda c, by, other: triage.reword(c, f"In other words, by {other}.", by=by, seen=c.version),
    "change span": lambda c, by, _: triage.change_span(c, start=c.start, end=c.end, by=by, seen=c.version),
    "sort": lambda c, by, other: triage.sort(c, priority=len(other.username) % 4, topic=None, by=by, seen=c.version),
    "split": split,
    "differ": answering("false"),
    "review blind": lambda c, by, _: blind_review.order_blind_review(c, by=by, seen=c.version),
    "uphold": lambda c, by, _: blind_review.uphold(
        c, first(c.verdicts.order_by("-pk")), by=by, seen=c.version, reason=WHY
    ),
    "save draft": save_draft,
    "comment": lambda c, by, other: discussion.comment(c, f"@{other.username}, look.", by=by),
    "comment on a verdict": lambda c, by, other: discussion.comment(
        c, f"@{other.username}, look.", by=by, verdict=first(c.verdicts.order_by("-pk"))
    ),
    "send back on a passage": send_back_on_a_passage,
    "approve the first": approve_the_first,
    "embargo": lambda c, by, _: embargo.put_under_embargo(
        c, now() + timedelta(hours=1), by=by, seen=c.version, note=WHY
    ),
    "lift embargo": lambda c, by, _: embargo.lift_embargo(c, by=by, seen=c.version),
    "let an embargo pass": let_an_embargo_pass,
    "order redaction": order_redaction,
    "confirm redaction": lambda c, by, _: redaction.confirm_redaction(first(c.redactions.order_by("-pk")), by=by),
    "withdraw redaction": lambda c, by, _: redaction.withdraw_redaction(first(c.redactions.order_by("-pk")), by=by),
    "ask claimant": ask_claimant,
    "record reply": record_reply,
    "write as a reader": write_as_a_reader,
    "answer a reader": lambda c, by, _: readers.answer(first(c.reader_requests.order_by("-pk")), WHY, by=by),
    "order blind reviews": lambda _, by, __: assignment.sign_standing_order(OrderKind.REVIEW_BLIND, by=by),
    "order handing out": lambda _, by, __: assignment.sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=by),
    "suspend an order": lambda _, by, __: assignment.suspend_standing_order(
        first(StandingOrder.objects.filter(suspended_at=None).order_by("pk")), by=by
    ),
    "hand out": hand_out,
    "plan absence": plan_absence,
    "call absence off": lambda _, by, __: availability.call_off(first(Absence.objects.planned().order_by("pk")), by=by),
    "leave": lambda _, by, other: newsroom.close_account(other, by=by),
    "come back": lambda _, by, other: newsroom.reopen_account(other, by=by),
    "become an editor": lambda _, by, other: newsroom.change_role(other, Role.EDITOR, by=by),
    "become a reviewer": lambda _, by, other: newsroom.change_role(other, Role.REVIEWER, by=by),
    "become a reader": lambda _, by, other: newsroom.change_role(other, Role.READER, by=by),
}
"""Everything that people try."""

CHANGING_PEOPLE = (
    *("clear a desk", "clear a desk onto one's own", "plan absence", "call absence off", "leave", "come back"),
    *("become an editor", "become a reviewer", "become a reader"),
    *("order blind reviews", "order handing out", "suspend an order"),
)
"""Acts on people and orders, which a chief editor may always try."""

OF_WHO_HAS_IT = ("hand_over", "give_back", "rate", "differ", "uphold", "save draft", "ask claimant", "record reply")
"""Acts of those on whose desk a claim is."""

IN_REDACTION = ("order redaction", "confirm redaction", "withdraw redaction", "write as a reader", "answer a reader")

AT_ITS_TIME: dict[str, tuple[str, ...]] = {
    Status.SPOTTED: (
        *("take", "assign", "review blind", "hand out", "reword", "change span", "sort", "split", "dismiss", "merge"),
        "act on an old page",
    ),
    Status.ASSIGNED: (
        *OF_WHO_HAS_IT,
        *("rate", "differ", "take", "assign", "assign in somebody's place", "review blind", "unassign", "comment"),
        "comment on a verdict",
    ),
    Status.RATED: (
        "approve",
        "approve",
        "approve the first",
        "send_back",
        "send back on a passage",
        "comment on a verdict",
    ),
    Status.APPROVED: ("publish", "correct", "embargo", "lift embargo", "let an embargo pass", "send back on a passage"),
    Status.PUBLISHED: ("reopen", "reopen", "retract", *IN_REDACTION),
    Status.CORRECTED: ("reopen", "reopen", "retract", *IN_REDACTION),
    Status.RETRACTED: IN_REDACTION,
    Status.DISMISSED: ("restore",),
    Status.MERGED: ("unmerge",),
}
"""What people usually do with a claim in each status, so that late statuses are tried as often as early ones."""
