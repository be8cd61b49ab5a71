"""Who is who in an article: one entry for each person, body or place, with every form of its name."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import recognising, words
from .genders import gender_of
from .recognising import BODY, PERSON, PLACE, is_role

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

_LESSER = frozenset(
    {"vice", "deputy", "senate", "assistant", "club", "university", "bank", "company", "union", "council"}
)


@dataclass(slots=True, eq=False)
class Party:
    """Someone or something that the article names; `gender` is "m", "f" or "" for unknown; `article`: "the" goes
    before it; `common`: nobody named, only "the man"."""

    name: str
    kind: str
    gender: str = ""
    role: str = ""
    members: tuple["Party", ...] = ()
    count: int = 0
    article: bool = False
    common: bool = False

    @property
    def surname(self) -> str:
        """The last part of a person's name, or the whole name of anything else."""
        return self.name.split()[-1] if self.kind == PERSON and not (self.members or self.common) else self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `start` to `end` (exclusive) that stand for `party`; `head` is the token that governs them."""

    start: int
    end: int
    head: int
    party: Party


@dataclass(slots=True)
class Cast:
    """The parties of an article and where each is named, in order."""

    parties: list[Party] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    at: dict[int, Mention] = field(default_factory=dict)

    def add(self, mention: Mention) -> None:
        """Note a mention; a token already taken keeps its first party."""
        if any(i in self.at for i in range(mention.start, mention.end)):
            return
        self.mentions.append(mention)
        mention.party.count += 1
        self.at.update(dict.fromkeys(range(mention.start, mention.end), mention))

    def with_role(self, noun: str) -> list[Party]:
        """People whose role in the article is or holds the noun, present holders before former ones, the most named first."""
        holders = [p for p in self.parties if p.kind == PERSON and _holds(p.role, noun)]
        present = [p for p in holders if not {"former", "ex", "late"} & set(p.role.lower().replace("-", " ").split())]
        return sorted(present or holders, key=lambda p: -p.count)


def find_people(doc: "Doc") -> Cast:
    """Build the cast from named entities: full names first, then the shorter forms that point to them."""
    cast = Cast()
    named = [(span, kind) for span, kind in recognising.named(doc) if len(span)]
    votes: dict[str, Counter[str]] = {}
    for span, kind in named:
        votes.setdefault(span.text, Counter())[kind] += 1
    kinds = {text: _winner(text, count) for text, count in votes.items()}
    by_name: dict[str, Party] = {}
    opened: dict[str, int] = {}
    for span, _ in named:
        opened.setdefault(_spelled(span).lower(), span.start)
    for span, _ in sorted(named, key=lambda pair: (-len(pair[0]), pair[0].start)):
        name = _spelled(span)
        kind = kinds[span.text]
        known = [p for p in cast.parties if opened[p.name.lower()] < span.start]
        party = by_name.get(name.lower()) or _shorter_form(name, kind, known) or _shorter_form(name, kind, cast.parties)
        if party is None:
            party = Party(name, kind)
            cast.parties.append(party)
        by_name.setdefault(name.lower(), party)
        if party.kind == PERSON:
            _learn(party, span)
        elif span.start and doc[span.start - 1].lower_ == "the":
            party.article = True
    for span, _ in named:
        party = by_name[_spelled(span).lower()]
        cast.add(Mention(_whole_name(span, party), span.end, span.root.i, party))
    _add_loose(doc, cast)
    cast.mentions.sort(key=lambda m: m.start)
    return cast


def _whole_name(span: "Span", party: Party) -> int:
    """First token of the name, taking in given names that the recogniser left outside."""
    start, parts = span.start, party.name.split()
    while start and span.doc[start - 1].text in parts[: -len(span)] and not span.doc[start].is_sent_start:
        start -= 1
    return start


def _add_loose(doc: "Doc", cast: Cast) -> None:
    """Surnames that the recogniser passed over, where one person of the article has them."""
    holders: dict[str, list[Party]] = {}
    opened: dict[int, int] = {}
    for mention in cast.mentions:
        opened[id(mention.party)] = min(opened.get(id(mention.party), mention.start), mention.start)
    for party in cast.parties:
        if party.kind == PERSON and len(party.name.split()) > 1:
            holders.setdefault(party.surname, []).append(party)
    for token in doc:
        if token.i in cast.at or not token.text[:1].isupper() or token.text not in holders:
            continue
        known = [p for p in holders[token.text] if opened.get(id(p), 0) < token.i]
        if len(known) == 1 or len(holders[token.text]) == 1:
            party = (known or holders[token.text])[0]
            cast.add(Mention(_whole_name(doc[token.i : token.i + 1], party), token.i + 1, token.i, party))


def _holds(role: str, noun: str) -> bool:
    parts = role.lower().split()
    if noun == "president" and set(parts) & _LESSER:
        return False
    return noun in parts or any(words.SHORT_ROLES.get(part) == noun for part in parts)


def _winner(text: str, count: "Counter[str]") -> str:
    first = text.split()[0].lower()
    parts = text.split()
    given = first in words.MALE_NAMES | words.FEMALE_NAMES
    if (
        len(parts) <= 3
        and given
        and (count[PERSON] or (count[BODY] and len(parts) == 2 and parts[1].lower() not in words.OUTLETS))
    ):
        return PERSON
    return count.most_common(1)[0][0]


def _spelled(span: "Span") -> str:
    return " ".join(span.text.split())


def _shorter_form(name: str, kind: str, parties: "list[Party]") -> Party | None:
    """The party that a surname, a first name or an acronym points to; None where it could be several."""
    parts = name.split()
    people = [p for p in parties if p.kind == PERSON and len(p.name.split()) > len(parts)]
    surnamed = [p for p in people if p.name.split()[-len(parts) :] == parts]
    given = [p for p in people if p.name.split()[: len(parts)] == parts]
    for found in (surnamed, given):
        if len(found) == 1:
            return found[0]
        if found:
            return None
    if kind == PERSON:
        return None
    for party in parties:
        if party.kind in {BODY, PLACE} and len(party.name.split()) > len(parts):
            initials = "".join(word[0] for word in party.name.split() if word[0].isupper())
            if name == initials or (
                kind == BODY
                and len(parts) == 1
                and len(name) > 2
                and party.name.split()[0] == name
                and party.kind == BODY
            ):
                return party
    return None


def _learn(party: Party, span: "Span") -> None:
    """Take the role and the gender that stand beside a name."""
    before = _role_before(span)
    role = before or _role_after(span)
    if role and (not party.role or len(party.role.split()) < len(role.split()) <= 5):
        party.role = role
    if not party.gender:
        party.gender = gender_of(party, span)


def _role_before(span: "Span") -> str:
    """Words of the same noun phrase before the name ("White House press secretary Jen Psaki")."""
    doc, start = span.doc, span.start
    i = start
    if i and doc[i - 1].text == "," and i > 1 and doc[i - 2].lower_ in words.ROLES and span.root.dep_ == "appos":
        i -= 1  # "the Crown prosecutor, Mark Tedeschi"
    end = i
    while (
        i > 0
        and i > start - 8
        and doc[i - 1].sent == span.sent
        and (
            doc[i - 1].pos_ in {"NOUN", "PROPN", "ADJ"}
            or doc[i - 1].tag_ in {"POS", "HYPH"}
            or doc[i - 1].text in {"-", "&"}
        )
    ):
        i -= 1
    role = doc[i:end]
    while len(role) and (role[0].tag_ in {"POS", "HYPH"} or role[0].lower_ in {"mr.", "mrs.", "ms."}):
        role = role[1:]
    if not any(is_role(t) for t in role):
        return ""
    return " ".join(role.text.split())


def _role_after(span: "Span") -> str:
    """An apposition after the name ("Joseph Brusuelas, chief economist at Merk Investments")."""
    doc, i = span.doc, span.end
    if i + 1 >= len(doc) or doc[i].text != ",":
        return ""
    start = i + 1
    while start < len(doc) and (
        doc[start].lower_ in {"a", "an", "the"} or doc[start].like_num or doc[start].text == ","
    ):
        start += 1
    end = start
    while (
        end < len(doc)
        and end < start + 10
        and doc[end].text not in {",", ";", '"', "(", "–", "—"}
        and not doc[end].is_sent_end
        and doc[end].pos_ not in {"VERB", "AUX", "PRON"}
    ):
        end += 1
    stretch = doc[start:end]
    if end >= len(doc) or doc[end].text not in {",", ";", '"', "."} or not any(is_role(t) for t in stretch[:5]):
        return ""
    return " ".join(stretch.text.split())
