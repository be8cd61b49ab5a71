"""The newsroom itself: one row that says whether all this is a rehearsal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked


class NewsroomManager(models.Manager["Newsroom"]):
    """The one newsroom."""

    def ours(self) -> Newsroom:
        """Return the newsroom's row, made when it is first asked for."""
        return self.get_or_create(pk=1)[0]


@tracked()
class Newsroom(models.Model):
    """One row. A rehearsal publishes with any address, and every publication says that it is one."""

    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    objects: NewsroomManager = NewsroomManager()

    class Meta:
        """There is one row, by constraint."""

        verbose_name = _("newsroom")
        verbose_name_plural = _("newsroom")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="there_is_one_newsroom"),)

    def __str__(self) -> str:
        """Say which of the two it is."""
        return str(_("rehearsal") if self.rehearsal else _("newsroom"))
