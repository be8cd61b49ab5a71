"""Errors: problem details (RFC 9457), one shape for all of them, each saying what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TRY_AGAIN_AFTER = 5

WHAT_TO_DO = {
    400: "The question cannot be understood. Mend what “errors” names and ask again.",
    401: "This needs a key. Make one at the desk and send it as “Authorization: Bearer cd_…”.",
    403: "The person of this key may not do this. Ask an editor.",
    404: "Nothing is here, or nothing that you may see. Look at the list for the addresses that exist.",
    405: "This cannot be done here. The Allow header lists what can.",
    406: "None of the media types that you accept is offered here. Send “Accept: application/json”.",
    409: "This text is on the desk already. Use the article that “article” names.",
    410: "The verdict was retracted and its markup withdrawn. Read the verdict itself for the reason.",
    413: "This is too long. Split the text into parts and send each on its own.",
    415: "Send the body as JSON in UTF-8, with “Content-Type: application/json”.",
    422: "The body is JSON, but cannot be taken as it is. Mend what “errors” names and send it again.",
    429: "You ask too often. Wait as long as the Retry-After header says.",
    500: "Something failed on our side, and is written down. Try again later.",
    503: "The database cannot be reached. Wait as long as the Retry-After header says, then try again.",
}
"""What each status means here; the page at /api/docs/ shows the same table."""


class Problem(exceptions.APIException):
    """An answer that says what went wrong. `errors` name the places: a `pointer` into the body or a `parameter`."""

    def __init__(
        self, status: int, detail: str = "", *, errors: list[dict[str, str]] | None = None, **members: object
    ) -> None:
        """Keep the status and what else the answer holds."""
        super().__init__(detail or WHAT_TO_DO[status])
        self.status_code = status
        self.errors = errors or []
        self.members = members


def wrong_parameter(name: str, words: str) -> Problem:
    """Build the answer to a question with one bad parameter."""
    return Problem(400, errors=[{"parameter": name, "detail": words}])


def problem(status: int, detail: str = "", **members: object) -> dict[str, object]:
    """Build the body of an error."""
    return {
        "type": f"{settings.SITE_URL}/api/docs/#error-{status}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or WHAT_TO_DO[status],
        **members,
    }


def answer(exc: Exception, context: Mapping[str, Any]) -> Response:
    """Turn whatever went wrong in a view into a problem; named in the settings as the exception handler."""
    status, detail, members = told(exc, context)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        view = context.get("view")
        log.error("api_failed", view=type(view).__name__, exc_info=exc)
    response = Response(problem(status, detail, **members), status=status, content_type=MEDIA_TYPE)
    if isinstance(exc, exceptions.APIException):
        if getattr(exc, "auth_header", None):
            response["WWW-Authenticate"] = exc.auth_header  # type: ignore[attr-defined]
        if getattr(exc, "wait", None):
            response["Retry-After"] = str(round(exc.wait))  # type: ignore[attr-defined]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(TRY_AGAIN_AFTER)
    return response


def told(exc: Exception, context: Mapping[str, Any]) -> tuple[int, str, dict[str, object]]:
    """Return status, detail and further members for an exception."""
    match exc:
        case Problem():
            members = exc.members | ({"errors": exc.errors} if exc.errors else {})
            return exc.status_code, str(exc.detail), members
        case exceptions.NotAcceptable():
            offered = ", ".join(dict.fromkeys(str(each.media_type) for each in exc.available_renderers or ()))
            return 406, f"Here you can have: {offered}. Say so in the Accept header, or leave it out.", {}
        case exceptions.MethodNotAllowed() | exceptions.UnsupportedMediaType() | exceptions.NotAuthenticated():
            return exc.status_code, WHAT_TO_DO[exc.status_code], {}
        case exceptions.Throttled():
            seconds = round(getattr(exc, "wait", None) or 1)
            return 429, f"{WHAT_TO_DO[429]} Now that is {seconds} seconds.", {"violatedPolicies": [spent(context)]}
        case exceptions.APIException():
            return exc.status_code, str(exc.detail), {}
        case Http404():
            return 404, "", {}
        case PermissionDenied():
            return 403, str(exc), {}
        case OperationalError() | InterfaceError():
            return 503, "", {}
    return 500, "", {}


def spent(context: Mapping[str, Any]) -> str:
    """Name the allowance that is spent, as RateLimit-Policy does."""
    allowance = getattr(context.get("request"), "allowance", None)
    return str(allowance[0]) if allowance else ""
