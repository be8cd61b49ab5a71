"""The ledger itself: all that changed since a reader last asked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer

from claims.api.asking import ChangesAsked, asked
from claims.api.described import answers, ledger, parameters
from claims.api.pages import Pages
from claims.api.reading import Reading
from claims.pipeline.publishing.following import after

if TYPE_CHECKING:
    from rest_framework.request import Request


class EventStream(JSONRenderer):
    """Server-sent events; the live process writes them."""

    media_type = "text/event-stream"
    format = "events"
    charset = None


class Changes(Reading):
    """The delta feed."""

    name_of_list = "changes"
    fresh_for = 0
    renderer_classes = (JSONRenderer, EventStream)

    @extend_schema(
        operation_id="listChanges",
        summary="Follow the ledger",
        description="Every ledger row after “since”, in order, with its document: never one missed, never one twice. "
        "Keep “since” of the answer and ask with it next time; “next” is null once you have everything. With “wait”, "
        "and where there is nothing new, you are sent on to an address that answers as soon as there is (307). With "
        "“Accept: text/event-stream” you are sent on to a stream of server-sent events, one a row, whose ids are "
        "sequences: an EventSource that lost its line goes on where it was.",
        tags=["The ledger"],
        parameters=[ChangesAsked, parameters.LIMIT],
        responses={
            (200, "application/json"): ledger.Changes,
            307: OpenApiResponse(description="Go on at the address in Location."),
            **answers.problems(400, 406, 429),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """List them."""
        wanted = asked(request, ChangesAsked)
        since, limit = wanted["since"], Pages().size(request)
        if isinstance(request.accepted_renderer, EventStream):
            return onward(since=since, limit=limit)
        unchanged = self.ledger_unchanged(self.name_of_list)
        if unchanged is not None and not wanted["wait"]:
            return unchanged
        found = after(since, limit=limit)
        if wanted["wait"] and not found.changes and settings.LIVE_URL:
            return onward(since=since, limit=limit, wait=wanted["wait"])
        more_at = request.build_absolute_uri(f"{reverse('api:changes')}?since={found.reached}&limit={limit}")
        return HttpResponse(found.page(more_at=more_at), content_type="application/json")


def onward(**given: int) -> HttpResponse:
    """Lead to the process that can wait: it holds no thread and no database connection for those who do."""
    response = HttpResponse(status=307, content_type="application/json")
    response["Location"] = f"{settings.LIVE_URL}/live/changes?{urlencode(given)}"
    return response
