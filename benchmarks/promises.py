"""How every benchmark prints what it measured: a line a promise, `name value op goal ok|MISS`, and exit status 1 on a miss.

A name is one word, and the unit is part of it (`stop_seconds`, `html_kb_list`), so that a line can be taken apart at its spaces.
What stands behind a # is for people.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

COMPARISONS = {">=": operator.ge, "<=": operator.le}


@dataclass
class Promises:
    """The promises of a run, and whether each was kept."""

    kept: list[bool] = field(default_factory=list)

    def hold(self, name: str, value: float, op: str, goal: float, *, places: int = 2, note: str = "") -> None:
        """Hold a figure against its goal, and print it."""
        self.kept.append(_line(name, value, op, goal, places, note))

    @staticmethod
    def aim(name: str, value: float, op: str, goal: float, *, places: int = 2, note: str = "") -> None:
        """Print a figure beside what we aim at; nothing hangs on it."""
        _line(f"{name}_(aim)", value, op, goal, places, note)

    @staticmethod
    def note(text: str) -> None:
        """Print what is held against nothing."""
        print(f"# {text}", flush=True)

    def sum_up(self) -> int:
        """Print how many were kept; return the exit status, 1 where one was missed."""
        self.note(f"{self.kept.count(True)} of {len(self.kept)} promises kept")
        return 0 if all(self.kept) else 1


def _line(name: str, value: float, op: str, goal: float, places: int, note: str) -> bool:
    """Print one line; say whether the figure reaches the goal, which is compared before anything is rounded."""
    reached = bool(COMPARISONS[op](value, goal))
    behind = f"  # {note}" if note else ""
    print(f"{name} {value:.{places}f} {op} {goal:g} {'ok' if reached else 'MISS'}{behind}", flush=True)
    return reached
