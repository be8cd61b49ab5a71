"""`manage.py training_data`: what people made of the machine's work, as JSON Lines."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.desk.training import as_lines


class Command(BaseCommand):
    """Write every judgement that stands, one a line, to standard output."""

    help = "Print what people made of the machine's work (accepted, reworded, missed, rejected…) as JSON Lines."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines."""
        for each in as_lines():
            self.stdout.write(each, ending="")
