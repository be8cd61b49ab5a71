"""A language that is none: every translated text stands in brackets, so that what is not translated can be seen."""

from __future__ import annotations

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.db.models import Field, JSONField
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

import claims.models as ours

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN, SHUT = "⟦", "⟧"
SPOKEN = {"title", "aria-label", "aria-description", "placeholder", "alt", "label"}
SILENT = {"script", "style", "code", "kbd", "pre", "textarea"}
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "small", "span", "strong", "time", "wbr", "br"}
"""Elements inside a sentence, which a translator sees with it."""
WORD = re.compile(r"[^\W\d_]{2,}")
SHORT_HASH = re.compile(r"\b[0-9a-f]{4}…[0-9a-f]{4}\b")
"""The ends of a hash, which may happen to be letters alone."""
LIST = re.compile(r"[,;:|·()\d]+")
EDGES = " .,:;…()[]“”„\"'·›»«–-?!/|"


class Bracketed(DjangoTranslation):
    """Says every text as it stands in the code, in brackets."""

    def gettext(self, message: str) -> str:
        """Put a text in brackets."""
        return OPEN + message.rpartition(CONTEXT_SEPARATOR)[2] + SHUT

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Put the fitting form in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def bracketed(language: str) -> Iterator[None]:
    """Let a language be the one of brackets for a while."""
    before = trans_real.translation(language)
    trans_real._translations[language] = Bracketed(language)
    try:
        yield
    finally:
        trans_real._translations[language] = before


class Heard(HTMLParser):
    """Collects what people read or hear of a page, piece by piece."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent: list[str] = []
        self.sentence, self.goes_on = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep attributes that are read, and the words of buttons."""
        given = dict(attrs)
        if tag in SILENT:
            self.silent.append(tag)
        self.goes_on = tag in INLINE and self.goes_on
        if "icon-" not in (given.get("src") or ""):  # Django's own signs for yes, no and unknown
            self.words += [value or "" for name, value in attrs if name in SPOKEN]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.words.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not read."""
        if self.silent and self.silent[-1] == tag:
            self.silent.pop()
        self.goes_on = tag in INLINE and self.goes_on

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        if self.silent:
            return
        if self.goes_on:
            self.words[self.sentence] += f"\n{data}"
            return
        self.sentence, self.goes_on = len(self.words), True
        self.words.append(data)


def outside(words: str) -> str:
    """Return what stands outside of brackets; a bracket that was cut off reaches to the end."""
    kept, depth = [], 0
    for sign in words:
        depth += sign == OPEN
        if not depth:
            kept.append(sign)
        elif sign == OPEN and depth == 1:
            kept.append("\n")
        depth -= sign == SHUT and depth > 0
    return "".join(kept)


def data() -> str:
    """Return every text that stands in the database, one after the other."""
    found: list[str] = []
    for name in ours.__all__:
        model = getattr(ours, name)
        fields = [each.attname for each in model._meta.concrete_fields if holds_words(each)]
        for row in model.objects.values_list(*fields):
            found += [str(value) for value in row if value]
    return "\n".join(" ".join(each.split()) for each in found).casefold()


def holds_words(field: Field[Any, Any]) -> bool:
    """Say whether a field holds somebody's words, and not one of our codes."""
    kinds = {"CharField", "TextField", "URLField", "EmailField", "SlugField", "ArrayField"}
    return not field.choices and (isinstance(field, JSONField) or field.get_internal_type() in kinds)


def holes(page: str, *, known: str, names: frozenset[str]) -> list[str]:
    """List what a page says that is neither in brackets, nor anybody's words, nor a name."""
    heard = Heard()
    heard.feed(page)
    heard.close()
    found = []
    for words in heard.words:
        for part in outside(words).split("\n"):
            plain = SHORT_HASH.sub("", " ".join(part.split())).strip(EDGES)
            if plain.casefold() not in known and any(strange(each, known, names) for each in LIST.split(plain)):
                found.append(plain)
    return found


def strange(part: str, known: str, names: frozenset[str]) -> bool:
    """Say whether a piece of a list is neither anybody's words nor made of names."""
    return any(word not in names for word in WORD.findall(part)) and part.strip(EDGES).casefold() not in known
