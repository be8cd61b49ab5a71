"""Rating scales and their ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from claims.admin.models.acts import Act, whose
from claims.admin.models.adding import AddingAdmin
from claims.admin.models.base import DeskModelAdmin, person
from claims.admin.models.inline import DeskInline
from claims.desk import scales
from claims.models import Rating, RatingScale, Verdict
from claims.ratings import RatingRow

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from claims.models.user import User

EXAMPLE = _(
    "True | 5 | Accurate, and nothing important is left out.\nUnproven | | The evidence settles it neither way."
)


class NewScale(forms.Form):
    """A scale: its name, and an answer a line."""

    name = forms.CharField(label=_("Name"), max_length=100)
    answers = forms.CharField(
        label=_("Answers"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80, "placeholder": EXAMPLE}),
        help_text=_("One a line: label | number in ClaimReview, or none | definition. The truest first, and largest."),
    )

    def clean_answers(self) -> list[RatingRow]:
        """Read the lines, and say which cannot be read."""
        lines = [line for line in self.cleaned_data["answers"].splitlines() if line.strip()]
        return [read(line, place) for place, line in enumerate(lines, start=1)]


def read(line: str, place: int) -> RatingRow:
    """Read a line of a scale, or raise ValidationError with its number."""
    parts = [part.strip() for part in line.split("|", 2)]
    if len(parts) < 3 or not parts[0] or not parts[2]:
        raise ValidationError(_now("Line %(place)d: write label | number | definition.") % {"place": place})
    label, number, definition = parts
    if number and not (number.isascii() and number.isdigit() and 1 <= len(number) <= 4 and int(number) >= 1):
        raise ValidationError(
            _now("Line %(place)d: the number is a whole one from 1 on, or nothing.") % {"place": place}
        )
    return RatingRow(slugify(label)[:40], label, definition, int(number) if number else None)


def retire(scale: RatingScale, *, by: User, seen: int) -> str:
    """Offer the scale no more."""
    scales.retire_scale(scale, by=by)
    return _now("retired; verdicts that used it keep it.")


class Ratings(DeskInline):
    """The answers, in their order."""

    model = Rating
    fields = ("label", "value", "definition")


@admin.register(RatingScale)
class RatingScaleAdmin(AddingAdmin):
    """A scale is added whole and retired whole; it never changes under the verdicts that used it."""

    adds = "manage_ratings"
    add_form = NewScale
    add_title = _("Add a scale")
    add_explains = _("A scale cannot be changed later, so that what we published keeps its meaning. It can be retired.")
    everybody = True
    acts = (Act("retire", _("Retire"), whose("manage_ratings"), retire),)
    list_display = ("name", "answers", "in_use", "retired_at")
    list_filter = (("retired_at", admin.EmptyFieldListFilter),)
    search_fields = ("name",)
    inlines = (Ratings,)
    fieldsets = ((None, {"fields": ("name", "in_use", "retired_at")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the answers."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(answer_count=Count("ratings"))
        return rows

    def add(self, request: HttpRequest, answers: dict[str, Any]) -> str:
        """Add the scale."""
        scale = scales.add_scale(answers["name"], answers["answers"], by=person(request))
        return _now("Added the scale “%(scale)s”. Reviewers can use it at once.") % {"scale": scale}

    @admin.display(description=_("answers"), ordering="answer_count")
    def answers(self, scale: Any) -> str:
        """Count the answers."""
        return str(scale.answer_count)

    @admin.display(description=_("in use"), boolean=True, ordering="retired_at")
    def in_use(self, scale: RatingScale) -> bool:
        """Say whether reviewers can choose from it."""
        return scale.retired_at is None


@admin.register(Rating)
class RatingAdmin(DeskModelAdmin):
    """The answers of all scales."""

    everybody = True
    list_display = ("label", "scale", "order", "number", "definition", "used")
    list_filter = ("scale",)
    list_select_related = ("scale",)
    search_fields = ("label", "definition", "scale__name")
    ordering = ("scale", "order")
    fieldsets = ((None, {"fields": ("label", "scale", "order", "number", "definition")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the verdicts that used each, for those who may know."""
        rows: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                verdict_count=Count("verdicts", filter=Q(verdicts__in=Verdict.objects.visible_to(person(request))))
            )
        )
        return rows

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Show editors how often each was used; to others the number could tell of verdicts that they may not see."""
        return self.list_display if person(request).edits else self.list_display[:-1]

    @admin.display(description=_("number in ClaimReview"), ordering="value")
    def number(self, rating: Rating) -> str:
        """Show the number, or that there is none."""
        return str(rating.value) if rating.value is not None else _now("label only")

    @admin.display(description=_("verdicts"), ordering="verdict_count")
    def used(self, rating: Any) -> str:
        """Count the verdicts."""
        return str(rating.verdict_count)
