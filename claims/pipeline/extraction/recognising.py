"""Names of people, bodies and places in a parsed text: the recogniser's entities, trimmed, and names that it passes over."""

from typing import TYPE_CHECKING

from . import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc, Span, Token

PERSON, BODY, PLACE = "person", "body", "place"
KINDS = {
    "PERSON": PERSON,
    "ORG": BODY,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
    "NORP": "people",
    "PRODUCT": BODY,
    "EVENT": "event",
}
_KIN = frozenset({"mum", "mom", "dad", "mother", "father", "grandma", "grandpa", "nan", "god"})
_POSTNOMINALS = frozenset(
    {"KC", "QC", "SC", "MP", "MSP", "MEP", "TD", "MBE", "OBE", "CBE", "MD", "PhD", "Jr", "Sr", "II", "III", "IV", "Esq"}
)
_HONORIFICS = frozenset(
    {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "sir", "dame", "dr", "dr.", "prof", "prof.", "lord", "lady"}
)


def named(doc: "Doc") -> "Iterator[tuple[Span, str]]":
    """(name, kind) of every entity, trimmed to the name itself: no title, article, possessive or quotation mark."""
    for ent in doc.ents:
        if ent.label_ not in KINDS:
            continue
        span = _bare(ent)
        if not len(span) or span.text.lower() in _KIN or _only_starts_a_sentence(span):
            continue
        if _dateline_town(span):
            yield span, PLACE
            continue
        yield span, PERSON if _evidently_person(span) and KINDS[ent.label_] != "event" else KINDS[ent.label_]
    yield from _passed_over(doc)


def is_role(token: "Token") -> bool:
    """Whether the word says what a person is: "coach", "President", "Sen."."""
    lowered = token.lower_
    titles = words.TITLES - {"mr.", "mrs.", "ms.", "mr", "mrs", "ms"}
    return lowered in words.ROLES or lowered.rstrip("s") in words.ROLES or lowered in titles


def _bare(ent: "Span") -> "Span":
    doc, start, end = ent.doc, ent.start, ent.end
    while start < end and (
        doc[start].lower_ in words.TITLES | {"the"} or not doc[start].text[0].isalnum() or doc[start].is_lower
    ):
        start += 1
    while end - start >= 3 and doc[start].lower_ in words.ROLES and doc[start].is_sent_start:
        start += 1  # "Campaigner Amy Dole said": the capital only starts the sentence
    while end > start and (doc[end - 1].tag_ == "POS" or doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    while end > start + 1 and doc[end - 1].text.rstrip(".") in _POSTNOMINALS:
        end -= 1
    return doc[start:end]


def _dateline_town(span: "Span") -> bool:
    """ "SAN JOSE, Calif. -": capitals at the start, and a comma, bracket or dash behind."""
    doc, end = span.doc, span.end
    capitals = span.text.isupper() and len(span.text) > 4 and bool(span[0].is_sent_start)
    return capitals and end < len(doc) and doc[end].text in {",", "(", "-", "–", "—", ":"}


def _only_starts_a_sentence(span: "Span") -> bool:
    return bool(span[0].is_sent_start) and len(span) == 1 and span[0].pos_ not in {"PROPN", "NOUN", "ADJ"}


def _evidently_person(span: "Span") -> bool:
    """A title before the name; ", who" or an age behind it; a role in small letters before two or three names."""
    doc, end = span.doc, span.end
    if span.start and doc[span.start - 1].lower_ in _HONORIFICS:
        return True
    if end + 1 < len(doc) and doc[end].text == ",":
        age = (
            doc[end + 1].is_digit
            and 1 <= len(doc[end + 1].text) <= 3
            and end + 2 < len(doc)
            and doc[end + 2].text == ","
        )
        if doc[end + 1].lower_ == "who" or (age and len(span) in {2, 3}):
            return True
    before = doc[span.start - 1] if span.start else None
    return before is not None and is_role(before) and before.is_lower and len(span) in {2, 3}


def _passed_over(doc: "Doc") -> "Iterable[tuple[Span, str]]":
    """Names that the recogniser missed: behind a role and a comma, behind a title, or before ", who" and before an age."""
    i = 0
    while i < len(doc):
        if doc[i].pos_ != "PROPN" or doc[i].ent_type_ in KINDS or not doc[i].text[0].isupper():
            i += 1
            continue
        start = i
        while (
            i < len(doc)
            and doc[i].pos_ == "PROPN"
            and doc[i].ent_type_ not in KINDS
            and doc[i].text[0].isupper()
            and i < start + 4
        ):
            i += 1
        span = _bare(doc[start:i])
        if not len(span):
            continue
        behind_role = (
            span.start > 1 and doc[span.start - 1].text == "," and is_role(doc[span.start - 2]) and len(span) in {2, 3}
        )
        given = span[0].lower_ in words.MALE_NAMES | words.FEMALE_NAMES and len(span) in {2, 3}
        if _evidently_person(span) or (behind_role and i < len(doc) and doc[i].is_punct) or given:
            yield span, PERSON
