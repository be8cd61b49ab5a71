"""Where a story of the rehearsal plays: who plays, on which article, how it is told, and how machines are waited for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claims.desk import triage

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import Article, Claim, User

WORDS = 12
PATIENCE = 180.0
"""Seconds that the machines have for their part."""


class CannotRehearse(Exception):
    """This newsroom is no place for a rehearsal, or the machines did not do their part; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An article, an editor who decides and two reviewers who work, and what tells the audience."""

    article: Article
    chief: User
    editor: User
    reviewer: User
    colleague: User
    say: Callable[[str], object]
    wait: Callable[[], object] = lambda: time.sleep(0.3)

    def add_claim(self, wording: str) -> Claim:
        """Add a claim by hand, on the last words of the article."""
        text = self.article.text.rstrip()
        start = text.rindex(text.split()[-WORDS:][0], 0, len(text) - WORDS)
        return triage.add_claim(self.article, start=start, end=len(text), text=wording, by=self.editor)

    def clear_away(self, claim: Claim) -> None:
        """Dismiss a claim that served only the story."""
        triage.dismiss(claim, by=self.editor, seen=claim.version, reason="It served the rehearsal.")

    def let_machines(self, finish: Callable[[], object]) -> None:
        """Return once the machines have done something. Raises CannotRehearse."""
        patience = time.monotonic() + PATIENCE
        while not finish():
            if time.monotonic() > patience:
                raise CannotRehearse(f"The machines did not finish in {PATIENCE:.0f} s. Is a worker running?")
            self.wait()
