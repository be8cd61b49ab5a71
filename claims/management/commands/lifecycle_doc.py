"""`manage.py lifecycle_doc`: docs/lifecycle.md from the tables that the desk obeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from claims.lifecycle import MOVES, Status
from claims.permissions import RULES

if TYPE_CHECKING:
    from argparse import ArgumentParser

HEAD = """# The lifecycle of a claim

Made by `uv run manage.py lifecycle_doc --write` from `claims/lifecycle.py` and `claims/permissions.py`; a test compares.

Every change of a status is a *move*: a person's own act, or that of a standing order which a named person signed. A move is one
conditional UPDATE on the version of the claim that the person saw, with a row in the log. The wrong time is an `IllegalMove`,
the wrong person a `PermissionDenied`; both say what can be done.
"""


def document() -> str:
    """Return the whole page, in English."""
    with translation.override("en"):
        return "\n".join([HEAD, "## The moves", "", *table(), "", "## The drawing", "", *drawing(), ""])


def table() -> list[str]:
    """Return the moves as a table in Markdown."""
    rows = ["| move | from | to | who | reason | meaning |", "| --- | --- | --- | --- | --- | --- |"]
    for name, move in MOVES.items():
        rule = RULES[name]
        who = ", ".join(str(role.label) for role in rule.roles)
        if rule.condition_words:
            who = f"{who}; {rule.condition_words[0].lower()}{rule.condition_words[1:].rstrip('.')}"
        origins = ", ".join(origin.value for origin in move.origins)
        reason = "needed" if move.needs_reason else ""
        rows.append(f"| `{name}` | {origins} | {move.target.value} | {who} | {reason} | {move.meaning} |")
    return rows


def drawing() -> list[str]:
    """Return the moves as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Status.SPOTTED.value}"]
    for name, move in MOVES.items():
        lines += [f"    {origin.value} --> {move.target.value}: {name}" for origin in move.origins]
    return [*lines, "```"]


class Command(BaseCommand):
    """Print the page, or write it."""

    help = "Print docs/lifecycle.md as the tables say it; --write writes the file."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own way

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --write."""
        parser.add_argument("--write", action="store_true", help="write docs/lifecycle.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write."""
        if options["write"]:
            (settings.BASE_DIR / "docs" / "lifecycle.md").write_text(document())
        else:
            self.stdout.write(document(), ending="")
