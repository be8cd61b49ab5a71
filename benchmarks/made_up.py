"""What a newsroom of any size is made up from, the same in every run: words, ids, and how many there are of what."""

from __future__ import annotations

import hashlib
import random
import uuid
from dataclasses import dataclass

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
WORDS = 8_000
CLAIMANTS, OUTLETS, SOURCES = 2_000, 150, 1_000
A_ARTICLE = 10  # claims
LANGUAGES = ("en", "en", "en", "en", "en", "en", "de", "fr", "es", "pt")
KINDS = ("fact", "fact", "fact", "quote", "reported")


def some_uuid(kind: str, number: int) -> str:
    """Return an id that is the same in every run."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"{kind}:{number}".encode()).digest()[:16], version=4))


@dataclass(slots=True)
class Chance:
    """Words and choices, the same in every run."""

    random: random.Random
    words: list[str]

    @classmethod
    def seeded(cls) -> Chance:
        """Make up a vocabulary; rare words are rare."""
        drawn = random.Random(11)  # noqa: S311 - no secret hangs on it
        made = {
            "".join(drawn.choice(CONSONANTS) + drawn.choice(VOWELS) for _syllable in range(drawn.randint(2, 4)))
            for _number in range(2 * WORDS)
        }
        return cls(drawn, sorted(made)[:WORDS])

    def sentence(self, length: int) -> str:
        """Make up a sentence; low words are common, high ones rare."""
        most = len(self.words)
        chosen = [self.words[int(most * self.random.random() ** 3)] for _number in range(length)]
        return " ".join(chosen).capitalize() + "."

    def text(self, sentences: int) -> str:
        """Make up a paragraph."""
        return " ".join(self.sentence(self.random.randint(8, 20)) for _number in range(sentences))
