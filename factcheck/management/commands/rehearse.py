"""`manage.py rehearse`: every story of the desk on the seed article, with a real worker."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from claims.management.rehearsal import rehearse
from claims.management.stories import outlet
from claims.management.stories.stage import CannotRehearse
from factcheck.supervisor import running


class Command(BaseCommand):
    """Play every story of the desk: from intake to publication, correction, retraction and redaction."""

    help = "Play every story of the desk on the seed article, in a newsroom marked as a rehearsal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, start a worker, play, and say where to look."""
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        with outlet.opened() as ours, running("worker", "beat", environment=ours.environment) as supervisor:

            def wait() -> None:
                supervisor.check()
                time.sleep(0.3)

            try:
                rows = rehearse(say=self.stdout.write, outlet=ours, wait=wait)
            except CannotRehearse as refused:
                raise CommandError(str(refused)) from refused
        for row in rows:
            self.stdout.write(f"  {row.sequence}  {row.get_kind_display():9}  {row.claim}")
        self.stdout.write(f"Published as a rehearsal, at {settings.SITE_URL}. Look at it with: manage.py desk")
