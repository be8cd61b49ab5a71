"""The words and word pairs of a claim, names and genders left out: who it is about must not move its score."""

from collections.abc import Sequence

from claims.pipeline.extraction.worthiness_signals import words

_HIDDEN = "_"
_GENDER = (
    "he she him her his hers himself herself he's she's he'll she'll he'd she'd man woman men women boy girl wife "
    "husband mother father son daughter sir madam gentlemen ladies mr mrs ms"
)
_GENDERED = frozenset(_GENDER.split())
_SPEAKER = frozenset({"I", "I'm", "I've", "I'd", "I'll"})


def phrases(text: str) -> list[str]:
    """Each word and each pair of neighbours once, lower-case, sorted; figures as "0", `<` and `>` for the two ends."""
    plain = [_plain(word, opens=index == 0) for index, word in enumerate(words(text))]
    pairs = zip(["<", *plain], [*plain, ">"], strict=True)
    found = {word for word in plain if word != _HIDDEN}
    found.update(f"{left} {right}" for left, right in pairs if _HIDDEN not in (left, right))
    return sorted(found)


def nameless(texts: Sequence[str]) -> frozenset[str]:
    """Words that these texts write small inside a sentence, so no names; a vocabulary is built from them alone."""
    small = {word for text in texts for word in words(text)[1:] if not word[0].isupper() and not word[0].isdigit()}
    return frozenset(small | {word.lower() for word in _SPEAKER} | {"0", "<", ">"})


def _plain(word: str, *, opens: bool) -> str:
    if word[0].isdigit():
        return "0"
    named = word[0].isupper() and not opens and word not in _SPEAKER
    small = word.lower()
    return _HIDDEN if named or small in _GENDERED else small
