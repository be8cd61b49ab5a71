"""Views of the claims list that people keep under a name: filters, search and order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User

LONGEST_NAME = 60
LONGEST_QUESTION = 3_000


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views, found as the list asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own, and those that colleagues share."""
        return self.filter(Q(owner=user) | Q(shared=True))

    def hidden_from(self, user: User) -> Self:
        """Keep what others keep to themselves."""
        return self.filter(shared=False).exclude(owner=user)


@tracked()
class SavedView(models.Model):
    """One view. `question` is the query string of the list; what it shows is still each reader's own to see."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    question = models.CharField(_("filters, search and order"), max_length=LONGEST_QUESTION)
    shared = models.BooleanField(_("shared with the newsroom"), default=False)
    opens_first = models.BooleanField(_("opens the owner's list"), default=False)
    saved_at = models.DateTimeField(_("saved"), default=now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        """A person's views have names of their own, and one of them may open the list."""

        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="a_saved_view_is_named_once_by_its_owner"),
            models.UniqueConstraint(
                fields=("owner",), condition=Q(opens_first=True), name="one_saved_view_opens_the_list"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_saved_view_has_a_name"),
        )

    def __str__(self) -> str:
        """Return its name."""
        return self.name
