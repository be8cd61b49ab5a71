"""Who may make which move, and see or do what. Asked by `desk/`, and by whatever shows or hides a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from claims import lifecycle
from claims.models.assignment import Ending
from claims.models.user import Role, User

if TYPE_CHECKING:
    from claims.lifecycle import Move
    from claims.models.assignment import Assignment
    from claims.models.claim import Claim


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no, with a reason that a person can act on. It is false, so that `if may(…)` reads as it says."""

    reason: str

    def __bool__(self) -> bool:
        """Be false."""
        return False


Answer = Refusal | bool
Condition = Callable[[User, "Claim"], Answer]

EDITORS = (Role.CHIEF_EDITOR, Role.EDITOR)
STAFF = (Role.CHIEF_EDITOR, Role.EDITOR, Role.REVIEWER)


def is_assigned(user: User, claim: Claim) -> Answer:
    """The claim lies on this person's desk."""
    mine = claim.assignments.filter(reviewer=user).select_related("ended_by")
    last = mine.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()
    if last is None:
        return Refusal(str(_("This claim is not assigned to you. Ask an editor to assign it.")))
    return True if last.ended_at is None else Refusal(whose_desk_now(last, user))


def whose_desk_now(ended: Assignment, user: User) -> str:
    """Say who took a claim off this person's desk, when, and how."""
    said = {"person": ended.ended_by, "time": f"{localtime(ended.ended_at):%H:%M %Z}"}
    if ended.ended_by_id == user.pk:
        return str(_("You ended your work on this claim at %(time)s. Ask an editor to assign it again.") % said)
    if ended.ending == Ending.RATED:
        words = _("%(person)s marked the verdict on this claim at %(time)s. If yours differs, tell an editor.")
        return str(words % said)
    if ended.ended_because:
        said["reason"] = ended.ended_because
        return str(_("%(person)s took this claim off your desk at %(time)s: “%(reason)s”. Ask them.") % said)
    return str(_("%(person)s took this claim off your desk at %(time)s. Ask them.") % said)


def edits_or_is_assigned(user: User, claim: Claim) -> Answer:
    """The claim lies on this person's desk, or they are an editor."""
    return True if user.edits else is_assigned(user, claim)


def wrote_none_of_it(user: User, claim: Claim) -> Answer:
    """This person neither wrote nor adjudicated the verdict in question."""
    latest = claim.verdicts.select_related("blind_review").order_by("-pk").first()
    if latest is None:
        return True
    if latest.reviewer_id == user.pk:
        return Refusal(str(_("You wrote this verdict. Ask another editor to decide on it.")))
    if latest.blind_review is not None and user.pk in latest.blind_review.hands():
        return Refusal(str(_("You had a hand in this review. Ask another editor to decide on it.")))
    return True


def holds_it(user: User, claim: Claim) -> Answer:
    """Tell `is_assigned` from a row that holds its current assignments."""
    held = any(each.reviewer_id == user.pk for each in claim.current_assignments)
    return held or Refusal(str(_("This claim is not assigned to you. Ask an editor to assign it.")))


def holds_it_or_edits(user: User, claim: Claim) -> Answer:
    """Tell `edits_or_is_assigned` from such a row."""
    return True if user.edits else holds_it(user, claim)


def wrote_it_not(user: User, claim: Claim) -> Answer:
    """Tell `wrote_none_of_it` from a row that holds the verdicts that this person may see, the newest first."""
    newest = next(iter(getattr(claim, "seen_verdicts", ())), None)
    if newest is not None and newest.reviewer_id == user.pk:
        return Refusal(str(_("You wrote this verdict. Ask another editor to decide on it.")))
    return True


AT_A_GLANCE: dict[Condition, Condition] = {
    is_assigned: holds_it,
    edits_or_is_assigned: holds_it_or_edits,
    wrote_none_of_it: wrote_it_not,
}
"""Of each condition, what can be told of a row in a list without asking the database."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may make a move, and what must hold beside."""

    roles: tuple[Role, ...]
    condition: Condition | None = None

    @property
    def condition_words(self) -> str:
        """Return the condition as a sentence, for the docs; empty without one."""
        return (self.condition.__doc__ or "") if self.condition else ""


RULES: dict[str, Rule] = {
    lifecycle.DISMISS.name: Rule(EDITORS),
    lifecycle.RESTORE.name: Rule(EDITORS),
    lifecycle.MERGE.name: Rule(EDITORS),
    lifecycle.UNMERGE.name: Rule(EDITORS),
    lifecycle.ASSIGN.name: Rule(EDITORS),
    lifecycle.TAKE.name: Rule(STAFF),
    lifecycle.HAND_OVER.name: Rule(STAFF, edits_or_is_assigned),
    lifecycle.GIVE_BACK.name: Rule(STAFF, is_assigned),
    lifecycle.UNASSIGN.name: Rule(EDITORS),
    lifecycle.RATE.name: Rule(STAFF, is_assigned),
    lifecycle.DISPUTE.name: Rule(STAFF, is_assigned),
    lifecycle.SEND_BACK.name: Rule(EDITORS, wrote_none_of_it),
    lifecycle.APPROVE.name: Rule(EDITORS, wrote_none_of_it),
    lifecycle.PUBLISH.name: Rule(EDITORS, wrote_none_of_it),
    lifecycle.REOPEN.name: Rule(EDITORS),
    lifecycle.CORRECT.name: Rule(EDITORS, wrote_none_of_it),
    lifecycle.RETRACT.name: Rule(EDITORS),
}

ACTS: dict[str, tuple[Role, ...]] = {
    "browse_desk": STAFF,
    "browse_machinery": EDITORS,
    "choose_for_oneself": STAFF,
    "share_view": STAFF,
    "change_newsroom": (Role.CHIEF_EDITOR,),
    "take_in_article": STAFF,
    "change_article": EDITORS,
    "follow_feed": EDITORS,
    "answer_reader": EDITORS,
    "ask_for_reply": STAFF,
    "comment": STAFF,
    "reword_claim": EDITORS,
    "sort_claim": EDITORS,
    "add_claim": EDITORS,
    "say_what_claimant_is": EDITORS,
    "decide_on_proposal": EDITORS,
    "change_due_time": EDITORS,
    "change_times": (Role.CHIEF_EDITOR,),
    "plan_own_work": STAFF,
    "plan_work_of_others": EDITORS,
    "manage_topics": EDITORS,
    "read_judgements": EDITORS,
    "order_blind_review": EDITORS,
    "see_agreement": EDITORS,
    "sign_standing_order": (Role.CHIEF_EDITOR,),
    "suspend_standing_order": EDITORS,
    "look_for_sources_again": STAFF,
    "exclude_evidence": EDITORS,
    "judge_earlier_verdict": STAFF,
    "order_redaction": EDITORS,
    "confirm_redaction": EDITORS,
    "add_page": STAFF,
    "decide_on_flag": EDITORS,
    "retry_job": EDITORS,
    "switch_provider": EDITORS,
    "make_key": STAFF,
    "keep_webhooks": (Role.CHIEF_EDITOR,),
    "manage_people": (Role.CHIEF_EDITOR,),
    "manage_ratings": (Role.CHIEF_EDITOR,),
    "set_channel": (Role.CHIEF_EDITOR,),
    "invite": EDITORS,
    "mark_rehearsal": (Role.CHIEF_EDITOR,),
}


def only(roles: tuple[Role, ...]) -> str:
    """Say who may do it instead."""
    if Role.REVIEWER in roles:
        return str(_("Only editors and reviewers may do this."))
    if Role.EDITOR in roles:
        return str(_("Only an editor may do this. Ask one of them."))
    return str(_("Only the chief editor may do this."))


def may(user: User, move: Move, claim: Claim) -> Answer:
    """Say whether this person may make the move on this claim, leaving aside whether it is the time for it."""
    condition = RULES[move.name].condition
    able = may_move(user, move)
    return condition(user, claim) if able and condition else able


def may_at_a_glance(user: User, move: Move, claim: Claim) -> Answer:
    """Say the same of a row in a list, by what the row holds; the act itself asks `may`."""
    condition = RULES[move.name].condition
    able = may_move(user, move)
    return AT_A_GLANCE[condition](user, claim) if able and condition else able


def may_move(user: User, move: Move) -> Answer:
    """Say whether this person's role may ever make the move; whether on one claim, `may` says."""
    if not user.is_active:
        return Refusal(str(_("This account is closed.")))
    roles = RULES[move.name].roles
    return user.role in roles or Refusal(only(roles))


def may_act(user: User, act: str) -> Answer:
    """Say whether this person may do an act that moves no claim; `act` is a key of ACTS."""
    if not user.is_active:
        return Refusal(str(_("This account is closed.")))
    roles = ACTS[act]
    return user.role in roles or Refusal(only(roles))


def require(user: User, move: Move, claim: Claim) -> None:
    """Raise PermissionDenied, with its reason, unless this person may make the move."""
    answer = may(user, move, claim)
    if isinstance(answer, Refusal):
        raise PermissionDenied(answer.reason)


def require_act(user: User, act: str) -> None:
    """Raise PermissionDenied, with its reason, unless this person may do the act."""
    answer = may_act(user, act)
    if isinstance(answer, Refusal):
        raise PermissionDenied(answer.reason)
