"""The articles on the desk, and taking one in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages
from claims.admin.pages.article import address
from claims.admin.pages.page import DeskPage, Problem, invalid
from claims.admin.site import counted as counted_up_to
from claims.desk.intake import AlreadyHere, can_be_split, fetch, read_file, take_in
from claims.models.article import LONGEST_TEXT, Article
from claims.models.feed import FeedEntry
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.template.response import TemplateResponse

A_PAGE = 50


class Articles(DeskPage):
    """All articles that this person may see, the newest first."""

    template_name = "admin/desk/articles.html"
    title = gettext_lazy("Articles")
    here = "articles"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of them."""
        articles = Article.objects.visible_to(self.me).defer("text").select_related("taken_in_by")
        words = request.GET.get("q", "").strip()[:200]
        if words:
            articles = articles.mentioning(words)
        page = BoundedPages(articles.order_by("-taken_in_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
        counted = {
            row.pk: row for row in Article.objects.filter(pk__in=[row.pk for row in page]).with_counts().defer("text")
        }
        rows = [counted[row.pk] for row in page if row.pk in counted]
        from_feeds = counted_up_to(FeedEntry.objects.to_decide())
        return self.show(
            page=page,
            counted=rows,
            words=words,
            from_feeds=from_feeds,
            base=f"{urlencode({'q': words})}&" if words else "",
        )


class IntakeForm(forms.Form):
    """Reads what was typed beside the text. What makes a good article is the desk's to say."""

    file = forms.FileField(required=False, allow_empty_file=True)
    title = forms.CharField(required=False)
    outlet = forms.CharField(required=False)
    url = forms.CharField(required=False)
    author = forms.CharField(required=False)
    published_at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": gettext_lazy("Write the time as day and hour, such as 2026-11-12 16:00.")},
    )


class TakeIn(DeskPage):
    """The form for an article."""

    template_name = "admin/desk/take_in.html"
    title = gettext_lazy("Check an article")
    here = "articles"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; the bookmarklet brings the address of the page that it was pressed on. Nothing is fetched yet."""
        return self.form(typed={"url": request.GET.get("url", "")[:2000]})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Read a page for the form, or take the article in, or lead to the one that has the same text."""
        if "fetch" in request.POST:
            return self.fetched(request.POST)
        form = IntakeForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.form(invalid(ValidationError({name: list(said) for name, said in form.errors.items()})))
        try:
            article = self.taken(form.cleaned_data)
        except AlreadyHere as there:
            return self.already(there.article)
        except PermissionDenied as refused:
            return self.form(Problem(str(refused), 403))
        except ValidationError as wrong:
            return self.form(invalid(wrong))
        if can_be_split(article):
            self.say(_("The article is on the desk. Its claims are being found."))
        else:
            self.say(_("The article is on the desk. Only English can be split so far: mark its claims by hand."))
        return redirect(address(article))

    def fetched(self, typed: QueryDict) -> TemplateResponse:
        """Fill the form with what stands on the page; a person looks at it before it is taken in."""
        if typed.get("text", "").strip():
            words = _("There is text in the box already. Empty it first, so that nothing of yours is lost.")
            return self.form(Problem(words, 409, looks="assigned", icon="info"))
        try:
            found = fetch(typed.get("url", ""), by=self.me)
        except PermissionDenied as refused:
            return self.form(Problem(str(refused), 403))
        except ValidationError as wrong:
            return self.form(invalid(wrong))
        at = f"{localtime(found.published_at):%Y-%m-%dT%H:%M}" if found.published_at else ""
        read = {"url": found.url, "text": found.text, "title": found.title, "outlet": found.outlet}
        return self.form(typed={**read, "author": found.author, "published_at": at}, fetched=True)

    def taken(self, given: dict[str, Any]) -> Article:
        """Hand the form over to the desk. A chosen file counts before pasted text."""
        chosen = given.pop("file", None)
        text = self.request.POST.get("text", "")
        if chosen is not None:
            text = read_file(chosen.read(4 * LONGEST_TEXT + 1))
        return take_in(text, by=self.me, **given)

    def already(self, article: Article) -> HttpResponse:
        """Lead to the article with the same text, where this person may see it."""
        if Article.objects.visible_to(self.me).filter(pk=article.pk).exists():
            self.say(_("This text is on the desk already. Here it is."))
            return redirect(address(article))
        words = _("This text is on the desk already. An editor can assign you its claims.")
        return self.form(Problem(words, 409, looks="assigned", icon="info"))

    def form(
        self, problem: Problem | None = None, *, typed: Mapping[str, Any] | None = None, **context: Any
    ) -> TemplateResponse:
        """Show the form, with what was typed or read."""
        here = self.request.build_absolute_uri(reverse("admin:take_in"))
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            typed=self.request.POST if typed is None else typed,
            may=may_act(self.me, "take_in_article"),
            most=LONGEST_TEXT,
            bookmarklet=f"javascript:void open('{here}?url='+encodeURIComponent(location.href))",
            **context,
        )
