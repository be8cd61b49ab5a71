"""English verb forms for wordings: "recalling" told as "recalled", "I want" as "she wants"."""

from .words import word_list, word_pairs

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


# Forms after "I" and "we" that change with a name in their place; contractions first.
SINGULAR = {"am": "is", "are": "is", "were": "was", "have": "has", "do": "does", "'m": "is", "'re": "is", "'ve": "has"}
OPENED = {
    "'ll": "will",
    "'d": "would",
    "n't": "not",
    "ca": "can",
    "wo": "will",
    "'m": "is",
    "'re": "are",
    "'ve": "have",
}
