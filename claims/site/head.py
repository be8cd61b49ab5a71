"""The ledger's head, signed and served for outsiders to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from claims.pipeline.publishing.current_head import head

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def well_known(request: HttpRequest) -> JsonResponse:
    """Serve it, to any origin and fresh."""
    return JsonResponse(head(), headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"})
