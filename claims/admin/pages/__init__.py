"""The desk's own pages inside the admin: one file a page. They show and hand over; the rules are the desk's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.admin.pages.agreement import Agreements
from claims.admin.pages.approve import Approvals, Approve
from claims.admin.pages.archived_copy import ArchivedCopy, KeptPage
from claims.admin.pages.article import ArticlePage
from claims.admin.pages.article_facts import ArticleFacts
from claims.admin.pages.articles import Articles, TakeIn
from claims.admin.pages.board import Board
from claims.admin.pages.bulk_intake import BulkIntake
from claims.admin.pages.claim_list import ClaimList
from claims.admin.pages.feeds import Feeds
from claims.admin.pages.here import StillHere, StillTriaging
from claims.admin.pages.history import History
from claims.admin.pages.judgements import Judgements
from claims.admin.pages.mine import Mine
from claims.admin.pages.notes import Notes
from claims.admin.pages.page_flag import FlaggedPage, FlaggedPages
from claims.admin.pages.people import People, Person
from claims.admin.pages.providers import Providers
from claims.admin.pages.publications import Publications
from claims.admin.pages.redact import Redact
from claims.admin.pages.reply import RightOfReply
from claims.admin.pages.requests import AnswerRequest, Requests
from claims.admin.pages.review import Review
from claims.admin.pages.settings import Settings
from claims.admin.pages.today import Today
from claims.admin.pages.wishes import MyWishes
from claims.admin.pages.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponseBase

    View = Callable[..., HttpResponseBase]


def addresses() -> Iterator[tuple[str, View, str]]:
    """Yield where each page stands under /desk/, what answers there, and its name for `reverse`."""
    yield "", Today.as_view(), "index"
    yield "articles/", Articles.as_view(), "articles"
    yield "articles/new/", TakeIn.as_view(), "take_in"
    yield "articles/table/", BulkIntake.as_view(), "bulk_intake"
    yield "articles/feeds/", Feeds.as_view(), "feeds"
    yield "articles/<int:pk>/", ArticlePage.as_view(), "article"
    yield "articles/<int:pk>/facts/", ArticleFacts.as_view(), "article_facts"
    yield "articles/<int:pk>/here/", StillTriaging.as_view(), "article_here"
    yield "list/", ClaimList.as_view(), "claims"
    yield "board/", Board.as_view(), "board"
    yield "review/<int:pk>/", Review.as_view(), "review"
    yield "review/<int:pk>/here/", StillHere.as_view(), "here"
    yield "copies/<int:pk>/", ArchivedCopy.as_view(), "copy"
    yield "copies/<int:pk>/page/", KeptPage.as_view(), "kept_page"
    yield "flags/", FlaggedPages.as_view(), "flags"
    yield "flags/<int:pk>/", FlaggedPage.as_view(), "flag"
    yield "approve/", Approvals.as_view(), "approvals"
    yield "approve/<int:pk>/", Approve.as_view(), "approve"
    yield "redact/<int:pk>/", Redact.as_view(), "redact"
    yield "providers/", Providers.as_view(), "providers"
    yield "agreement/", Agreements.as_view(), "agreement"
    yield "requests/", Requests.as_view(), "requests"
    yield "requests/<int:pk>/", AnswerRequest.as_view(), "request"
    yield "reply/<int:pk>/", RightOfReply.as_view(), "reply"
    yield "published/", Publications.as_view(), "publications"
    yield "notes/", Notes.as_view(), "notes"
    yield "people/", People.as_view(), "people"
    yield "people/<int:pk>/", Person.as_view(), "person"
    yield "settings/", Settings.as_view(), "settings"
    yield "history/", History.as_view(), "history"
    yield "mine/", Mine.as_view(), "mine"
    yield "notes/wishes/", MyWishes.as_view(), "wishes"
    yield "work/", Work.as_view(), "work"
    yield "work/<int:pk>/", Work.as_view(), "work_of"
    yield "machine/", Judgements.as_view(), "judgements"
