"""Blind double review: ordering it, keeping its places, and what becomes of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.returning import clear_desks
from claims.jobs.announcing import announce
from claims.lifecycle import APPROVE, ASSIGN, DISPUTE, RATE, IllegalMove
from claims.models.assignment import Assignment
from claims.models.blind_review import PLACES, Adjudication, BlindReview
from claims.models.claim import Claim
from claims.models.claim_words import explained
from claims.models.standing_order import OrderKind, StandingOrder
from claims.permissions import require, require_act

if TYPE_CHECKING:
    from claims.lifecycle import Move
    from claims.models.user import User
    from claims.models.verdict import Verdict


@transaction.atomic
def order_blind_review(claim: Claim, *, by: User, seen: int, order: StandingOrder | None = None) -> BlindReview:
    """Have two people review the claim apart, from now on. Raises IllegalMove (not now), PermissionDenied."""
    require_act(by, "order_blind_review")
    if not ASSIGN.starts_from(claim.status) or not claim.change(seen=seen):
        raise explained(ASSIGN, Claim.objects.with_last_move().get(pk=claim.pk), seen=seen)
    if claim.assignments.current().count() > PLACES:
        raise IllegalMove(ASSIGN, str(_("More than two people have this claim. Take it off the others’ desks first.")))
    before = BlindReview.objects.newest_on(claim)
    if before is not None and (before.is_blind or before.disputed):
        raise IllegalMove(ASSIGN, str(_("This claim is in a blind review already.")))
    try:
        with transaction.atomic():
            made = BlindReview.objects.create(claim=claim, opened_by=by, order=order)
    except IntegrityError as twice:
        raise IllegalMove(ASSIGN, str(_("This claim is in a blind review already."))) from twice
    announce(article_id=claim.article_id, claim_id=claim.pk)
    return made


def open_by_rule(claim: Claim) -> BlindReview | None:
    """Open a blind review of a claim that nobody reviewed yet, where a standing order or its topic asks for one."""
    if claim.assignments.exists() or BlindReview.objects.filter(claim=claim).exists():
        return None
    order = StandingOrder.objects.in_force(OrderKind.REVIEW_BLIND).first()
    topic = claim.topic
    by = order.signed_by if order is not None else topic.reviewed_blind_by if topic is not None else None
    return BlindReview.objects.create(claim=claim, opened_by=by, order=order) if by is not None else None


def has_a_free_place(claim: Claim, reviewer: User) -> bool:
    """Say whether this person can join a blind review of the claim without taking anybody's place."""
    review = BlindReview.objects.newest_on(claim)
    if review is None or not review.is_blind:
        return False
    return len(taken(claim, review) - {reviewer.pk}) < PLACES


def taken(claim: Claim, review: BlindReview) -> set[int]:
    """Return whose the places are: who answered, and on whose desk the claim is."""
    desks = claim.assignments.current()
    return {*review.verdicts.values_list("reviewer", flat=True), *desks.values_list("reviewer", flat=True)}


def refuse_who_cannot_sit(claim: Claim, reviewer: User, move: Move) -> None:
    """Raise IllegalMove where this person may not take part: a third in a blind review, or a party to a dispute."""
    review = BlindReview.objects.newest_on(claim)
    if review is None or not (review.is_blind or review.disputed):
        return
    wrote = set(review.verdicts.values_list("reviewer", flat=True))
    words = ""
    if reviewer.pk in wrote:
        words = str(_("%(person)s has answered in this blind review. Ask somebody else."))
    elif review.is_blind and len(taken(claim, review) - {reviewer.pk}) >= PLACES:
        words = str(_("Two people review this claim apart. Say in whose place %(person)s comes."))
    elif review.is_blind and wrote and reviewer.edits and not has_sat(review, reviewer):
        words = str(_("%(person)s is an editor and can see the first answer. Ask somebody who cannot."))
    if words:
        raise IllegalMove(move, words % {"person": reviewer})


def has_sat(review: BlindReview, person: User) -> bool:
    """Say whether the review has been hiding its answers from this person."""
    return BlindReview.objects.filter(pk=review.pk).sat_in_by(person).exists()


def kept_apart(claim: Claim, by: User) -> list[int]:
    """Return from whom a blind review hides what this person does to the claim."""
    blind = BlindReview.objects.blind().filter(claim=claim)
    seats = Assignment.objects.filter(claim=claim, claim__blind_reviews__in=blind).exclude(reviewer=by)
    return sorted(set(seats.values_list("reviewer", flat=True)))


def take_in(verdict: Verdict, review: BlindReview, claim: Claim, *, by: User, seen: int) -> None:
    """Let a verdict that was just written count in its review: as first, as second, as the third's, or as a new answer.

    The first answer moves nothing, so that nothing tells of it. Needs a transaction that holds the claim's row.
    """
    if review.is_blind:
        others = [each for each in review.answers() if each.reviewer_id != by.pk]
        if others:
            review.both_in_at = now()
            review.agreed = all(verdict.agrees_with(each) for each in others)
            conclude(verdict, review, claim, by=by, seen=seen, settled=review.agreed)
    elif review.disputed:
        settle(verdict, review, claim, by=by, seen=seen, reason=verdict.rationale)
    else:
        before = review.stands
        own = review.adjudications.filter(adjudicator=by).exists()
        settled = own or before is None or verdict.agrees_with(before)
        conclude(verdict, review, claim, by=by, seen=seen, settled=settled)


def conclude(verdict: Verdict, review: BlindReview, claim: Claim, *, by: User, seen: int, settled: bool) -> None:
    """Send the verdict for approval where the answers agree, else ask for a third person."""
    review.disputed, review.stands = not settled, verdict if settled else None
    review.save(update_fields=["both_in_at", "agreed", "disputed", "stands"])
    claim.make(RATE if settled else DISPUTE, by=by, seen=seen)
    if settled:
        clear_desks(claim, by=by)


@transaction.atomic
def uphold(claim: Claim, verdict: Verdict, *, by: User, seen: int, reason: str) -> Adjudication:
    """Settle a dispute as the third person: this verdict of the two goes to approval.

    Raises IllegalMove (nothing is disputed, somebody was faster, no reason), PermissionDenied (not asked to settle it).
    """
    require(by, RATE, claim)
    review = BlindReview.objects.newest_on(hold(claim, seen=seen))
    if review is None or not review.disputed:
        raise IllegalMove(RATE, str(_("Nothing is disputed here. Mark a verdict of your own.")))
    if verdict not in review.answers():
        raise IllegalMove(RATE, str(_("This verdict is not one of the two. Look again.")))
    made = settle(verdict, review, claim, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    return made


def settle(verdict: Verdict, review: BlindReview, claim: Claim, *, by: User, seen: int, reason: str) -> Adjudication:
    """Write down who settled it, and send the verdict for approval."""
    if not reason.strip():
        raise IllegalMove(RATE, str(_("Say why: settling a dispute needs a reason.")))
    made = Adjudication.objects.create(blind_review=review, verdict=verdict, adjudicator=by, reason=reason.strip())
    conclude(verdict, review, claim, by=by, seen=seen, settled=True)
    return made


def hold(claim: Claim, *, seen: int) -> Claim:
    """Lock the claim as this person saw it, so that two answers come one after the other. Raises IllegalMove."""
    rows = Claim.objects.select_for_update(no_key=True).filter(pk=claim.pk, version=seen, status__in=RATE.origins)
    if not rows.exists():
        raise explained(RATE, Claim.objects.with_last_move().get(pk=claim.pk), seen=seen)
    return claim


def choose(verdict: Verdict, stands: Verdict) -> Verdict:
    """Let the other of two verdicts that agree stand; its words go to readers. Raises IllegalMove."""
    review = stands.blind_review
    if review is None or verdict not in review.answers() or not verdict.agrees_with(stands):
        raise IllegalMove(APPROVE, str(_("This verdict does not stand. Look again at what was sent for approval.")))
    if review.adjudications.exists():
        raise IllegalMove(
            APPROVE, str(_("A third person settled which verdict stands. Approve that one, or send it back."))
        )
    review.stands = verdict
    review.save(update_fields=["stands"])
    return verdict


def upheld_by(verdict: Verdict) -> User | None:
    """Return who, not having written the verdict, settled that it stands; None where nobody did."""
    settled = verdict.adjudications.exclude(adjudicator=verdict.reviewer_id).select_related("adjudicator")
    last = settled.order_by("-pk").first()
    return last.adjudicator if last else None


def order_again(claim: Claim, *, by: User, seen: int) -> list[User]:
    """Open a new blind review where the claim's last one was blind; return its two people, or nobody."""
    before = BlindReview.objects.newest_on(claim)
    if before is None:
        return []
    order_blind_review(claim, by=by, seen=seen)
    first = before.verdicts.filter(rated_at__lte=before.both_in_at).select_related("reviewer").order_by("pk")
    return list({each.reviewer_id: each.reviewer for each in first}.values())
