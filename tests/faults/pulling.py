"""A process of people who pull from the pool: `python -m tests.faults.pulling 5 12 13 14` has three people pull five times each.

Prints one JSON line a pull: [person, claim], or [person, null] where the pool held nothing for them.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"

import django


def pull(person_id: int, times: int) -> list[tuple[int, int | None]]:
    """Have one person pull so often, over a connection of their own."""
    from django.db import connection

    from claims.desk.pool import take_next
    from claims.models import User

    person = User.objects.get_queryset().get(pk=person_id)
    pulled: list[tuple[int, int | None]] = []
    for _time in range(times):
        made = take_next(by=person)
        pulled.append((person_id, made.claim_id if made else None))
        connection.close()  # back into the pool of connections, so that all the others get their turn
    return pulled


def main() -> None:
    """Let all of them pull at once."""
    django.setup()
    from celery import current_app

    current_app.finalize()  # once, before threads want it
    times, *people = map(int, sys.argv[1:])
    with ThreadPoolExecutor(len(people)) as threads:
        for each in [threads.submit(pull, person, times) for person in people]:
            for row in each.result():
                sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
