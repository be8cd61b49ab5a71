"""The API's own way through the middleware: no session, no CSRF token, no messages, and no page where a problem belongs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse, HttpResponseBase
from django.utils import translation

from claims.api import known
from claims.api.compression import compress
from claims.api.problems import MEDIA_TYPE, WHAT_TO_DO, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

OURS = ("/api/v1/", "/api/schema/", "/v1alpha1/")
WITHOUT_BODY = {204, 304, 308}
LANGUAGE = "en"
"""Words in answers are part of the interface; they do not follow the reader's browser."""


class Straight(BaseHandler):
    """Leads from the address to the view with nothing between."""

    def __init__(self) -> None:
        """Stand without middleware."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self.answer: Callable[[HttpRequest], Any] = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]


class Lane:
    """Answers requests to the API here; all others go on to the pages' middleware."""

    def __init__(self, pages: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the way to the pages."""
        self.pages, self.straight = pages, Straight()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        if not request.path_info.startswith(OURS):
            return self.pages(request)
        if (had := known.unchanged(request)) is not None:
            return had
        translation.activate(LANGUAGE)
        response: HttpResponseBase = self.straight.answer(request)
        if response.status_code >= 400 and response.headers.get("Content-Type", "").startswith("text/html"):
            response = told(response.status_code)
        compress(request, response)
        if response.status_code in WITHOUT_BODY:
            response.headers.pop("Content-Type", None)
        if isinstance(response, HttpResponse) and "Content-Length" not in response.headers:
            response.headers["Content-Length"] = str(len(response.content))
        return response


def told(status: int) -> HttpResponse:
    """Say as a problem what Django would say on a page: a request that it refuses before any view is reached."""
    body = problem(status if status in WHAT_TO_DO else 400)
    response = HttpResponse(json.dumps(body), status=body["status"], content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
