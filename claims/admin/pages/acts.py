"""What people do to one claim, by the name that a form's button carries. Each calls one function of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from claims.admin.pages.both import with_both
from claims.admin.pages.changing_hands import change_due, give_back, hand_over
from claims.admin.pages.discussing import cited, comment
from claims.admin.pages.earlier import call_different, call_same
from claims.admin.pages.page import Problem, attempt, number
from claims.admin.pages.reworking import change_span, sort, split
from claims.admin.pages.sources import add_address, ask_provider, exclude, include
from claims.admin.pages.typed import due, in_place_of, reason, reviewer, seen
from claims.desk import assignment, blind_review, embargo, machines, publication, review, triage
from claims.lifecycle import MOVES
from claims.models.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User

    Act = Callable[[Claim, User, int, QueryDict], str]


def perform(claim: Claim, *, by: User, typed: QueryDict) -> str | Problem:
    """Do what the form asks for on a claim and say so, or return why not. A form that names no act is refused."""
    act = ACTS.get(str(typed.get("act", "")))
    if act is None:
        return Problem(_("This page does not know that act. Nothing was done."), 422)
    done = attempt(lambda: act(claim, by, seen(typed), typed))
    move = MOVES.get(str(typed["act"]))
    if isinstance(done, Problem) and done.status == 409 and move and move.needs_reason and not reason(typed):
        return Problem(done.words, 422, looks="retracted", icon="x", fields={"reason": done.words})
    return with_both(done, claim, seen=seen(typed), me=by, typed=typed) if isinstance(done, Problem) else done


def assign(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Assign to whom the form names; in place of the one who has it, where it is assigned."""
    who = reviewer(typed)
    before = in_place_of(claim, who, typed)
    assignment.assign(claim, who, by=by, seen=seen, due_at=due(typed), instead_of=before)
    return _("Claim %(number)d is on %(reviewer)s’s desk.") % {"number": claim.number, "reviewer": who}


def take(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Assign to oneself."""
    before = in_place_of(claim, by, typed)
    assignment.assign(claim, by, by=by, seen=seen, due_at=due(typed), instead_of=before)
    return _("Claim %(number)d is on your desk.") % {"number": claim.number}


def unassign(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Take off every desk."""
    assignment.unassign(claim, by=by, seen=seen, reason=reason(typed))
    return _("Claim %(number)d waits in triage again.") % {"number": claim.number}


def dismiss(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Leave unchecked."""
    triage.dismiss(claim, by=by, seen=seen, reason=reason(typed))
    return _("Claim %(number)d is dismissed.") % {"number": claim.number}


def restore(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Take a dismissal back."""
    triage.restore(claim, by=by, seen=seen)
    return _("Claim %(number)d waits in triage again.") % {"number": claim.number}


def merge(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Point to another claim of the same article, named by its number."""
    kept = claim.article.claims.filter(number=number(typed.get("kept")) or 0).first()
    if kept is None:
        raise ValidationError({"kept": _("Write the number of another claim of this article.")})
    triage.merge(claim, kept, by=by, seen=seen)
    return _("Claim %(number)d is merged into claim %(kept)d.") % {"number": claim.number, "kept": kept.number}


def unmerge(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Take a merge back."""
    triage.unmerge(claim, by=by, seen=seen)
    return _("Claim %(number)d waits in triage again.") % {"number": claim.number}


def reword(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Give a better wording."""
    triage.reword(claim, typed.get("text", ""), by=by, seen=seen)
    return _("Claim %(number)d has its new wording.") % {"number": claim.number}


def look_again(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Ask the providers again that did not answer."""
    machines.look_again(claim, by=by)
    return _("We are looking again. Reload in a moment.")


def chosen(claim: Claim, by: User, typed: QueryDict) -> Verdict | None:
    """Return the verdict that the form names, None where it names none. Raises ValidationError: there is no such verdict."""
    named = typed.get("verdict", "")
    found = Verdict.objects.visible_to(by).filter(claim=claim, pk=number(named) or 0).first()
    if named and found is None:
        raise ValidationError(_("This verdict is not on this claim. Look again."))
    return found


def approve(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Agree with the verdict."""
    review.approve(claim, by=by, seen=seen, verdict=chosen(claim, by, typed))
    return _("Approved. It is not public yet.")


def send_back(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Ask for another verdict."""
    about = cited(claim, typed.get("citation"), by=by)
    if typed.get("citation") and about is None:
        raise ValidationError({"citation": _("This verdict does not cite the passage. Look again.")})
    review.send_back(claim, by=by, seen=seen, reason=reason(typed), citation=about)
    return _("Sent back, with your note.")


def publish(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Make public."""
    row = publication.publish(claim, by=by, seen=seen)
    return _("Published, as no. %(sequence)d of the ledger.") % {"sequence": row.sequence}


def approve_and_publish(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Agree and make public: two moves, both or neither."""
    with transaction.atomic():
        review.approve(claim, by=by, seen=seen, verdict=chosen(claim, by, typed))
        return publish(claim, by, claim.version, typed)


def embargo_until(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Publish at a time."""
    until = due(typed)
    if until is None:
        raise ValidationError({"due": _("Write the time as day and hour, such as 2026-11-12 16:00.")})
    return embargo.words(embargo.put_under_embargo(claim, until, by=by, seen=seen, note=reason(typed)))


def lift_embargo(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Let nothing happen at the time."""
    embargo.lift_embargo(claim, by=by, seen=seen)
    return _("The embargo is lifted. The claim is approved and not public.")


def correct(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Make a correction public."""
    row = publication.correct(claim, by=by, seen=seen, note=reason(typed))
    return _("Corrected, as no. %(sequence)d of the ledger.") % {"sequence": row.sequence}


def reopen(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Look again at what is public."""
    publication.reopen(claim, by=by, seen=seen, reason=reason(typed))
    return _("Reopened. The published verdict stands until it is corrected or retracted.")


def retract(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Withdraw what is public."""
    row = publication.retract(claim, by=by, seen=seen, reason=reason(typed))
    return _("Retracted, as no. %(sequence)d of the ledger.") % {"sequence": row.sequence}


def review_twice(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Have two people review it apart."""
    blind_review.order_blind_review(claim, by=by, seen=seen)
    return _("Two people review claim %(number)d apart from now on. Assign it to both.") % {"number": claim.number}


def uphold(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Settle a dispute."""
    verdict = chosen(claim, by, typed)
    if verdict is None:
        raise ValidationError(_("Choose which of the two verdicts stands."))
    blind_review.uphold(claim, verdict, by=by, seen=seen, reason=reason(typed))
    return _("Settled, and sent for approval. An editor who had no hand in it approves it.")


ACTS: dict[str, Act] = {
    act.__name__: act
    for act in (
        assign,
        take,
        unassign,
        dismiss,
        restore,
        merge,
        unmerge,
        reword,
        change_span,
        split,
        sort,
        hand_over,
        give_back,
        change_due,
        look_again,
        review_twice,
        uphold,
        call_same,
        call_different,
        ask_provider,
        add_address,
        exclude,
        include,
        comment,
        approve,
        send_back,
        publish,
        embargo_until,
        lift_embargo,
        approve_and_publish,
        correct,
        reopen,
        retract,
    )
}
