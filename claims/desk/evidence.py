"""Setting evidence aside, and taking it back. Machines add evidence; only a person leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.evidence import Evidence
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User

LONGEST_REASON = 2_000


@transaction.atomic
def exclude(evidence: Evidence, *, by: User, reason: str) -> None:
    """Let a page be cited no more, with a reason; its copy stays. Raises Stale, ValidationError, PermissionDenied."""
    require_act(by, "exclude_evidence")
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why: colleagues see the reason beside the page."))
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            _("A reason has at most %(most)s characters.")
            % {"most": number_format(LONGEST_REASON, force_grouping=True)}
        )
    kept = Evidence.objects.kept().filter(pk=evidence.pk)
    if not kept.update(excluded_at=now(), excluded_by=by, excluded_because=reason):
        raise Stale(str(_("Someone excluded this page already.")))


@transaction.atomic
def include(evidence: Evidence, *, by: User) -> None:
    """Let an excluded page be cited again. Raises Stale, PermissionDenied."""
    require_act(by, "exclude_evidence")
    left_out = Evidence.objects.filter(pk=evidence.pk, excluded_at__isnull=False)
    if not left_out.update(excluded_at=None, excluded_by=None, excluded_because=""):
        raise Stale(str(_("This page is not excluded.")))
