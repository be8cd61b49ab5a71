"""The ledger's head, signed and served for outsiders to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from claims.models.publication import LedgerHead
from claims.pipeline.publishing.head import signed_head

if TYPE_CHECKING:
    from django.http import HttpRequest


def head() -> dict[str, Any]:
    """Sign the head as it is now."""
    last = LedgerHead.objects.get(pk=1)
    return signed_head(
        sequence=last.sequence,
        row_hash=last.hash,
        site=settings.SITE_URL,
        at=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        key=settings.LEDGER_KEY,
    )


@require_safe
def well_known(request: HttpRequest) -> JsonResponse:
    """Serve it, to any origin and fresh."""
    return JsonResponse(head(), headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"})
