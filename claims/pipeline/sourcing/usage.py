"""What providers are asked and how they answer, written down day by day; and how much of a quota is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F
from django.utils.timezone import localdate, now

from claims.models.provider import ProviderDay
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from claims.models.provider import ProviderDayQuerySet


def answered(provider: str, *, asked: int) -> None:
    """Add questions to the day's, and note that there was an answer."""
    write(provider, asked=asked, last_answer_at=now())


def failed(provider: str, *, asked: int, problem: str) -> None:
    """Add questions to the day's, and note the problem that came instead of an answer."""
    write(provider, asked=asked, last_error=problem[:2000], last_error_at=now(), failures=F("failures") + 1)


def counted(provider: str, *, asked: int) -> None:
    """Add questions to the day's that led neither to an answer nor to a problem: we stopped by ourselves."""
    if asked:
        write(provider, asked=asked)


def write(provider: str, *, asked: int, **fields: object) -> None:
    """Write into the day's row, which several workers may do at once."""
    day, _new = ProviderDay.objects.get_or_create(provider=provider, day=localdate())
    ProviderDay.objects.filter(pk=day.pk).update(asked=F("asked") + asked, **fields)


def month(provider: str) -> ProviderDayQuerySet:
    """Return the provider's days of this month."""
    return ProviderDay.objects.this_month().filter(provider=provider)


def check_quota(provider: str) -> None:
    """Raise Refused where the month's quota is used up; without a quota nothing is looked up."""
    quota = settings.PROVIDER_QUOTAS.get(provider)
    if quota is not None and month(provider).asked_in_all() >= quota:
        raise Refused(f"The month’s quota of {quota:,} questions is used up (PROVIDER_QUOTAS).")
