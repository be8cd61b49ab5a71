"""Where a sentence ends: rules that bind the parser before it runs, so that its trees agree with the boundaries."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from .words import word_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc, Token

CAPTIONS = frozenset({"image", "photo", "picture", "video", "graphic", "credit"})
CLOSERS = frozenset("\"')]”’»")
OPENERS = frozenset("\"'([“‘«-–—*")
ENDERS = frozenset(".?!")
LONGEST = 160  # tokens; what runs on longer is no sentence, and a parse of it would cost its square
_MARKER = re.compile(r"(?:(?<=^)|(?<= ))(?:[•⁃] ?)?(?:\d{1,2}(?:\.\)|\)|\.)|[•⁃]|[a-z]\.)(?= ?[A-Z0-9])")
_DOTS = re.compile(r"^\.+$")
_SMALL = frozenset(
    {"etc.", "approx.", "vs.", "cf.", "al.", "ca.", "p.", "pp.", "v.", "no.", "bn.", "mn.", "usw.", "bzw."}
)
_INITIAL = re.compile(r"^(?:[A-Z]\.)+$")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language writes: abbreviations before a name, those that may end a sentence, words that start one, "am 3. März"."""

    before_name: frozenset[str]
    may_end: frozenset[str]
    starters: frozenset[str]
    dotted_ordinals: bool


@lru_cache(maxsize=8)
def spelling(language: str) -> Spelling:
    """The spelling of a language, from its word lists."""
    return Spelling(
        before_name=word_list("before_name", language),
        may_end=word_list("may_end", language),
        starters=word_list("starters", language),
        dotted_ordinals=language == "de",
    )


def boundaries(doc: "Doc", paragraphs: "Sequence[tuple[int, int]]", language: str = "en") -> list[bool]:
    """Of each token of an unparsed text, whether a sentence starts there; `paragraphs` are stretches of it, in order."""
    starts = {start for start, _ in paragraphs}
    items, inside_items = _list_items(doc.text, paragraphs)
    quoted = exclaimed = False
    rules = spelling(language)
    decided: list[bool] = []
    since = 0
    for token in doc:
        if token.idx in starts or token.idx in items:
            decided.append(True)
            quoted = False
        else:
            free = token.idx not in inside_items
            decided.append(free and _decide(doc, token, rules, quoted=quoted, exclaimed=exclaimed))
        since = 0 if decided[-1] else since + 1
        if since >= LONGEST and not token.is_space:
            decided[-1], since = True, 0
        quoted ^= token.text == '"'
        exclaimed = quoted and token.text == "!"
    return decided


def _decide(doc: "Doc", token: "Token", rules: Spelling, *, quoted: bool, exclaimed: bool) -> bool:
    before = doc[token.i - 1] if token.i else None
    if before is None or token.is_space or _DOTS.match(token.text):
        return False
    if not before.whitespace_ and not before.is_space:
        return False
    if _closes(token, quoted=quoted) or exclaimed:
        return False
    if token.text.lower() in CAPTIONS and token.i + 1 < len(doc) and doc[token.i + 1].text == ":":
        return True
    ender = _ender_before(doc, token)
    follower = _first_word(doc, token)
    if ender is None or follower is None or follower.text[:1].islower():
        return False
    return _may_end(doc, ender, follower, rules)


def _may_end(doc: "Doc", ender: "Token", follower: "Token", rules: Spelling) -> bool:
    """Whether the full stop (or the word that carries it) closes a sentence before `follower`."""
    word = ender.text
    if _DOTS.match(word) and ender.i and not doc[ender.i - 1].whitespace_:
        word = doc[ender.i - 1].text + ("." if word == "." else word)
    lowered = word.lower()
    if ender.text in "?!" or word.endswith(("?", "!")):
        return True
    if word == "No." and not follower.text[:1].isdigit():
        return True  # "No. They left."
    if lowered in rules.before_name or (follower.text[:1].isdigit() and lowered in {"no.", "n°.", "art.", "sec."}):
        return False
    if rules.dotted_ordinals and word[:-1].isdigit():
        return follower.text.lower() in rules.starters
    if word == lowered and word[:1].isalpha() and word.count(".") == 1 and word not in _SMALL:
        return True  # "fell ill." is no "Ill."
    if lowered in rules.may_end:
        return follower.text.lower() in rules.starters or (lowered == "p.m." and follower.text == "Mr.")
    return not (_INITIAL.match(word) and (word != "I." or follower.ent_type_ or _looks_like_surname(follower, rules)))


def _looks_like_surname(token: "Token", rules: Spelling) -> bool:
    return token.text[:1].isupper() and token.text.lower() not in rules.starters | {"did", "do", "can", "will", "would"}


def _first_word(doc: "Doc", token: "Token") -> "Token | None":
    i = token.i
    while i < len(doc) and (doc[i].is_space or doc[i].text in OPENERS):
        i += 1
    return doc[i] if i < len(doc) else None


def _ender_before(doc: "Doc", token: "Token") -> "Token | None":
    """The token that carries the full stop, question or exclamation mark right before; closing quotes are skipped."""
    i = token.i - 1
    while i >= 0 and (doc[i].is_space or doc[i].text in CLOSERS):
        i -= 1
    return doc[i] if i >= 0 and doc[i].text[-1] in ENDERS else None


def _closes(token: "Token", *, quoted: bool) -> bool:
    if token.text == '"':
        return quoted and (bool(token.whitespace_) or token.i + 1 == len(token.doc) or token.nbor().is_punct)
    return token.text in ")]"


def _list_items(text: str, paragraphs: "Sequence[tuple[int, int]]") -> tuple[set[int], set[int]]:
    """Starts of list items, and the offsets after their markers, in paragraphs that begin with one ("1. First 2. Second")."""
    items: set[int] = set()
    inside: set[int] = set()
    for start, end in paragraphs:
        line = text[start:end]
        first = _MARKER.match(line)
        if first is None:
            continue
        shape = re.sub(r"\w+", "w", first.group())
        for marker in _MARKER.finditer(line):
            if re.sub(r"\w+", "w", marker.group()) != shape:
                continue
            items.add(start + marker.start())
            after = marker.end() + (line[marker.end() : marker.end() + 1] == " ")
            inside.update(range(start + marker.start() + 1, start + after + 1))
    return items, inside
