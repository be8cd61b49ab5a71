"""The head of our ledger as it is now, signed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.timezone import now

from claims.models.publication import LedgerHead
from claims.pipeline.publishing.head import signed_head


def head() -> dict[str, Any]:
    """Sign where the ledger ends, for outsiders to keep."""
    last = LedgerHead.objects.get(pk=1)
    return signed_head(
        sequence=last.sequence,
        row_hash=last.hash,
        site=settings.SITE_URL,
        at=now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        key=settings.LEDGER_KEY,
    )
