"""Deciding on a flag: a page that a published claim cites is no more as it was, and a person says what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk import publication
from claims.desk.triage import Stale
from claims.jobs.announcing import announce
from claims.models.page_look import FlagDecision, PageFlag
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User

LONGEST_REASON = 2_000


@transaction.atomic
def keep(flag: PageFlag, *, by: User, reason: str) -> None:
    """Let the published verdict stand as it is, saying why. Raises Stale, ValidationError, PermissionDenied."""
    require_act(by, "decide_on_flag")
    decide(flag, FlagDecision.KEPT, by=by, reason=reason)
    announce(claim_id=flag.claim_id)


@transaction.atomic
def reopen(flag: PageFlag, *, by: User, seen: int, reason: str) -> None:
    """Look again at the published claim; all its open flags are answered with that.

    Raises Stale, IllegalMove, ValidationError, PermissionDenied.
    """
    require_act(by, "decide_on_flag")
    decide(flag, FlagDecision.REOPENED, by=by, reason=reason)
    publication.reopen(flag.claim, by=by, seen=seen, reason=reason.strip())
    others = PageFlag.objects.open().filter(claim=flag.claim_id)
    others.update(decision=FlagDecision.REOPENED, decided_at=now(), decided_by=by, because=reason.strip())


def decide(flag: PageFlag, decision: FlagDecision, *, by: User, reason: str) -> None:
    """Write the decision, unless somebody decided meanwhile."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why: colleagues see the reason beside the flag.")})
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            {"reason": _("This has %(length)d characters; up to 2,000 are kept.") % {"length": len(reason)}}
        )
    mine = PageFlag.objects.open().filter(pk=flag.pk)
    if not mine.update(decision=decision, decided_at=now(), decided_by=by, because=reason):
        done = PageFlag.objects.select_related("decided_by").get(pk=flag.pk)
        raise Stale(
            str(_("%(person)s decided this already: %(decision)s. %(reason)s"))
            % {"person": done.decided_by, "decision": done.get_decision_display(), "reason": done.because}
        )
