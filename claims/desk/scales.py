"""Rating scales: added whole, retired whole, never changed, so that published verdicts keep their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.rating import Rating, RatingScale
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claims.models.user import User
    from claims.ratings import RatingRow

FEWEST, MOST = 2, 20


@transaction.atomic
def add_scale(name: str, rows: Sequence[RatingRow], *, by: User) -> RatingScale:
    """Add a scale with its answers, in their order. Raises ValidationError, PermissionDenied."""
    require_act(by, "manage_ratings")
    if not FEWEST <= len(rows) <= MOST:
        raise ValidationError(
            _("A scale has from %(fewest)d to %(most)d answers.") % {"fewest": FEWEST, "most": MOST},
        )
    refuse_doubles(rows)
    scale = RatingScale(name=" ".join(name.split()))
    scale.full_clean()
    try:
        with transaction.atomic():
            scale.save(force_insert=True)
            for order, row in enumerate(rows, start=1):
                rating = Rating(
                    scale=scale, slug=row.slug, label=row.label, definition=row.definition, order=order, value=row.value
                )
                rating.full_clean(exclude=("scale",), validate_unique=False, validate_constraints=False)
                rating.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError(_("There is a scale of this name already, or a number below 1 in it.")) from taken
    return scale


def refuse_doubles(rows: Sequence[RatingRow]) -> None:
    """Raise ValidationError where two answers cannot be told apart."""
    numbers = [row.value for row in rows if row.value is not None]
    if len({row.slug for row in rows}) < len(rows):
        raise ValidationError(_("Two answers have the same label. Give each its own."))
    if len(set(numbers)) < len(numbers):
        raise ValidationError(_("Two answers have the same number. Give each its own, or none."))


@transaction.atomic
def retire_scale(scale: RatingScale, *, by: User) -> None:
    """Offer a scale no more; its verdicts keep it. Raises Stale, ValidationError (the last one), PermissionDenied."""
    require_act(by, "manage_ratings")
    in_use = list(RatingScale.objects.filter(retired_at=None).select_for_update(no_key=True).order_by("pk"))
    if scale not in in_use:
        raise Stale(str(_("This scale is retired already.")))
    if len(in_use) == 1:
        raise ValidationError(_("This is the last scale in use. Add another before you retire it."))
    RatingScale.objects.filter(pk=scale.pk).update(retired_at=now())
