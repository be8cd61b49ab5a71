"""What is known of an article beside its text: title, outlet, address, author and day. Editors complete and mend it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.triage import Stale
from claims.jobs.announcing import announce
from claims.models.article import Article
from claims.permissions import require_act

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.user import User


@dataclass(frozen=True, slots=True)
class Facts:
    """Where and when an article stood, and who wrote it."""

    title: str = ""
    outlet: str = ""
    url: str = ""
    author: str = ""
    published_at: datetime | None = None

    @classmethod
    def of(cls, article: Article) -> Facts:
        """Read what is known of an article."""
        return cls(article.title, article.outlet, article.url, article.author, article.published_at)

    @property
    def mark(self) -> str:
        """Tell these facts from any others, so that a form can say which it was filled in beside."""
        return hashlib.sha256(json.dumps(asdict(self), default=str).encode()).hexdigest()[:16]


@transaction.atomic
def change_facts(article: Article, facts: Facts, *, by: User, seen: str) -> Article:
    """Write other facts, unless somebody changed them after `by` saw those with this mark.

    What was published stays as it was; what is published from now on says the new. Raises Stale, ValidationError
    (a field that is too long or no address), PermissionDenied.
    """
    require_act(by, "change_article")
    there = Article.objects.select_for_update(no_key=True).defer("text").get(pk=article.pk)
    now_told = Facts.of(there)
    if seen != now_told.mark:
        raise Stale(str(_("Somebody changed this after you opened it. What it says now stands beside your words.")))
    for name, value in asdict(facts).items():
        setattr(there, name, value.strip() if isinstance(value, str) else value)
    there.clean_fields(exclude=("text", "text_sha256", "taken_in_by", "before", "language"))
    there.save(update_fields=list(asdict(facts)))
    announce(article_id=there.pk)
    return there
