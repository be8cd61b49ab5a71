"""Feeds (Atom) of verdicts and of corrections, with the ledger's signed head."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.models.current_verdict import CurrentVerdict
from claims.models.publication import Publication
from claims.pipeline.publishing.current_head import head
from claims.site.context import rehearses
from claims.site.verdicts import FRESH_FOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.utils.xmlutils import SimplerXMLGenerator

MOST = 50
NAMESPACE = "urn:claimdesk:1"


class SignedFeed(Atom1Feed):
    """An Atom feed that carries the signed head as JSON."""

    def root_attributes(self) -> dict[str, str]:
        """Name our namespace beside Atom's."""
        return super().root_attributes() | {"xmlns:claimdesk": NAMESPACE}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Add the head."""
        super().add_root_elements(handler)
        handler.addQuickElement("claimdesk:head", json.dumps(self.feed["head"]))


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def verdicts(request: HttpRequest) -> HttpResponse:
    """Serve the newest verdicts."""
    rows = CurrentVerdict.objects.standing().with_documents().newest_first()[:MOST]
    return feed(request, _("Fact checks"), (row.publication for row in rows))


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def corrections(request: HttpRequest) -> HttpResponse:
    """Serve the newest corrections and retractions."""
    return feed(request, _("Corrections"), Publication.objects.changing_the_record().with_documents()[:MOST])


def feed(request: HttpRequest, title: str, rows: Iterable[Publication]) -> HttpResponse:
    """Write ledger rows as a feed."""
    name = f"{settings.NEWSROOM_NAME}: {title}" + (f" ({_('rehearsal')})" if rehearses() else "")
    made = SignedFeed(
        title=name,
        link=f"{settings.SITE_URL}/",
        description=title,
        language=get_language(),
        author_name=settings.NEWSROOM_NAME,
        feed_url=f"{settings.SITE_URL}{request.path}",
        head=head(),
    )
    for row in rows:
        add(made, row)
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def add(made: SignedFeed, row: Publication) -> None:
    """Add a ledger row to a feed."""
    content: dict[str, Any] = row.document.content
    if "verdict" not in content:
        add_redacted(made, row)
        return
    said, label = content["claim"]["text"], content["verdict"]["label"]
    retracted = "claimReview" not in content
    title = _("Retracted: %(claim)s") % {"claim": said} if retracted else f"{label}: {said}"
    words = [content["note"]] if content["note"] else []
    made.add_item(
        title=printable(_("Rehearsal. %(title)s") % {"title": title} if content["rehearsal"] else title),
        link=content["url"],
        description=printable(" ".join([*words, *([] if retracted else [content["verdict"]["rationale"]])])),
        unique_id=f"{content['url']}#{row.sequence}",
        pubdate=row.published_at,
        updateddate=row.published_at,
    )


def add_redacted(made: SignedFeed, row: Publication) -> None:
    """Add a row that is a redaction, or whose document was redacted: nothing of its text."""
    url = f"{settings.SITE_URL}{reverse('site:verdict', args=[row.document.content['id']])}"
    made.add_item(
        title=_("Redacted by order"),
        link=url,
        description=printable(row.note),
        unique_id=f"{url}#{row.sequence}",
        pubdate=row.published_at,
        updateddate=row.published_at,
    )


def printable(words: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(sign for sign in words if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})
