"""Topics: what claims are about, and what reviewers know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import person
from claims.desk import topics
from claims.models import Topic

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from claims.models.user import User


class NewTopic(forms.Form):
    """What it is called."""

    name = forms.CharField(label=_("Name"), max_length=80)


def retire(topic: Topic, *, by: User, seen: int) -> str:
    """Offer the topic no more."""
    topics.retire_topic(topic, by=by)
    return _now("retired; claims that have it keep it.")


def review_blind(topic: Topic, *, by: User, seen: int) -> str:
    """Have two people review its claims."""
    topics.review_blind(topic, by=by)
    return _now("two people review each of its new claims, apart.")


def review_once(topic: Topic, *, by: User, seen: int) -> str:
    """Have one person review its claims."""
    topics.review_once(topic, by=by)
    return _now("one person reviews each of its new claims.")


@admin.register(Topic)
class TopicAdmin(AddingAdmin):
    """Editors add and retire topics; nobody renames one under the claims that have it."""

    adds = "manage_topics"
    add_form = NewTopic
    add_title = _("Add a topic")
    everybody = True
    acts = (
        Act("retire", _("Retire"), whose("manage_topics"), retire),
        Act("review_blind", _("Review twice, blind"), whose("order_blind_review"), review_blind),
        Act("review_once", _("Review once"), whose("order_blind_review"), review_once),
    )
    list_display = ("name", "people", "in_use", "retired_at", "reviewed_blind_by")
    list_select_related = ("reviewed_blind_by",)
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name",)
    fieldsets = ((None, {"fields": ("name", "in_use", "retired_at", "reviewed_blind_by")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count who knows each."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(people_count=Count("skills"))
        return rows

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> str:
        """Add the topic."""
        topic = topics.add_topic(answers["name"], by=person(request))
        return _now("Added the topic “%(topic)s”.") % {"topic": topic}

    @admin.display(description=_("people who know it"), ordering="people_count")
    def people(self, topic: Any) -> str:
        """Count the people."""
        return str(topic.people_count)

    @admin.display(description=_("in use"), boolean=True, ordering="retired_at")
    def in_use(self, topic: Topic) -> bool:
        """Say whether claims can be given it."""
        return topic.retired_at is None
