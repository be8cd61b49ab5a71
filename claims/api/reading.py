"""What every view of the API does: open to any origin for reading, cached by marks, its allowance told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.timezone import now
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.models.api_key import ApiKey, Scope
from claims.models.publication import Publication
from claims.models.user import User

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request


SHAPE = "2"
"""Part of every mark; count it up when the shape of an answer changes, so that old copies are not taken for new."""

EXPOSED = (
    "Deprecation, ETag, Last-Modified, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "Content-Disposition"
)
FRESH_FOR = 30
STALE_WHERE_WE_FAIL = 3_600
SETTLED = timedelta(seconds=2)
VARIES = ("Accept", "Authorization", "Accept-Encoding")


def ledger_mark(newest: str, kind: str) -> str:
    """Return the mark of whatever changes with each ledger row: by the newest one's hash and the kind of answer."""
    return f'"ledger-{newest[:32]}-{kind}-{SHAPE}"'


class Reading(APIView):
    """A view whose GET is for everybody; with `unchanged` an answer that the reader has costs next to nothing."""

    fresh_for = FRESH_FOR
    """Seconds for which a cache may answer without asking."""

    deprecated_at: ClassVar[datetime | None] = None
    """When the address was declared outdated; answers then say so (RFC 9745)."""

    sunset_at: ClassVar[datetime | None] = None
    """When it will stop to answer (RFC 8594)."""

    name_of_list: ClassVar[str] = ""
    """Its name to caches, where the answer changes with each ledger row and only then."""

    mark = ""
    modified: datetime | None = None
    surrogates: tuple[str, ...] = ()

    def perform_authentication(self, request: Request) -> None:
        """Find out who asks. A wrong key spends its address's allowance before it is refused: nobody guesses for nothing."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            self.check_throttles(request)
            raise

    def person(self) -> User | None:
        """Return the person of a key that opens the desk, or None for whoever reads as the public does."""
        key = self.request.auth
        if not isinstance(key, ApiKey) or Scope.DESK not in key.scopes:
            return None
        return self.request.user if isinstance(self.request.user, User) else None

    def may_hand_in(self) -> User:
        """Return the person of a key that may write. Raises PermissionDenied for a key that may only read."""
        key = self.request.auth
        if not isinstance(key, ApiKey) or Scope.ARTICLES not in key.scopes:
            raise PermissionDenied(
                "This key may only read. Make one at the desk that may hand articles in, and use that."
            )
        return key.user

    def unchanged(self, *parts: object, at: datetime | None, surrogates: tuple[str, ...]) -> HttpResponse | None:
        """Return the answer 304 if the reader's copy is still good; else None, with ETag and Last-Modified kept for later.

        `parts` tell this state of the answer from every other, `at` is when it came about, `surrogates` name it to caches.
        """
        media = self.request.accepted_renderer.media_type if self.request.accepted_renderer else ""
        kind = media.rpartition("/")[2].replace("+", "-")
        self.mark = f'"{"-".join(str(part) for part in (*parts, kind, SHAPE))}"'
        self.modified, self.surrogates = at, surrogates
        return HttpResponse(status=304) if self.has() else None

    def ledger_unchanged(self, *surrogates: str) -> HttpResponse | None:
        """Do the same for whatever depends on the whole ledger: it changes with each row."""
        newest = Publication.objects.newest_mark()
        mark, at = newest or ("empty", None)
        return self.unchanged("ledger", mark[:32], at=at, surrogates=("ledger", *surrogates))

    def has(self) -> bool:
        """Say whether the reader's copy is still good: by its mark, or without one by its time."""
        given = self.request.META
        if (marks := given.get("HTTP_IF_NONE_MATCH")) is not None:
            known = parse_etags(marks)
            return "*" in known or self.mark in {each.removeprefix("W/") for each in known}
        since = parse_http_date_safe(given.get("HTTP_IF_MODIFIED_SINCE", ""))
        if since is None or self.modified is None:
            return False
        return int(self.told_modified(self.modified).timestamp()) <= since

    @staticmethod
    def told_modified(at: datetime) -> datetime:
        """Return the time for Last-Modified. While its second may still bring another row, tell the one before."""
        return at if now() - at >= SETTLED else at - SETTLED

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Answer what may be done here, and a browser's question before a cross-origin read."""
        response = Response(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept, If-Modified-Since, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Add what all answers carry."""
        response = super().finalize_response(request, response, *args, **kwargs)
        given = response.headers
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            self.open_to_all(response)
        if self.mark and response.status_code in {200, 304}:
            self.let_caches_keep(response)
        if "Cache-Control" not in given:
            given["Cache-Control"] = "no-store"
        patch_vary_headers(response, VARIES)
        if allowance := getattr(request, "allowance", None):
            name, limit, left, seconds = allowance
            given["RateLimit-Policy"] = f'"{name}";q={limit};w=60'
            given["RateLimit"] = f'"{name}";r={left};t={seconds}'
        self.tell_the_end(response)
        return response

    @staticmethod
    def open_to_all(response: HttpResponseBase) -> None:
        """Let pages of any origin read the answer."""
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED

    def let_caches_keep(self, response: HttpResponseBase) -> None:
        """Let caches keep the answer for as long as `fresh_for` says, and ask with its mark after that."""
        response.headers["ETag"] = self.mark
        if self.modified is not None:
            response.headers["Last-Modified"] = http_date(self.told_modified(self.modified).timestamp())
        response.headers["Cache-Control"] = f"public, max-age={self.fresh_for}, stale-if-error={STALE_WHERE_WE_FAIL}"
        if self.surrogates:
            response.headers["Surrogate-Key"] = " ".join(self.surrogates)
            response.headers["Cache-Tag"] = ",".join(self.surrogates)

    def tell_the_end(self, response: HttpResponseBase) -> None:
        """Say of an outdated address since when it is, when it ends, and where to read on."""
        if self.deprecated_at is not None:
            response.headers["Deprecation"] = f"@{int(self.deprecated_at.astimezone(UTC).timestamp())}"
            policy = '</api/docs/#versions>; rel="deprecation"; type="text/html"'
            response.headers["Link"] = ", ".join(each for each in (response.headers.get("Link"), policy) if each)
        if self.sunset_at is not None:
            response.headers["Sunset"] = http_date(self.sunset_at.timestamp())
