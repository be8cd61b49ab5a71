"""The stories that a rehearsal plays beside the way to publication: one a file, each through the desk's own functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.management.stories.absence import hand_over_before_an_absence
from claims.management.stories.splitting import split_and_merge
from claims.management.stories.taking import take_the_next

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.management.stories.stage import Stage

STORIES: tuple[Callable[[Stage], None], ...] = (split_and_merge, take_the_next, hand_over_before_an_absence)
