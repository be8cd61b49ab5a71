"""The stories that a rehearsal plays: one a file, each through the desk's own functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.management.stories.absence import hand_over_before_an_absence
from claims.management.stories.answering import approve, correct, publish, rate, retract, send_back
from claims.management.stories.apart import review_apart
from claims.management.stories.outside import correct_what_a_reader_found, give_the_right_of_reply, redact_by_order
from claims.management.stories.splitting import split_and_merge
from claims.management.stories.taking import take_the_next
from claims.management.stories.waiting import keep_an_embargo

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.management.stories.stage import Stage
    from claims.models import Claim

STORIES: tuple[Callable[[Stage], None], ...] = (split_and_merge, take_the_next, hand_over_before_an_absence)
"""Played beside the way to readers; they leave nothing behind."""

BEFORE_READERS: tuple[tuple[str, Callable[[Claim, Stage], str]], ...] = (
    ("Publication", publish),
    ("Correction", correct),
    ("Retraction", retract),
    ("Sent back", send_back),
    ("Blind review", review_apart),
    ("Embargo", keep_an_embargo),
    ("Right of reply", give_the_right_of_reply),
    ("A reader's correction", correct_what_a_reader_found),
    ("Redaction", redact_by_order),
    ("Approval", approve),
    ("Verdict", rate),
)
"""What becomes of claims that have sources, one after the other; each says in half a sentence what happened."""
