"""The article page: the text with its claims marked, the claims beside it, and triage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages import bulk, marks, progress
from claims.admin.pages.acts import perform
from claims.admin.pages.adding import add_claim
from claims.admin.pages.assigning import choices
from claims.admin.pages.here import who_else_triages
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.admin.pages.proposing import DECIDES, decide, proposed
from claims.admin.pages.rows import as_rows
from claims.desk import machines
from claims.lifecycle import DISMISS
from claims.models.article import Article
from claims.models.claim import Claim, Kind
from claims.models.job import Job
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

CARDS_AT_ONCE = 100
EARLIER_A_CARD = 2


class ArticlePage(DeskPage):
    """One article under triage."""

    template_name = "admin/desk/article.html"
    title = gettext_lazy("Article")
    here = "articles"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the article with the claim in hand that the address names."""
        return self.article(self.found(pk), in_hand=request.GET.get("claim", ""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what a form of the page asks for."""
        article = self.found(pk)
        act = request.POST.get("act", "")
        if act == "add_claim":
            return self.add(article)
        if act == "retry_job":
            return self.retry(article)
        if act in DECIDES:
            return self.decide(article, act)
        if act == "dismiss_all":
            results = bulk.run(request.POST, me=self.me)
            return self.article(article, results=results)
        mine = Claim.objects.visible_to(self.me).filter(article=article).select_related("article")
        claim = get_object_or_404(mine, pk=number(request.POST.get("claim")) or 0)
        done = perform(claim, by=self.me, typed=request.POST)
        if isinstance(done, Problem):
            return self.article(article, in_hand=str(claim.number), problem=done)
        self.say(done)
        after = self.after(article, claim)
        return redirect(f"{address(article)}?claim={after}&last={claim.pk}#claim-{after}")

    def found(self, pk: int) -> Article:
        """Find the article among those that this person may see."""
        return get_object_or_404(Article.objects.visible_to(self.me).select_related("taken_in_by"), pk=pk)

    def after(self, article: Article, claim: Claim) -> int:
        """Return the number of the next claim to triage, or the same claim's when none is left."""
        waiting = article.claims.to_assign()
        following = waiting.filter(start__gte=claim.start).exclude(pk=claim.pk).first() or waiting.first()
        return following.number if following else claim.number

    def add(self, article: Article) -> HttpResponse:
        """Add a claim by hand."""
        made: list[Claim] = []

        def act() -> str:
            made.append(add_claim(article, by=self.me, typed=self.request.POST))
            return _("Claim %(number)d is added.") % {"number": made[0].number}

        done = attempt(act)
        if isinstance(done, Problem):
            return self.article(article, problem=done, adding=True)
        self.say(done)
        return redirect(f"{address(article)}?claim={made[0].number}#claim-{made[0].number}")

    def retry(self, article: Article) -> HttpResponse:
        """Queue a failed job of this article anew."""
        job = get_object_or_404(Job, pk=number(self.request.POST.get("job")) or 0, subject=article.pk)

        def act() -> str:
            return _("Queued again.") if machines.retry_job(job, by=self.me) else _("This work is queued already.")

        done = attempt(act)
        if isinstance(done, Problem):
            return self.article(article, problem=done)
        self.say(done)
        return redirect(address(article))

    def decide(self, article: Article, act: str) -> HttpResponse:
        """Accept or decline what a later extractor proposed."""
        done = decide(article, act, by=self.me, typed=self.request.POST)
        if isinstance(done, Problem):
            return self.article(article, problem=done)
        self.say(done)
        return redirect(f"{address(article)}#proposals")

    def article(
        self,
        article: Article,
        *,
        in_hand: str = "",
        problem: Problem | None = None,
        adding: bool = False,
        results: Sequence[bulk.Result] = (),
    ) -> TemplateResponse:
        """Render the page. What was typed in a refused form comes back from the request."""
        mine = (
            Claim.objects.visible_to(self.me)
            .filter(article=article)
            .with_second_reading()
            .with_earlier_verdicts(most=EARLIER_A_CARD)
        )
        claims = list(as_rows(mine, me=self.me).in_reading_order())
        for claim in claims:
            claim.article = article
        current = self.current(claims, in_hand)
        by_worth = self.request.GET.get("sort") == "worth"
        listed = sorted(claims, key=lambda claim: -claim.check_worthiness) if by_worth else claims
        pages = Paginator(listed, CARDS_AT_ONCE)
        place = next((place for place, claim in enumerate(listed) if claim == current), 0)
        page = pages.get_page(self.request.GET.get("page") or place // CARDS_AT_ONCE + 1)
        quiet = [claim for claim in claims if marks.is_quiet(claim)]
        steps = progress.steps(article, claims, in_all=len(claims))
        return self.show(
            status=problem.status if problem else 200,
            title=str(article),
            article=article,
            live=self.live_url(article),
            paragraphs=marks.paragraphs(article.text, claims, current=current),
            page=page,
            claim_count=len(claims),
            triage_count=sum(DISMISS.starts_from(claim.status) for claim in claims),
            quiet=quiet,
            quiet_numbers={claim.pk for claim in quiet},
            current=current,
            by_worth=by_worth,
            steps=steps,
            running=any(step.state == "run" for step in steps),
            problem=problem,
            adding=adding,
            results=results,
            typed=self.request.POST,
            do=self.request.POST.get("act") if problem else self.request.GET.get("do", ""),
            here_now=who_else_triages(article, current, me=self.me),
            last=next((claim for claim in claims if str(claim.pk) == self.request.GET.get("last")), None),
            **proposed(article, me=self.me),
            **(self.tools() if self.me.edits else {"refused": may_act(self.me, "add_claim")}),
        )

    def current(self, claims: Sequence[Claim], number: str) -> Claim | None:
        """Return the claim in hand: the one that the address names, else the first to triage."""
        named = next((claim for claim in claims if str(claim.number) == number), None)
        waiting = (claim for claim in claims if DISMISS.starts_from(claim.status) and claim.checkable)
        return named or (next(waiting, None) if self.me.edits else None)

    def tools(self) -> dict[str, Any]:
        """Return what the forms of an editor offer."""
        return {
            **choices(now(), me=self.me),
            "kinds": Kind.choices,
            "triages": True,
        }


def address(article: Article) -> str:
    """Return where an article's page stands."""
    return reverse("admin:article", args=[article.pk])
