"""Ways to narrow the list of claims that are not columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Assignment, User

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest

NOBODY, MINE = "nobody", "mine"


class OnWhoseDesk(SimpleListFilter):
    """Claims by whose desk they are on; for reviewers, only whether it is theirs."""

    title = gettext_lazy("on whose desk")
    parameter_name = "desk"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, str]]:
        """List the people, for those who may see whose desk it is."""
        me: User = request.user  # type: ignore[assignment]
        first = [(MINE, _("mine"))]
        if not me.edits:
            return first
        people = User.objects.who_can_review().exclude(pk=me.pk)
        return [*first, (NOBODY, _("nobody’s")), *((str(each.pk), str(each)) for each in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the claims on that desk; an answer that is not offered keeps all."""
        me: User = request.user  # type: ignore[assignment]
        wanted = self.value()
        if wanted not in {str(key) for key, _words in self.lookup_choices}:
            return queryset
        current = Assignment.objects.visible_to(me).current()
        if wanted == NOBODY:
            return queryset.exclude(pk__in=current.values("claim"))
        return queryset.filter(
            pk__in=current.filter(reviewer=me.pk if wanted == MINE else int(str(wanted))).values("claim")
        )
