"""What people do to one claim, by the name that a form's button carries. Each calls one function of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from claims.admin.pages.page import Problem, attempt, number
from claims.desk import assignment, machines, publication, review, triage
from claims.lifecycle import MOVES
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import QueryDict

    from claims.models.claim import Claim

    Act = Callable[[Claim, User, int, QueryDict], str]

LONGEST_REASON = 2_000


def perform(claim: Claim, *, by: User, typed: QueryDict) -> str | Problem:
    """Do what the form asks for on a claim and say so, or return why not. A form that names no act is refused."""
    act = ACTS.get(str(typed.get("act", "")))
    if act is None:
        return Problem(_("This page does not know that act. Nothing was done."), 422)
    done = attempt(lambda: act(claim, by, seen(typed), typed))
    move = MOVES.get(str(typed["act"]))
    if isinstance(done, Problem) and done.status == 409 and move and move.needs_reason and not reason(typed):
        return Problem(done.words, 422, looks="retracted", icon="x", fields={"reason": done.words})
    return done


def seen(typed: QueryDict) -> int:
    """Return the version that the person saw; one that no claim has, where the form says none."""
    return number(typed.get("seen")) or 0


def reason(typed: QueryDict) -> str:
    """Return the reason as it is kept, or raise ValidationError where it is too long: nothing is cut off unsaid."""
    given = typed.get("reason", "").strip()
    if len(given) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("This has %(length)d characters; up to 2,000 are kept.") % {"length": len(given)}}
        )
    return given


def reviewer(typed: QueryDict) -> User:
    """Return whom the form asks to review, or raise ValidationError."""
    found = User.objects.who_can_review().filter(pk=number(typed.get("reviewer")) or 0).first()
    if found is None:
        raise ValidationError({"reviewer": _("Choose who reviews the claim.")})
    return found


def due(typed: QueryDict) -> datetime | None:
    """Return until when, in the newsroom's own time where the form names no zone; None leaves it to the desk."""
    given = typed.get("due", "")
    if not given:
        return None
    try:
        at = parse_datetime(given)
    except ValueError:
        at = None
    if at is None:
        raise ValidationError({"due": _("Write the time as day and hour, such as 2026-11-12 16:00.")})
    return make_aware(at) if is_naive(at) else at


def assign(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Assign to whom the form names; in place of the one who has it, where it is assigned."""
    who = reviewer(typed)
    before = claim.assignments.current().exclude(reviewer=who).order_by("pk").first()
    assignment.assign(claim, who, by=by, seen=seen, due_at=due(typed), instead_of=before)
    return _("Claim %(number)d is on %(reviewer)s’s desk.") % {"number": claim.number, "reviewer": who}


def take(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Assign to oneself."""
    before = claim.assignments.current().exclude(reviewer=by).order_by("pk").first()
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


def approve(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Agree with the verdict."""
    review.approve(claim, by=by, seen=seen)
    return _("Approved. It is not public yet.")


def send_back(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Ask for another verdict."""
    review.send_back(claim, by=by, seen=seen, reason=reason(typed))
    return _("Sent back, with your note.")


def publish(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Make public."""
    row = publication.publish(claim, by=by, seen=seen)
    return _("Published, as no. %(sequence)d of the ledger.") % {"sequence": row.sequence}


def approve_and_publish(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Agree and make public: two moves, both or neither."""
    with transaction.atomic():
        review.approve(claim, by=by, seen=seen)
        return publish(claim, by, claim.version, typed)


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
        look_again,
        approve,
        send_back,
        publish,
        approve_and_publish,
        correct,
        reopen,
        retract,
    )
}
