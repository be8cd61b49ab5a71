"""What every view of the API does: open to any origin for reading, cached by marks, its allowance told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.models.publication import LedgerHead
from claims.models.user import User

if TYPE_CHECKING:
    from rest_framework.request import Request


R = TypeVar("R", bound=HttpResponse)

SHAPE = "1"
"""Part of every mark; count it up when the shape of an answer changes, so that old copies are not taken for new."""

EXPOSED = "ETag, Location, RateLimit, RateLimit-Policy, Retry-After"
FRESH_FOR = 30


class Reading(APIView):
    """A view whose GET is for everybody; with `mark` and `has` an unchanged answer costs nothing."""

    fresh_for = FRESH_FOR
    """Seconds for which a cache may answer without asking."""

    def person(self) -> User | None:
        """Return the person of the key that was sent, or None for an anonymous reader."""
        user = self.request.user
        return user if isinstance(user, User) else None

    def mark(self, *parts: object) -> str:
        """Return a validator (ETag) for the representation that was asked for."""
        media = self.request.accepted_renderer.media_type if self.request.accepted_renderer else ""
        kind = media.rpartition("/")[2].replace("+", "-")
        return f'"{"-".join(str(part) for part in (*parts, kind, SHAPE))}"'

    def ledger_mark(self) -> str:
        """Return the validator of whatever depends on the whole ledger: it changes with each row."""
        return self.mark("ledger", LedgerHead.objects.values_list("hash", flat=True).get(pk=1)[:32])

    def has(self, mark: str) -> bool:
        """Say whether the reader's copy is still good."""
        known = parse_etags(self.request.META.get("HTTP_IF_NONE_MATCH", ""))
        return "*" in known or mark in {each.removeprefix("W/") for each in known}

    def unchanged(self, mark: str) -> Response:
        """Build the answer that says so."""
        return self.marked(Response(status=304), mark)

    def marked(self, response: R, mark: str) -> R:
        """Let caches keep the answer for as long as `fresh_for` says, and ask with its mark after that."""
        response["ETag"] = mark
        response["Cache-Control"] = f"public, max-age={self.fresh_for}"
        return response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Answer what may be done here, and a browser's question before a cross-origin read."""
        response = Response(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Add what all answers carry."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ("Accept", "Authorization"))
        if allowance := getattr(request, "allowance", None):
            name, limit, left, seconds = allowance
            response["RateLimit-Policy"] = f'"{name}";q={limit};w=60'
            response["RateLimit"] = f'"{name}";r={left};t={seconds}'
        return response
