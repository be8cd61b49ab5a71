"""How we work, for readers: made from the tables that the desk itself obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.lifecycle import MOVES, Status
from claims.models.newsroom import Newsroom
from claims.models.publication import LedgerHead
from claims.pipeline.publishing.head import public_key
from claims.pipeline.publishing.rationale import as_html
from claims.ratings import Attribution
from claims.site.showing import WAS_IT_SAID
from claims.site.verdicts import FRESH_FOR, legend

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STATUSES = {
    Status.SPOTTED: _("Our software found the claim in an article. Nobody has decided on it."),
    Status.ASSIGNED: _("An editor asked a reviewer to check it, and the search for sources has begun."),
    Status.RATED: _("The reviewer marked an answer and cited the passages that it rests on."),
    Status.APPROVED: _("An editor who did not write the answer agrees with it."),
    Status.PUBLISHED: _("The answer is public, and written into the record."),
    Status.CORRECTED: _("We changed a published answer. The old words stay readable."),
    Status.RETRACTED: _("We withdrew a published answer, and say why."),
    Status.DISMISSED: _("We do not check it; the reason is kept."),
    Status.MERGED: _("It is the same as another claim, which we kept."),
}


@require_safe
@cache_control(public=True, max_age=FRESH_FOR)
def methodology(request: HttpRequest) -> HttpResponse:
    """Explain statuses, ratings, evidence, corrections and the record."""
    context = {
        "statuses": [
            (status.label, words, [str(move) for move in MOVES.values() if move.starts_from(status)])
            for status, words in STATUSES.items()
        ],
        "ratings": legend(),
        "attributions": [(each.label, WAS_IT_SAID[each]) for each in Attribution],
        "head": LedgerHead.objects.get(pk=1),
        "public_key": public_key(settings.LEDGER_KEY),
        "here": "methodology",
        "own_words": own_words(),
    }
    return render(request, "site/methodology.html", context)


def own_words() -> SafeString:
    """Return what the newsroom itself says on how it checks, as clean HTML; empty where it says nothing."""
    written = Newsroom.objects.filter(pk=1).values_list("methodology", flat=True).first() or ""
    # as_html lets nothing through but paragraphs, emphasis, lists, quotations and links to the web
    return mark_safe(as_html(written)) if written else SafeString("")  # noqa: S308
