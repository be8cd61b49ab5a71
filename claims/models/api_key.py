"""Keys with which programs write to the API."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.models.history import tracked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from claims.models.user import User

PREFIX_LENGTH = 8


class Scope(models.TextChoices):
    """What a key opens; every key reads what the public reads, more often than without one."""

    DESK = "desk", _("Read what I see at the desk")
    ARTICLES = "articles", _("Hand articles in")


def every_scope() -> list[str]:
    """Return all that a key can open."""
    return list(Scope.values)


def digest(key: str) -> str:
    """Return the SHA-256 of a key, in hexadecimal: all that the database keeps of it."""
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, found as the API asks for them."""

    def visible_to(self, user: User) -> Self:
        """Keep what this person may see: editors all, others their own."""
        return self if user.edits else self.filter(user=user)

    def usable(self) -> Self:
        """Keep keys that are neither revoked nor expired, of people who still work here."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now()), revoked_at=None, user__is_active=True)

    def matching(self, key: str) -> Self:
        """Keep the usable key that was presented."""
        return self.usable().filter(sha256=digest(key)).select_related("user")


@tracked(leave_out=["sha256", "last_used_at"])
class ApiKey(models.Model):
    """A hashed token of one person. The key itself is shown once, when it is made."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("starts with"), max_length=PREFIX_LENGTH + 3)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=12, choices=Scope.choices),
        verbose_name=_("opens"),
        default=every_scope,
        blank=True,
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        """Keys read by their makers' names."""

        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ("user", "name")
        constraints = (
            models.CheckConstraint(condition=Q(scopes__contained_by=Scope.values), name="api_key_scopes_are_known"),
        )

    def __str__(self) -> str:
        """Return its name and first letters."""
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(cls, user: User, *, name: str, scopes: Sequence[str] | None = None) -> tuple[ApiKey, str]:
        """Make a key for a person, which opens everything unless told; the second answer is the key, kept nowhere."""
        key = f"cd_{secrets.token_urlsafe(32)}"
        opens = every_scope() if scopes is None else list(scopes)
        made = cls.objects.create(
            user=user, name=name, prefix=key[: PREFIX_LENGTH + 3], sha256=digest(key), scopes=opens
        )
        return made, key
