"""Whether a person is a he or a she, as far as the article tells; unknown stays unknown."""

from collections import Counter
from typing import TYPE_CHECKING

from . import words
from .recognising import PERSON

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from .people import Cast, Party

_GENDERED = frozenset({"he", "his", "him", "she", "her"})


def gender_of(party: "Party", span: "Span") -> str:
    """ "m" or "f" from title, role or given name; "" where they do not tell."""
    near = [t.lower_ for t in span.doc[max(span.start - 3, 0) : span.start]] + party.role.lower().split()
    first = party.name.split()[0].lower()
    for male, female in ((words.MALE, words.FEMALE), (words.MALE_NAMES, words.FEMALE_NAMES)):
        tell = near if male is words.MALE else [first]
        is_male, is_female = any(w in male for w in tell), any(w in female for w in tell)
        if is_male != is_female:
            return "m" if is_male else "f"
    return ""


def infer_genders(doc: "Doc", cast: "Cast") -> None:
    """Gender from pronouns: where one person alone is named in a sentence, "he" or "she" there and next mostly means them."""
    votes: dict[int, Counter[str]] = {}
    alone: Party | None = None
    for sent in doc.sents:
        named = {
            id(cast.at[t.i].party): cast.at[t.i].party
            for t in sent
            if t.i in cast.at and cast.at[t.i].party.kind == PERSON
        }
        named = {key: party for key, party in named.items() if len(party.name.split()) > 1 or party.role}
        alone = next(iter(named.values())) if len(named) == 1 else (alone if not named else None)
        since = max((t.i for t in sent if t.i in cast.at and cast.at[t.i].party.kind == PERSON), default=0)
        genders = {
            "m" if t.lower_ in {"he", "his", "him"} else "f" for t in sent if t.lower_ in _GENDERED and t.i > since
        }
        if alone is not None and len(genders) == 1:
            votes.setdefault(id(alone), Counter()).update(genders)
    for party in cast.parties:
        count = votes.get(id(party))
        if count and not party.gender:
            (first, most), *rest = count.most_common()
            if most >= 2 * (rest[0][1] if rest else 0) and (most > 1 or not rest):
                party.gender = first
