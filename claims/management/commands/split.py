"""`manage.py split FILE…`: the claims of texts, without a database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from claims.pipeline.extraction import ExtractedClaim, UnsupportedLanguage, extract

LONGEST = 200_000  # characters
_PRINTED = (
    *("start", "end", "quote", "text", "claimant", "claimant_kind", "reported_by", "kind", "checkable"),
    "check_worthiness",
)


class BadInput(CommandError):
    """One line on stderr, exit status 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to split, and how to name it in the answer."""

    article: str
    text: str
    published_at: date | None = None
    outlet: str = ""


class Command(BaseCommand):
    """Split plain texts or JSON lines into claims."""

    help = "Split articles into claims. FILE is plain text, or JSON lines of {article, text, date?, outlet?}; - is standard input."
    requires_system_checks: list[str] = []  # noqa: RUF012 - declared so by Django

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE… and --json."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line and article")

    def handle(self, *args: object, **options: Any) -> None:
        """Print the claims of each article; stop at the first input that cannot be read."""
        for name in options["files"]:
            for article in read_texts(name):
                claims = claims_of(article)
                if options["json"]:
                    printed = [{field: getattr(claim, field) for field in _PRINTED} for claim in claims]
                    self.stdout.write(json.dumps({"article": article.article, "claims": printed}, ensure_ascii=False))
                else:
                    show(article.article, claims)


def claims_of(article: Text) -> list[ExtractedClaim]:
    """The claims of one text, or BadInput with the reason."""
    if len(article.text) > LONGEST:
        raise BadInput(
            f"{article.article}: the text has {len(article.text):,} characters; {LONGEST:,} is the most that can be split."
        )
    try:
        return extract(article.text, published_at=article.published_at, outlet=article.outlet)
    except UnsupportedLanguage as refusal:
        raise BadInput(f"{article.article}: {refusal}") from refusal


def read_texts(name: str) -> Iterator[Text]:
    """The texts of a file: JSON lines if its first line is an object with a text, else the whole file."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror or error}.") from error
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: not a text file in UTF-8.") from error
    if "\x00" in content:
        raise BadInput(f"{name}: not a text file.")
    stem = "stdin" if name == "-" else Path(name).stem
    if not _is_json_lines(name, content):
        yield Text(stem, content)
        return
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            yield _from_line(line, f"{name}, line {number}")


def _is_json_lines(name: str, content: str) -> bool:
    return name.endswith((".jsonl", ".ndjson")) or content.lstrip().startswith('{"')


def _from_line(line: str, where: str) -> Text:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f"{where}: not valid JSON.") from error
    if not isinstance(row, dict):
        raise BadInput(f"{where}: not a JSON object.")
    for field in ("article", "text"):
        if not isinstance(row.get(field), str):
            raise BadInput(f"{where}: “{field}” must be a string.")
    for field in ("date", "outlet"):
        if not isinstance(row.get(field, None), str | None):
            raise BadInput(f"{where}: “{field}” must be a string.")
    return Text(row["article"], row["text"], _day(row.get("date"), where), row.get("outlet") or "")


def _day(value: str | None, where: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise BadInput(f"{where}: “date” must look like 2008-09-04.") from error


def show(article: str, claims: list[ExtractedClaim]) -> None:
    """A table that an editor can read."""
    table = Table(title=f"{article}: {len(claims)} claims", title_justify="left", show_lines=True)
    for heading in ("place", "claimant", "claim", "kind", "worth"):
        table.add_column(heading, overflow="fold")
    for claim in claims:
        kind = claim.kind if claim.checkable else f"{claim.kind}, not checkable"
        who = claim.claimant + (f" (reported by {claim.reported_by})" if claim.reported_by else "")
        table.add_row(
            f"{claim.start}–{claim.end}", who or "the article", claim.text, kind, f"{claim.check_worthiness:.2f}"
        )
    Console(width=None if sys.stdout.isatty() else 140).print(table)
