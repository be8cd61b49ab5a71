"""What a person of the newsroom can judge: languages that they read, topics that they know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from typing import Self

    from claims.models.user import User


class SkillQuerySet(models.QuerySet["Skill"]):
    """Skills, found as the desk asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others their own."""
        return self if user.edits else self.filter(person=user)


@tracked()
class Skill(models.Model):
    """One language or one topic of one person. Who names no language is taken to read them all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="skills", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    topic = models.ForeignKey(
        "claims.Topic",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="skills",
        verbose_name=_("topic"),
    )

    objects = SkillQuerySet.as_manager()

    class Meta:
        """A skill is one thing, and a person has it once."""

        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ("person", "language", "topic")
        constraints = (
            models.CheckConstraint(
                condition=Q(language="", topic__isnull=False) | ~Q(language="") & Q(topic=None),
                name="a_skill_is_a_language_or_a_topic",
            ),
            models.UniqueConstraint(
                fields=("person", "language"), condition=Q(topic=None), name="a_language_once_a_person"
            ),
            models.UniqueConstraint(
                fields=("person", "topic"), condition=Q(topic__isnull=False), name="a_topic_once_a_person"
            ),
        )

    def __str__(self) -> str:
        """Say whose skill it is."""
        return f"{self.person}: {self.topic or self.language}"
