"""`manage.py sketch_copies`: let copies from before sketches count in the independence of sources, too."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.pipeline.sourcing.keeping import sketch_earlier_copies


class Command(BaseCommand):
    """Make the sketches that are missing; copies stay as they are. It may be stopped and run again."""

    help = "Make the missing sketches of copies, by which pages that carry the same text count as one source."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        self.stdout.write(f"{sketch_earlier_copies()} copies sketched.")
