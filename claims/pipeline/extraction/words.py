"""The word lists of a language: files of words beside this module, one folder a language."""

from functools import lru_cache
from pathlib import Path

_LEXICON = Path(__file__).parent / "lexicon"


@lru_cache(maxsize=128)
def word_list(name: str, language: str = "en") -> frozenset[str]:
    """The words of `lexicon/<language>/<name>.txt`; lines that start with # are remarks."""
    return frozenset(word for line in _lines(name, language) for word in line.split())


@lru_cache(maxsize=16)
def word_pairs(name: str, language: str = "en") -> dict[str, str]:
    """The file as pairs, one a line: a word and what becomes of it."""
    pairs: dict[str, str] = {}
    for line in _lines(name, language):
        word, other = line.split()[:2]
        pairs[word] = other
    return pairs


def _lines(name: str, language: str) -> list[str]:
    lines = (_LEXICON / language / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


SAYING = word_list("saying")
MENTAL = word_list("mental")
PERFORMING = word_list("performing")
ASKING = frozenset({"ask", "wonder", "question"})
OUTLETS = word_list("outlets")
DOCUMENTS = word_list("documents")
COLLECTIVES = word_list("collectives")
ROLES = word_list("roles")
TITLES = word_list("titles")
MALE = word_list("male")
FEMALE = word_list("female")
MALE_NAMES = word_list("male_names")
FEMALE_NAMES = word_list("female_names")
LABELS = word_list("labels")
BODIES = word_list("bodies")
SHORT_ROLES = word_pairs("short_roles")
