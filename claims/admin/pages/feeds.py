"""The feeds that the newsroom follows, and their entries that wait for an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.counting import BoundedPages, Counted
from claims.admin.pages.page import DeskPage, Problem, attempt, number
from claims.desk import feeds
from claims.models.feed import MOST_COUNTED, MOST_MINUTES, Feed, FeedEntry, Handling
from claims.permissions import may_act

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.template.response import TemplateResponse

A_PAGE = 50


class FollowForm(forms.Form):
    """Reads what was typed of a feed. What makes a good one is the desk's to say."""

    name = forms.CharField(max_length=200)
    address = forms.CharField(max_length=2000)
    outlet = forms.CharField(max_length=200, required=False)
    wanted = forms.CharField(max_length=2000, required=False)
    unwanted = forms.CharField(max_length=2000, required=False)
    handling = forms.ChoiceField(choices=Handling.choices)
    minutes = forms.IntegerField(min_value=5, max_value=MOST_MINUTES)


class Feeds(DeskPage):
    """What waits first, then the feeds with how they are, then the form for another."""

    template_name = "admin/desk/feeds.html"
    title = gettext_lazy("Feeds")
    here = "feeds"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page."""
        return self.page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what the pressed button says: to a feed, to entries, or follow another."""
        act = request.POST.get("act", "")
        if act == "follow":
            return self.answer(self.follow)
        if act in {"suspend", "resume"}:
            feed = get_object_or_404(Feed, pk=number(request.POST.get("feed")))
            return self.answer(lambda: self.turn(feed, act))
        return self.answer(lambda: self.settle(act))

    def answer(self, act: Callable[[], str]) -> HttpResponse:
        """Do it, and say what was done on the page, or why it was not."""
        done = attempt(act)
        if isinstance(done, Problem):
            return self.page(done)
        self.say(done)
        return redirect("admin:feeds")

    def follow(self) -> str:
        """Follow the feed that the form describes."""
        form = FollowForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError({name: list(said) for name, said in form.errors.items()})
        feed = feeds.follow(by=self.me, **form.cleaned_data)
        return _("“%(feed)s” is followed. It is looked at in a moment.") % {"feed": feed}

    def turn(self, feed: Feed, act: str) -> str:
        """Suspend or resume a feed."""
        if act == "suspend":
            feeds.suspend(feed, by=self.me)
            return _("“%(feed)s” is suspended. What it brought stays.") % {"feed": feed}
        feeds.resume(feed, by=self.me)
        return _("“%(feed)s” is followed again, in your name.") % {"feed": feed}

    def settle(self, act: str) -> str:
        """Take in or pass over each ticked entry; who was quicker is named."""
        if act not in {"take_in", "pass_over"}:
            raise ValidationError(_("Choose what to do."))
        ticked = [pk for given in self.request.POST.getlist("entry")[:A_PAGE] if (pk := number(given)) is not None]
        entries = list(FeedEntry.objects.filter(pk__in=ticked).order_by("pk"))
        if not entries:
            raise ValidationError(_("Nothing was selected. Tick the entries first."))
        said = [attempt(lambda entry=entry: self.settled(entry, act)) for entry in entries]  # type: ignore[misc]
        refused = [each.words for each in said if isinstance(each, Problem)]
        if len(refused) == len(entries):
            raise ValidationError(refused)
        done = (
            _("%(number)d being fetched; they appear among the articles.")
            if act == "take_in"
            else _("%(number)d passed over.")
        )
        return " ".join([done % {"number": len(entries) - len(refused)}, *refused])

    def settled(self, entry: FeedEntry, act: str) -> str:
        """Settle one entry."""
        if act == "take_in":
            feeds.choose(entry, by=self.me)
        else:
            feeds.pass_over(entry, by=self.me)
        return ""

    def page(self, problem: Problem | None = None) -> TemplateResponse:
        """Show the page, with what was typed."""
        waiting = BoundedPages(FeedEntry.objects.to_decide(), A_PAGE).get_page(self.request.GET.get("page"))
        followed = (
            Feed.objects.with_counts().select_related("signed_by", "suspended_by").order_by("suspended_at", "name")
        )
        shown: list[Any] = list(followed[:200])
        for feed in shown:
            feed.waiting_count = Counted(feed.waiting_count, most=MOST_COUNTED)
            feed.taken_count = Counted(feed.taken_count, most=MOST_COUNTED)
        return self.show(
            status=problem.status if problem else 200,
            problem=problem,
            page=waiting,
            feeds=shown,
            typed=self.request.POST,
            handlings=Handling.choices,
            may=may_act(self.me, "follow_feed"),
            may_take_in=may_act(self.me, "take_in_article"),
            base="",
        )
