"""The words of a text that carry it, and how much each tells apart: rare words much, common words little."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path

from claims.pipeline import embedding

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
EVERYDAY = """
a about above after again against all also although am among an and any are as at be because been before being below
between both but by can cannot could did do does doing done down during each either else ever every few for from further
get gets got had has have having he her here hers herself him himself his how however i if in into is it its itself just
last let like made make many may me might more most much must my neither no nor not now of off on once one only onto or
other others ought our ours out over own per put quite rather said same say saying says she should since so some such
tell than that the their theirs them themselves then there therefore these they this those though through to told too
toward towards under until up upon us very was we were what whatever when where whether which while who whom whose why
will with within without would yet you your yours
"""
STOPWORDS = frozenset(EVERYDAY.split())
VOCABULARY = Path(embedding.__file__).parent / "embedding_model" / "tokenizer.json"


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text, as written, with their places."""
    return [(found.group(), found.start(), found.end()) for found in WORD.finditer(text)]


def terms(text: str) -> list[str]:
    """Return the words that carry a text, in lower case and without endings; doubles stay."""
    return [stem(word) for word in (found.group().lower() for found in WORD.finditer(text)) if word not in STOPWORDS]


def stem(word: str) -> str:
    """Cut the commonest English endings, so that `elections` and `election`, `recalled` and `recalls` meet."""
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    for ending, shortest in (("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if len(word) >= shortest and word.endswith(ending) and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word.removesuffix("e") if len(word) > 4 else word


@cache
def weight(term: str) -> float:
    """Return how much a term tells apart, about 1 to 11: the logarithm of its rank among English words.

    The vocabulary of the embedding model is ordered by frequency, which saves counting words; what it lacks is rare.
    """
    ranks = _ranks()
    return math.log(2 + ranks.get(term, len(ranks)))


@cache
def _ranks() -> dict[str, int]:
    vocabulary: dict[str, int] = json.loads(VOCABULARY.read_text("utf-8"))["model"]["vocab"]
    whole = [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if len(word) > 1 and word.isalpha()]
    ranks: dict[str, int] = {}
    for word in whole:
        if word not in STOPWORDS:
            ranks.setdefault(stem(word), len(ranks))
    return ranks
