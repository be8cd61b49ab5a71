"""Topics: added and retired by editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.models.topic import Topic
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User


@transaction.atomic
def add_topic(name: str, *, by: User) -> Topic:
    """Add a topic that claims and skills can name. Raises ValidationError, PermissionDenied."""
    require_act(by, "manage_topics")
    topic = Topic(name=" ".join(name.split()))
    topic.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            topic.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError({"name": _("There is a topic of this name already.")}) from taken
    return topic


@transaction.atomic
def retire_topic(topic: Topic, *, by: User) -> None:
    """Offer a topic no more; claims that have it keep it. Raises Stale, PermissionDenied."""
    require_act(by, "manage_topics")
    if not Topic.objects.in_use().filter(pk=topic.pk).update(retired_at=now()):
        raise Stale(str(_("This topic is retired already.")))


@transaction.atomic
def review_blind(topic: Topic, *, by: User) -> None:
    """Have two people review each claim of the topic apart, from now on. Raises Stale, PermissionDenied."""
    require_act(by, "order_blind_review")
    if not Topic.objects.filter(pk=topic.pk, reviewed_blind_by=None).update(reviewed_blind_by=by):
        raise Stale(str(_("Claims of this topic are reviewed blind already.")))


@transaction.atomic
def review_once(topic: Topic, *, by: User) -> None:
    """Have one person review each new claim of the topic again. Raises Stale, PermissionDenied."""
    require_act(by, "order_blind_review")
    if not Topic.objects.exclude(reviewed_blind_by=None).filter(pk=topic.pk).update(reviewed_blind_by=None):
        raise Stale(str(_("Claims of this topic are reviewed once already.")))
