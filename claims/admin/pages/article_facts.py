"""The facts of an article beside its text: completed and mended where intake left something out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.pages.article import address
from claims.admin.pages.both import Both, Compared
from claims.admin.pages.page import DeskPage, Problem, attempt, invalid
from claims.desk.article_facts import Facts, change_facts
from claims.models.article import Article
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse


class FactsForm(forms.Form):
    """Reads what was typed. What is a good title or address is the desk's to say."""

    title = forms.CharField(required=False)
    outlet = forms.CharField(required=False)
    url = forms.CharField(required=False)
    author = forms.CharField(required=False)
    published_at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": gettext_lazy("Write the time as day and hour, such as 2026-11-12 16:00.")},
    )


class ArticleFacts(DeskPage):
    """Title, outlet, address, author and day of one article."""

    template_name = "admin/desk/article_facts.html"
    title = gettext_lazy("About the article")
    here = "articles"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form."""
        article = self.found(pk)
        return self.form(article, typed=as_typed(Facts.of(article)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write what was typed, or show both where somebody was faster."""
        article = self.found(pk)
        form = FactsForm(request.POST)
        if not form.is_valid():
            wrong = ValidationError({name: list(said) for name, said in form.errors.items()})
            return self.form(article, typed=request.POST, problem=invalid(wrong))

        def act() -> str:
            change_facts(article, Facts(**form.cleaned_data), by=self.me, seen=request.POST.get("seen", ""))
            return _("Saved. What was published before stays as it was.")

        done = attempt(act)
        if isinstance(done, Problem):
            if done.status == 409:
                done = replace(done, both=both(self.found(pk), request.POST))
            return self.form(self.found(pk), typed=request.POST, problem=done)
        self.say(done)
        return redirect(address(article))

    def found(self, pk: int) -> Article:
        """Find the article among those that this person may see."""
        return get_object_or_404(Article.objects.visible_to(self.me).defer("text"), pk=pk)

    def form(self, article: Article, *, typed: Mapping[str, Any], problem: Problem | None = None) -> TemplateResponse:
        """Show the form; for a reviewer, who may do it instead."""
        may = may_act(self.me, "change_article")
        status = problem.status if problem else 200
        return self.show(
            status=status, article=article, typed=typed, seen=Facts.of(article).mark, may=may, problem=problem
        )


def as_typed(facts: Facts) -> dict[str, str]:
    """Write facts as the form's fields hold them."""
    at = f"{localtime(facts.published_at):%Y-%m-%dT%H:%M}" if facts.published_at else ""
    return {"title": facts.title, "outlet": facts.outlet, "url": facts.url, "author": facts.author, "published_at": at}


def both(article: Article, typed: Mapping[str, Any]) -> Both:
    """Set what was typed beside what is saved now, field by field, where they differ."""
    labels = {
        "title": _("Title"),
        "outlet": _("Outlet"),
        "url": _("Address"),
        "author": _("Author"),
        "published_at": _("Published"),
    }
    saved = as_typed(Facts.of(article))
    return Both.where_they_differ(
        *(Compared(label, saved[name], typed.get(name, "")) for name, label in labels.items())
    )
