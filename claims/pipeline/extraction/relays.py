"""Who passes words on though the sentence does not repeat it: the outlet of the interview, or of the report before."""

from dataclasses import replace
from typing import TYPE_CHECKING

from .frames import relay_in
from .recognising import PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span, Token

    from .claimants import Attribution
    from .people import Cast, Party
    from .propositions import Proposition
    from .reading import Reading

_REACH = 2  # paragraphs through which an interview goes on
_TALKS = frozenset({"interview", "interviewed", "interviews"})


def carry_relays(
    reading: "Reading",
    sentences: "Sequence[tuple[Span, list[Proposition]]]",
    found: "dict[Proposition, Attribution]",
    cast: "Cast",
) -> None:
    """Add the outlet, in place, to what a person says on in an interview, or in the quotation that an outlet reported.

    "Reed gave an interview to ABC News. Reed said …" is reported by ABC News; so is the rest of a quotation that closes
    with ", ABC News reported", and what the same person is quoted with in the next paragraph.
    """
    venues: dict[int, tuple[str, int, bool]] = {}  # by person: outlet, paragraph, whether an interview
    for sent, propositions in sentences:
        here = reading.paragraph_at(sent.start_char)
        _open_interview(sent, here, cast, venues)
        for proposition in propositions:
            attribution = found.get(proposition)
            party = attribution.source.party if attribution is not None else None
            if attribution is None or party is None or party.kind != PERSON:
                continue
            if attribution.relay:
                venues[id(party)] = (attribution.relay, here, bool(_TALKS & {t.lower_ for t in sent}))
                continue
            outlet, since, interview = venues.get(id(party), ("", 0, False))
            reach = _REACH if interview else 1
            if outlet and here - since <= reach and (interview or attribution.quotation is not None):
                found[proposition] = replace(attribution, relay=outlet)
                venues[id(party)] = (outlet, here if interview else since, interview)


def _open_interview(sent: "Span", here: int, cast: "Cast", venues: "dict[int, tuple[str, int, bool]]") -> None:
    """Note the outlet of an interview for whoever the sentence names first."""
    if not _TALKS & {t.lower_ for t in sent}:
        return
    outlet = relay_in(tuple(sent), cast)
    guest = _first_person(sent, cast)
    if outlet and guest is not None:
        venues[id(guest)] = (outlet, here, True)


def _first_person(sent: "Span", cast: "Cast") -> "Party | None":
    """The person whom the sentence names first, as its subject."""
    for token in sent:
        mention = cast.at.get(token.i)
        if mention is not None and mention.party.kind == PERSON and _is_subject(token):
            return mention.party
    return None


def _is_subject(token: "Token") -> bool:
    """Whether the token belongs to a subject."""
    return any(t.dep_ in {"nsubj", "nsubjpass"} for t in (token, token.head))
