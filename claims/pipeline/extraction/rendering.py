"""From tokens and replacements to a sentence that can be printed."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spacy.tokens import Token

_NO_SPACE_BEFORE = re.compile(r" +([,.;:!?%)\]]|'s\b|n't\b)")
_DOUBLED = re.compile(r"([,;:])(?:\s*[,;:])+")
_STRAY = re.compile(r"^[\s,;:.–—-]+|[\s,;:–—-]+$")


def render(tokens: "Iterable[Token]", edits: "Mapping[int, str]") -> str:
    """The tokens as text, replaced where `edits` says so ("" drops one); blanks as in the article where neighbours stayed."""
    parts: list[str] = []
    before: Token | None = None
    kept = list(tokens)
    for number, token in enumerate(kept):
        if token.text == "," and _beside_gap(kept, number):
            continue
        text = edits.get(token.i, token.text)
        if token.is_space or not text:
            before = token if before is not None and parts and parts[-1].endswith(" ") else None
            continue
        if (
            parts
            and before is not None
            and before.i + 1 == token.i
            and not parts[-1].endswith(" ")
            and not before.whitespace_
        ):
            pass
        elif parts and not parts[-1].endswith(" "):
            parts.append(" ")
        parts.append(text + (" " if token.whitespace_ else ""))
        before = token
    return tidy("".join(parts))


def _beside_gap(tokens: "list[Token]", number: int) -> bool:
    """Whether a comma only set off a stretch that was cut out: "Smith[, who had won], left"."""
    i = tokens[number].i
    before = tokens[number - 1].i if number else i - 1
    after = tokens[number + 1].i if number + 1 < len(tokens) else i + 1
    reopened = number + 1 < len(tokens) and tokens[number + 1].text == "," and after != i + 1
    closed = number > 0 and tokens[number - 1].text == "," and before != i - 1
    return reopened or closed


def tidy(text: str) -> str:
    """One blank between words, none before a comma, no doubled or dangling commas."""
    text = " ".join(text.split())
    text = _NO_SPACE_BEFORE.sub(r"\1", text)
    text = _DOUBLED.sub(r"\1", text)
    return _STRAY.sub("", text)


def balanced(text: str) -> str:
    """The text with the quotation mark that a cut took away: closed where one stays open, opened where one only closes."""
    if text.count('"') % 2 == 0:
        return text
    last = text.rfind('"')
    opens = (last == 0 or text[last - 1].isspace()) and not text[last + 1 : last + 2].isspace() and last + 1 < len(text)
    return f'{text}"' if opens else f'"{text}'


def sentence(text: str) -> str:
    """Starts with a capital and ends with a full stop."""
    text = text.strip()
    if not text:
        return text
    if text[0] in "\"'[(" and len(text) > 1:
        text = text[0] + text[1].upper() + text[2:]
    else:
        text = text[0].upper() + text[1:]
    return text if text[-1] in ".?!" or text[-2:] in {'."', '?"', '!"'} else text + "."


def lowered(text: str, first: "Token | None") -> str:
    """The text as it reads in mid-sentence: the first letter small, unless it starts a name or "I"."""
    if (
        not text
        or first is None
        or first.pos_ == "PROPN"
        or first.ent_type_ in {"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"}
        or first.text == "I"
    ):
        return text
    if len(text) > 1 and text[0].isupper() and (text[1].islower() or text[1] == " "):
        return text[0].lower() + text[1:]
    return text
