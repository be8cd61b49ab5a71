"""Saying whether an earlier verdict answers the same claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.jobs.announcing import announce
from claims.models.earlier_verdict import EarlierVerdict
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def call_same(earlier: EarlierVerdict, *, by: User) -> None:
    """Say that it is the same claim: it then stands first. Raises Stale, PermissionDenied."""
    judge(earlier, same=True, by=by)


@transaction.atomic
def call_different(earlier: EarlierVerdict, *, by: User) -> None:
    """Say that it is another claim: it is shown no more. Raises Stale, PermissionDenied."""
    judge(earlier, same=False, by=by)


def judge(earlier: EarlierVerdict, *, same: bool, by: User) -> None:
    """Write the judgement down, unless somebody else judged otherwise before."""
    require_act(by, "judge_earlier_verdict")
    mine = EarlierVerdict.objects.filter(Q(same=None) | Q(same=same) | Q(judged_by=by), pk=earlier.pk)
    if not mine.update(same=same, judged_by=by, judged_at=now()):
        there = EarlierVerdict.objects.select_related("judged_by").get(pk=earlier.pk)
        words = (
            _("%(person)s called it the same claim at %(time)s. Talk to them, or leave it.")
            if there.same
            else _("%(person)s called it another claim at %(time)s. Talk to them, or leave it.")
        )
        raise Stale(words % {"person": there.judged_by, "time": f"{localtime(there.judged_at):%H:%M %Z}"})
    announce(claim_id=earlier.claim_id)
