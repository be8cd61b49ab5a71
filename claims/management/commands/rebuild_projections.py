"""`manage.py rebuild_projections`: make what readers ask anew from the ledger."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.desk.projection import project_all


class Command(BaseCommand):
    """Make current verdicts, claimants, sources and counts anew; the ledger stays as it is."""

    help = "Make what readers ask (current verdicts, claimants, sources, counts) anew from the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        self.stdout.write(f"{project_all()} current verdicts made from the ledger.")
