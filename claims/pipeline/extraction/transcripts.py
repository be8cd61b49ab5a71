"""Interviews and transcripts: who has the word where no quotation marks stand."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .reading import Paragraph

INTERVIEWEE = "*"
_LABEL = re.compile(r"(?P<name>[A-Z][\w.'-]{0,25}(?: [A-Z][\w.'-]{0,25}){0,3})(?P<mark>:|\.(?= )) ?(?=\S)")
_ASKER = frozenset({"q", "question", "interviewer", "host", "moderator", "reporter"})
_LONGEST_QUESTION = 60  # words


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch that one person says; `name` is the label before it, INTERVIEWEE where only questions mark the turns."""

    start: int
    end: int
    name: str


def find_turns(plain: str, paragraphs: "Sequence[Paragraph]") -> tuple[list[Turn], set[int]]:
    """(answers and labelled speech, indices of the paragraphs that are questions); empty for ordinary articles."""
    labelled = [(i, m) for i, p in enumerate(paragraphs) if (m := _LABEL.match(plain, p.start, p.end)) is not None]
    names = [m["name"] for _, m in labelled if m["mark"] == ":" or m["name"] in {"Q", "A"}]
    repeated = [name for name, count in Counter(names).items() if count >= 2]
    known = set(names)
    if len(names) >= 4 and len(repeated) >= 2:
        return _by_label(plain, paragraphs, {i: m for i, m in labelled if m["name"] in known})
    questions = [i for i, p in enumerate(paragraphs) if _is_question(plain[p.start : p.end])]
    set_of_questions = set(questions)
    answered = [i for i in questions if i + 1 < len(paragraphs) and i + 1 not in set_of_questions]
    if len(answered) < 3:
        return [], set()
    return _by_question(plain, paragraphs, questions)


def _by_label(
    plain: str, paragraphs: "Sequence[Paragraph]", labels: "dict[int, re.Match[str]]"
) -> tuple[list[Turn], set[int]]:
    turns: list[Turn] = []
    asked: set[int] = set()
    holder = ""
    for i, block in enumerate(paragraphs):
        label = labels.get(i)
        if label is not None:
            holder = label["name"]
        if not holder or block.heading:
            continue
        start = label.end() if label is not None else block.start
        if holder.lower() in _ASKER or _is_question(plain[start : block.end]):
            asked.add(i)
        else:
            turns.append(Turn(start, block.end, INTERVIEWEE if holder.lower() in {"a", "answer"} else holder))
    return turns, asked


def _by_question(plain: str, paragraphs: "Sequence[Paragraph]", questions: list[int]) -> tuple[list[Turn], set[int]]:
    asked = set(questions)
    first = questions[0]
    turns = [
        Turn(_after_label(plain, p), p.end, INTERVIEWEE)
        for i, p in enumerate(paragraphs)
        if i > first and i not in asked and not p.heading
    ]
    return turns, asked


def _after_label(plain: str, block: "Paragraph") -> int:
    """Where the answer begins, behind an "A:" or a name at its line."""
    label = _LABEL.match(plain, block.start, block.end)
    return label.end() if label is not None and (label["mark"] == ":" or label["name"] == "A") else block.start


def _is_question(line: str) -> bool:
    line = line.strip()
    return line.endswith("?") and len(line.split()) <= _LONGEST_QUESTION and '"' not in line
