"""Who else has a claim or an article open: the line on its page, and the signs that an open page gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.pages.page import DeskPage, number
from claims.desk import presence
from claims.models.article import Article
from claims.models.claim import Claim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from claims.desk.presence import Here, InHand
    from claims.models.user import User


class StillHere(DeskPage):
    """Where an open page says that it is still open, and hears who else is there. Only a script asks here."""

    title = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note the sign, or that the page is closed."""
        claim = Claim.objects.visible_to(self.me).filter(pk=pk).first()
        if claim is None:
            raise Http404
        if request.POST.get("act") == "leave":
            presence.leave(claim, by=self.me)
            return HttpResponse(status=204)
        return JsonResponse({"words": who_else(claim, me=self.me)})


class StillTriaging(DeskPage):
    """The same of an article, with the claim in hand."""

    title = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note the sign, or that the page is closed."""
        article = Article.objects.visible_to(self.me).filter(pk=pk).first()
        if article is None:
            raise Http404
        wanted = number(request.GET.get("claim"))
        claim = Claim.objects.visible_to(self.me).filter(article=article, number=wanted).first() if wanted else None
        if request.POST.get("act") == "leave":
            presence.leave_article(article, by=self.me)
            if claim is not None:
                presence.leave(claim, by=self.me)
            return HttpResponse(status=204)
        return JsonResponse({"words": who_else_triages(article, claim, me=self.me)})


def who_else_triages(article: Article, claim: Claim | None, *, me: User) -> str:
    """Say that this editor has the article open, and the claim in hand; return sentences on who else has."""
    if not me.edits:
        return ""
    there = presence.come_to_article(article, by=me, claim=claim.number if claim else None)
    at_claim = presence.come(claim, by=me) if claim is not None else []
    triaging = {each.person.pk for each in there}
    rest = in_words([each for each in at_claim if each.person.pk not in triaging])
    return " ".join([*map(in_hand, there), *([rest] if rest else [])])


def in_hand(one: InHand) -> str:
    """Say of one person that they have the article open, and which claim they have in hand."""
    told = {"name": str(one.person), "number": one.claim}
    if one.claim is None:
        return _("%(name)s has this article open now.") % told
    return _("%(name)s has this article open now, claim %(number)d in hand.") % told


def who_else(claim: Claim, *, me: User) -> str:
    """Say that this person has the claim open; return a sentence on who else has, empty where nobody does."""
    return in_words(presence.come(claim, by=me))


def in_words(here: Sequence[Here]) -> str:
    """Name the people in a sentence."""
    if not here:
        return ""
    names = get_text_list([str(each.person) for each in here], _("and"))
    words = ngettext("%(names)s has this claim open now.", "%(names)s have this claim open now.", len(here))
    return words % {"names": names}
