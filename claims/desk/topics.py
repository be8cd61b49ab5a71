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
