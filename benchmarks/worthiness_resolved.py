"""Debate sentences reworded the way the desk hands claims on: people by name instead of "I" and "she", nobody famous.

The names are drawn at random from a mixed list, so that the model sees every name beside every kind of sentence.
"""

import random
import re
from collections.abc import Iterable

FIRST_NAMES = (
    "Maria", "James", "Aisha", "Wei", "Anna", "Carlos", "Fatima", "John", "Priya", "Kwame",
    "Ingrid", "Mohammed", "Sarah", "David", "Mei", "Olga", "Pierre", "Grace", "Ahmed", "Linda",
    "Hiroshi", "Elena", "Samuel", "Nadia", "Thomas", "Chioma", "Rosa", "Patrick", "Leila", "Viktor",
)  # fmt: skip
LAST_NAMES = (
    "Martin", "Okafor", "Chen", "Garcia", "Khan", "Novak", "Johnson", "Patel", "Haddad", "Kowalski",
    "Kim", "Silva", "Brown", "Yilmaz", "Larsen", "Mbeki", "Nguyen", "Rossi", "Cohen", "Murphy",
    "Tanaka", "Ivanova", "Hassan", "Weber", "Lopez", "Evans", "Diallo", "Sharma", "Fischer", "Moreau",
)  # fmt: skip
_AGREEING = {
    "am": "is", "have": "has", "do": "does", "don't": "doesn't", "think": "thinks", "believe": "believes",
    "want": "wants", "know": "knows", "support": "supports", "oppose": "opposes", "hope": "hopes", "agree": "agrees",
    "disagree": "disagrees", "say": "says", "mean": "means", "need": "needs", "feel": "feels", "love": "loves",
    "like": "likes", "understand": "understands",
}  # fmt: skip
_SHORTENED = {"m": "is", "ve": "has", "d": "would", "ll": "will", "s": "is", "re": "are"}
_OTHER_PARTY = {
    "Republicans": "Democrats", "Democrats": "Republicans", "Republican": "Democratic", "Democratic": "Republican",
    "Democrat": "Republican",
}  # fmt: skip
_PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[\W_]")


class Resolver:
    """Rewords sentences; `famous` are the speakers' full names, whose surnames are replaced."""

    def __init__(self, famous: Iterable[str]) -> None:
        people = [name.split() for name in famous]
        self.first_names = {person[0] for person in people if len(person) > 1}
        self.last_names = {person[-1] for person in people if len(person) > 1}

    def resolve(self, text: str, *, seed: int) -> str:
        """The sentence with names for persons and the other party's name for a party; the same for the same seed."""
        draw = random.Random(seed)  # noqa: S311 - nothing secret
        cast: dict[str, tuple[str, str]] = {}
        named: set[str] = set()
        pieces = _PIECE.findall(text.replace("’", "'"))
        out: list[str] = []

        def name(role: str) -> str:
            person = cast.setdefault(role, (draw.choice(FIRST_NAMES), draw.choice(LAST_NAMES)))
            known = role in named
            named.add(role)
            return person[1] if known else " ".join(person)

        agreeing = False
        for index, piece in enumerate(pieces):
            head, _, tail = piece.lower().partition("'")
            following = pieces[index + 2] if index + 2 < len(pieces) else ""
            if piece.isspace():
                out.append(piece)
                continue
            if (head == "i" and piece[0] == "I") or head in {"he", "she"}:
                short = _SHORTENED.get(tail, "") if tail else ""
                out.append(name("speaker" if head == "i" else "other") + (f" {short}" if short else ""))
                agreeing = head == "i" and not tail
                continue
            if piece.lower() in {"my", "his", "her", "me", "myself", "him", "himself", "herself"}:
                owns = head in {"my", "his"} or (head == "her" and following[:1].islower())
                out.append(name("speaker" if head in {"my", "me", "myself"} else "other") + ("'s" if owns else ""))
            elif piece in self.first_names and following in self.last_names:
                out.append(draw.choice(FIRST_NAMES))
            elif piece in self.last_names:
                out.append(cast.setdefault(piece, ("", draw.choice(LAST_NAMES)))[1])
            elif piece in _OTHER_PARTY:
                out.append(_OTHER_PARTY[piece])
            else:
                out.append(_AGREEING.get(piece, piece) if agreeing else piece)
            agreeing = False
        return "".join(out)
