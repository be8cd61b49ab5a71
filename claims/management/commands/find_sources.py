"""What a reviewer would see for a claim, from the providers in use, without touching any claim."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.dateparse import parse_date

from claims.pipeline.sourcing import trying
from claims.pipeline.sourcing.circular import Origin
from claims.pipeline.sourcing.in_use import to_search
from claims.pipeline.sourcing.wanted import wanted

if TYPE_CHECKING:
    from argparse import ArgumentParser

LONGEST_CLAIM = 2_000


class Command(BaseCommand):
    """Look for sources on a claim that is written on the command line."""

    help = (
        "Show what a reviewer would see for a claim, from the desk's own archive too where its database answers. "
        "Writes nothing; its questions count against no quota."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the claim, who makes it, and when."""
        parser.add_argument("claim", help="the claim, in quotation marks")
        parser.add_argument("--claimant", default="", help="who makes it")
        parser.add_argument("--date", default="", help="when, as 2026-03-01")
        parser.add_argument("--language", default="en")
        parser.add_argument(
            "--article", default="", help="address of the article that makes it: what leads back is marked"
        )
        parser.add_argument("--outlet", default="", help="who published that article")
        parser.add_argument("--provider", action="append", help="ask only this one; may be given more than once")
        parser.add_argument("--json", action="store_true", help="one JSON object a line and provider")

    def handle(self, *_given: object, **options: Any) -> None:
        """Ask and print. Exits 1 where nobody could be asked."""
        text = options["claim"].strip()
        if not text or len(text) > LONGEST_CLAIM:
            raise CommandError(f"Write a claim of 1 to {LONGEST_CLAIM} characters.", returncode=2)
        said_on = parse_date(options["date"]) if options["date"] else None
        if options["date"] and said_on is None:
            raise CommandError("Write the date as 2026-03-01.", returncode=2)
        looked_for = wanted(text, claimant=options["claimant"], said_on=said_on, language=options["language"])
        origin = Origin(url=options["article"], outlet=options["outlet"])
        desk = has_desk()
        providers = options["provider"] or (to_search() if desk else settings.PROVIDERS)
        tried = trying.find(looked_for, providers=providers, origin=origin, desk=desk)
        for each in tried:
            self.stdout.write(json.dumps(each.as_dict(), ensure_ascii=False) if options["json"] else each.as_text())
        if all(each.state != "done" for each in tried):
            sys.exit(1)


def has_desk() -> bool:
    """Say whether the desk's database answers and has its tables. Nothing waits long for one that does not."""
    asked = connection.copy()
    asked.settings_dict["OPTIONS"].pop("pool", None)  # a pool tries for ten seconds
    try:
        with asked.cursor() as cursor:
            cursor.execute("SELECT to_regclass('claims_providerswitch') IS NOT NULL")
            return bool(cursor.fetchone()[0])
    except DatabaseError:
        return False
    finally:
        asked.close()
