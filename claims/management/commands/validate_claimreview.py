"""`manage.py validate_claimreview FILE|-`: check anyone's ClaimReview markup, without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from claims.pipeline.publishing.reading import NotMarkup, reviews_in
from claims.pipeline.publishing.validator import validate_page

if TYPE_CHECKING:
    from argparse import ArgumentParser

LARGEST = 5_000_000


class Command(BaseCommand):
    """Print what the validator finds; exit 1 where something blocks, 2 where the file cannot be read."""

    help = "Check ClaimReview markup: JSON-LD, or a page with JSON-LD in it. Prints findings with rule names and JSON pointers."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE and --site."""
        parser.add_argument("file", metavar="FILE", help="a file of JSON-LD or HTML; - is standard input")
        parser.add_argument("--site", default="", help="the address of the site that the markup must belong to")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check every review that is in it."""
        name = options["file"]
        try:
            given = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else Path(name).read_bytes()
            if len(given) > LARGEST:
                raise CommandError(f"{name} has more than {LARGEST:,} bytes.", returncode=2)
            reviews = reviews_in(given.decode("utf-8-sig"))
        except (OSError, UnicodeDecodeError, NotMarkup) as problem:
            raise CommandError(f"{name} cannot be read: {problem}", returncode=2) from problem
        blocked = 0
        for finding in validate_page(reviews, site=options["site"].rstrip("/")):
            blocked += finding.blocks
            kind = "error" if finding.blocks else "hint"
            self.stdout.write(f"{kind}  {finding.rule}  {finding.pointer or '/'}  {finding.words}")
        if blocked:
            raise CommandError(f"{blocked} to mend.", returncode=1)
        self.stdout.write("Nothing blocks a publication.")
