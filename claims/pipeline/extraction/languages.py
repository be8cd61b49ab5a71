"""Which language an article is in, and a clear refusal of those that cannot be split yet."""

import re

SUPPORTED = frozenset({"en"})
SAMPLE = 6_000  # characters that decide; news does not change its language after a page
_FEW_WORDS = 8
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "is",
        "was",
        "for",
        "on",
        "with",
        "said",
        "he",
        "she",
        "it",
        "has",
        "have",
        "are",
        "were",
        "will",
        "from",
        "by",
        "not",
    ]
)
_WORD = re.compile(r"[^\W\d_]+")


class UnsupportedLanguage(ValueError):
    """The article is in a language that has no splitting rules; `language` is its ISO 639-1 code."""

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(f"This article is in a language that cannot be split yet ({language}). Only English can.")


def detect_language(text: str) -> str:
    """ISO 639 code of a text; very short texts count as English."""
    sample = text[:SAMPLE]
    words = _WORD.findall(sample.lower())
    if len(words) < _FEW_WORDS:
        return "en"
    # Names of many languages fill an English story: its small words speak louder than a close guess.
    if sum(word in _ENGLISH for word in words) / len(words) >= 0.18:
        return "en"
    from py3langid.langid import classify  # here: its model takes a second to load, and most texts never come so far

    return str(classify(sample)[0])  # type: ignore[no-untyped-call]
