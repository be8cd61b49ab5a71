"""English verb forms for wordings: "recalling" told as "recalled", "I want" as "she wants"."""

from typing import TYPE_CHECKING

from .words import word_list, word_pairs

if TYPE_CHECKING:
    from spacy.tokens import Token

_IRREGULAR = word_pairs("past")
_DOUBLING = word_list("doubling")
_VOWELS = "aeiou"


def past(lemma: str) -> str:
    """The simple past of a base form: "recall" -> "recalled"."""
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ied"
    return lemma + (lemma[-1] if lemma in _DOUBLING else "") + "ed"


def third_person(lemma: str) -> str:
    """The present with he or she: "want" -> "wants", "have" -> "has"."""
    if lemma in {"be", "have"}:
        return {"be": "is", "have": "has"}[lemma]
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


# Forms after "I" and "we" that change with a name in their place.
SINGULAR = {"am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "'m": "is", "'re": "is", "'ve": "has"}


def opened(verb: "Token") -> str:
    """A contracted verb in full: "'ll" -> "will", "'d" -> "had" or "would"."""
    if verb.lower_ == "'d":
        return "would" if verb.tag_ == "MD" else "had"
    if verb.lower_ == "'s":
        return "has" if verb.lemma_ == "have" or (verb.head.tag_ == "VBN" and verb.dep_ == "aux") else "is"
    return {"'ll": "will", "'m": "am", "'re": "are", "'ve": "have"}.get(verb.lower_, verb.text)
