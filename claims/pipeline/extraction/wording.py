"""The stand-alone wording of a claim: names for pronouns, dates written out, its attribution kept, nothing added."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .completing import Completer
from .continuing import question_of
from .inflection import past
from .naming import Naming
from .propositions import subject_of
from .rendering import balanced, lowered, render, sentence, tidy

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .claimants import Attribution
    from .eventday import Carried
    from .frames import Frame
    from .people import Cast
    from .pronouns import Resolver
    from .propositions import Proposition

_APPOSED = (" at ", " of ", " for ", " in ", " from ", " on ")


@dataclass(frozen=True, slots=True)
class Wording:
    """A finished wording; `bare` is it without the attribution; `open_words` are what could not be resolved."""

    text: str
    bare: str
    open_words: tuple[str, ...]
    confidence: float
    day: "Carried | None" = None


class Writer:
    """Writes the wordings of one article."""

    def __init__(self, cast: "Cast", resolver: "Resolver", completer: Completer) -> None:
        self.cast = cast
        self.resolver = resolver
        self.completer = completer

    def write(self, proposition: "Proposition", attribution: "Attribution | None") -> Wording:
        """The wording of a proposition, in the claimant's name where there is one."""
        if attribution is None or attribution.rule in {"performed", "according to"}:
            return self._told(proposition, attribution)
        naming = self._naming(attribution)
        naming.verbatim = attribution.quotation is None
        lead = self._lead(proposition, attribution, naming)
        named = list(naming.named)
        if attribution.quotation is None:
            framed = attribution.frame.tokens if attribution.frame is not None else ()
            content, day = self.completer.dated(proposition, naming, narrated=False, framed=framed)
            told = self._finished(f"{lead} {self._inner(content, proposition, naming)}", content, naming)
            return replace(told, day=day)
        content = self.completer.content(proposition, naming)
        bare = balanced(content.replace('"', ""))
        if (
            not naming.open_words
            and proposition.rule != "answer"
            and proposition.tokens[-1].text != "?"
            and not _points(proposition)
        ):
            return self._finished(f"{lead} {self._inner(bare, proposition, naming)}", bare, naming)
        again = Naming(self.cast, self.resolver, attribution.source.party, named=named, open_words=naming.open_words)
        subject = subject_of(proposition.borrowed) if proposition.borrowed is not None else None
        said = [*subject.subtree, *proposition.tokens] if subject is not None else proposition.tokens
        words = tidy(render(said, self.completer.glossed(said)).replace('"', ""))
        if proposition.rule == "answer" and proposition.parent is not None:
            lead = f"Asked {self.completer.phrase(question_of(proposition.parent), again)}, {lead}"
        return self._finished(f'{lead}: "{sentence(words)}"', words, again)

    def _told(self, proposition: "Proposition", attribution: "Attribution | None") -> Wording:
        """A proposition whose own words hold the attribution, or that has none."""
        naming = self._naming(attribution)
        naming.verbatim = True
        naming.titled = attribution.source.party if attribution is not None else None
        content, day = self.completer.dated(
            proposition, naming, narrated=attribution is None or attribution.rule == "performed"
        )
        frame = attribution.frame if attribution is not None else None
        if attribution is None or frame is None or any(t in proposition.tokens for t in frame.tokens):
            return replace(self._finished(content, content, naming), day=day)
        lead = f"according to {self._source(attribution, naming)},"
        return replace(self._finished(f"{lead} {self._inner(content, proposition, naming)}", content, naming), day=day)

    def _naming(self, attribution: "Attribution | None") -> Naming:
        speaker = attribution.source.party if attribution is not None else None
        return Naming(self.cast, self.resolver, speaker)

    def _inner(self, content: str, proposition: "Proposition", naming: Naming) -> str:
        first = next((t for t in proposition.tokens if not t.is_punct), None)
        if first is not None and _joins(first) and content.startswith(first.text):
            rest = content[len(first.text) :].lstrip(" ,")
            following = next((t for t in proposition.tokens if t.i > first.i and not t.is_punct), None)
            return rest if following is None or following.i in naming.edits else lowered(rest, following)
        return content if first is None or first.i in naming.edits else lowered(content, first)

    def _finished(self, text: str, bare: str, naming: Naming) -> Wording:
        opened = tuple(dict.fromkeys(naming.open_words))
        return Wording(sentence(balanced(tidy(text))), sentence(balanced(tidy(bare))), opened, naming.confidence)

    def _lead(self, proposition: "Proposition", attribution: "Attribution", naming: Naming) -> str:
        """The clause of saying as the article has it, or the claimant with role and "said"."""
        frame = attribution.frame
        if frame is not None and frame.end <= proposition.start and frame.verb.sent == proposition.head.sent:
            subject = subject_of(frame.verb)
            tokens = [t for t in frame.tokens if t.i < proposition.tokens[0].i]
            while tokens and (tokens[-1].text in {",", ":", '"'} or tokens[-1].lower_ == "that"):
                tokens.pop()
            first = proposition.tokens[0]
            that = (
                " that"
                if first.i and first.nbor(-1).lower_ == "that" and tokens and tokens[-1].i >= first.i - 3
                else ""
            )
            if subject is not None and subject in tokens and frame.verb in tokens:
                naming.titled = attribution.source.party
                return self.completer.phrase(tokens, naming) + that
            return self._short(frame, tokens, attribution, naming)
        verb = (
            frame.verb.text
            if frame is not None and frame.verb.tag_ in {"VBD", "VBZ", "VBP"} and _plain(frame)
            else "said"
        )
        said_on = self.completer.said_on(frame) if frame is not None else ""
        that = f" {said_on} that" if said_on and attribution.quotation is None else ""
        return f"{self._source(attribution, naming)} {verb}{that}"

    def _short(self, frame: "Frame", tokens: "list[Token]", attribution: "Attribution", naming: Naming) -> str:
        """ "… and said that": the shared subject named again."""
        verb = frame.verb.text if frame.verb.tag_ in {"VBD", "VBZ"} else past(frame.verb.lemma_.lower())
        name = self._source(attribution, naming)
        rest = [t for t in tokens if t.i > frame.verb.i]
        return f"{name} {verb} {self.completer.phrase(rest, naming)}".strip()

    def _source(self, attribution: "Attribution", naming: Naming) -> str:
        party = attribution.source.party
        if party is None:
            return _with_article(attribution.source.name, attribution.frame)
        name = naming.name(party)
        if party.kind != "person":
            return f"the {name}" if party.article and not name.lower().startswith("the ") else name
        if not party.role:
            return name
        return f"{name}, {party.role}," if any(p in f" {party.role} " for p in _APPOSED) else f"{party.role} {name}"


def _joins(first: "Token") -> bool:
    """A "But" or "Well," that only leads in; "No," with its comma, never the "No" of "no data"."""
    following = first.nbor().text if first.i + 1 < len(first.doc) else ""
    return first.lower_ in {"but", "and", "so"} or (first.lower_ in {"well", "yes", "no", "yeah"} and following == ",")


def _points(proposition: "Proposition") -> bool:
    """Whether it starts with a demonstrative ("Those cookers …"), which only the quotation itself makes clear."""
    first = next((t for t in proposition.tokens if t.is_alpha), proposition.tokens[0])
    return first.lower_ in {"this", "these", "those"} or (first.lower_ == "that" and first.dep_ in {"det", "nsubj"})


def _plain(frame: "Frame") -> bool:
    """Whether the verb can stand before a clause ("added that", not "told that")."""
    return frame.verb.lemma_.lower() in {
        "say",
        "add",
        "argue",
        "claim",
        "warn",
        "note",
        "explain",
        "insist",
        "allege",
        "announce",
    }


def _with_article(name: str, frame: "Frame | None") -> str:
    """ "the study", "a police spokesman": as the article has it before the verb."""
    if frame is None:
        return name
    for token in frame.tokens:
        if token.dep_ == "det" and name.startswith(token.doc[token.i + 1].text):
            return f"{token.lower_} {name}"
    return name
