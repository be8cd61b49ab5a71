"""What a later extractor proposes for an article, and a person's yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from claims.admin.pages.page import Problem, attempt, number
from claims.desk import proposals
from claims.models.extraction_run import Proposal
from claims.permissions import may_act

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.article import Article
    from claims.models.user import User

AT_ONCE = 20
DECIDES = {"accept": proposals.accept, "decline": proposals.decline}


def proposed(article: Article, *, me: User) -> dict[str, Any]:
    """Return the first proposals that are open, and how many there are in all; two queries, for who may decide."""
    if not may_act(me, "decide_on_proposal"):
        return {}
    still_open = Proposal.objects.filter(run__article=article, accepted=None).order_by("pk")
    return {
        "proposals": list(still_open.select_related("claim", "run").defer("claim__provenance")[:AT_ONCE]),
        "proposal_count": still_open.count(),
    }


def decide(article: Article, act: str, *, by: User, typed: QueryDict) -> str | Problem:
    """Do what was proposed, or leave the claims as they are."""
    rows = Proposal.objects.filter(run__article=article).select_related("claim__article", "claim__run", "run__article")
    proposal = get_object_or_404(rows, pk=number(typed.get("proposal")) or 0)

    def do() -> str:
        DECIDES[act](proposal, by=by)
        return _("Accepted and done.") if act == "accept" else _("Declined; the claims stay as they are.")

    return attempt(do)
