"""Clauses that say who speaks: "X said that", "…," said X, "according to X", "X proposed …"."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import words
from .clauses import asserts, content_of
from .cuts import cut_at
from .people import Cast
from .propositions import Proposition
from .recognising import PERSON
from .sources import Source, noun_phrase, source_of, source_of_verb

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .pronouns import Resolver


_BROADCAST = frozenset({"television", "radio", "tv"})


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An attribution clause: its verb, the source that it names, where it stands, and who relays it."""

    verb: "Token"
    source: Source
    tokens: tuple["Token", ...]
    rule: str
    relay: str = ""

    @property
    def start(self) -> int:
        """Offset of the first token."""
        return self.tokens[0].idx

    @property
    def end(self) -> int:
        """Offset after the last token."""
        return self.tokens[-1].idx + len(self.tokens[-1])


def frame_of(proposition: Proposition, cast: Cast, resolver: "Resolver", *, beside_quotation: bool) -> Frame | None:
    """The frame that a proposition is, if it only carries other words: "X said [that] …", "ABC News reported"."""
    for verb in (proposition.head, *(t for t in proposition.tokens if t.tag_ == "VBG" and t != proposition.head)):
        if (
            resolver.quoted[verb.i]
            or not asserts(verb)
            or not _carries(verb, proposition, beside_quotation=beside_quotation)
        ):
            continue
        source = source_of_verb(verb, cast, resolver)
        if source is not None:
            outside = tuple(t for t in proposition.tokens if not resolver.quoted[t.i])
            return Frame(verb, source, outside or (verb,), "said", relay=relay_in(outside, cast))
    return None


def _carries(verb: "Token", proposition: Proposition, *, beside_quotation: bool) -> bool:
    """Whether other words hang on the verb: a clause, a quotation, or a clause that it closes (", ABC News reported")."""
    content = content_of(verb)
    if content is not None and cut_at(content) is not None:
        return True
    lemma = verb.lemma_.lower()
    if any(c.dep_ in {"xcomp", "attr"} for c in verb.children):
        return False
    if (
        beside_quotation
        and lemma not in words.MENTAL
        and not (lemma in words.PERFORMING and any(c.dep_ == "dobj" for c in verb.children))
    ):
        return verb == proposition.head or verb.nbor().text in {":", ",", '"'}
    object_ = next((c for c in verb.children if c.dep_ == "dobj"), None)
    told = lemma == "tell" or object_ is None
    aside = proposition.rule in {"content", "spliced"} or (
        proposition.rule == "coordinated" and _after_comma(proposition)
    )
    return (
        len([t for t in proposition.tokens if not t.is_punct]) <= 14
        and told
        and aside
        and verb == proposition.head
        and lemma not in words.MENTAL | words.PERFORMING
    )


def _after_comma(proposition: Proposition) -> bool:
    """Whether a bare comma, no "and", joins the clause to what stands before: ", a doctor there told the agency"."""
    before = proposition.tokens[0].nbor(-1) if proposition.tokens[0].i else None
    return before is not None and before.text == ","


def performing(proposition: Proposition, cast: Cast, resolver: "Resolver") -> Frame | None:
    """A verb whose object is the content: "proposed holding talks", "described him as weak", "cites a rise"."""
    verb = proposition.head
    pointing = _points(verb)
    if (
        resolver.quoted[verb.i]
        or (verb.lemma_.lower() not in words.PERFORMING and not pointing)
        or any(c.dep_ == "auxpass" for c in verb.children)
    ):
        return None
    if not pointing and not any(c.dep_ in {"dobj", "xcomp", "ccomp", "prep"} for c in verb.children):
        return None
    source = source_of_verb(verb, cast, resolver)
    return None if source is None else Frame(verb, source, tuple(proposition.tokens), "performed")


def _points(verb: "Token") -> bool:
    """ "Points to a rise", "put the crowd at 45,000"."""
    lemma, parts = verb.lemma_.lower(), {c.lower_ for c in verb.children}
    if lemma == "put":
        return any(
            c.lower_ == "at" and any(n.like_num or any(g.like_num for g in n.subtree) for n in c.children)
            for c in verb.subtree
        )
    return lemma == "point" and bool(parts & {"to", "out"})


def according(proposition: Proposition, cast: Cast, resolver: "Resolver") -> Frame | None:
    """ "According to X, …" and "in the words of X, …"."""
    for token in proposition.tokens:
        if resolver.quoted[token.i]:
            continue
        target = None
        if token.i + 1 < len(token.doc) and (token.lower_, token.nbor().lower_) in {("according", "to"), ("as", "per")}:
            target = _object_after(token.nbor())
        elif (
            token.lower_ == "words"
            and token.i >= 2
            and token.nbor(-1).lower_ == "the"
            and token.nbor(-2).lower_ == "in"
        ):
            of = token.nbor() if token.i + 1 < len(token.doc) else token
            target = _object_after(of) if of.lower_ == "of" else None
            token = token.nbor(-2)
        if target is None:
            continue
        source = source_of(target, cast, resolver)
        if source is not None:
            inside = [
                t
                for t in proposition.tokens
                if token.i <= t.i <= max(target.right_edge.i, target.i) and not resolver.quoted[t.i]
            ]
            return Frame(token, source, tuple(inside or [token]), "according to")
    return None


def relay_in(tokens: "tuple[Token, ...]", cast: Cast) -> str:
    """ "… said in a statement to The New York Times", "told ABC News": who carried the words."""
    for token in tokens:
        if token.lower_ in _BROADCAST and token.dep_ == "pobj" and token.head.lower_ in {"on", "to", "with", "by"}:
            return noun_phrase(token)
        mention = cast.at.get(token.i)
        if mention is None or mention.party.kind == PERSON or token.i != mention.start:
            continue
        before = token.doc[token.i - 1] if token.i else None
        if before is not None and before.lower_ == "the":
            before = before.nbor(-1) if before.i else None
        if (
            before is not None
            and before.lower_ in {"to", "with", "on", "told", "tells", "by", "telling"}
            and Source(mention.party.name, mention.party, 1).outlet
        ):
            return mention.party.name
    return ""


def _object_after(preposition: "Token") -> "Token | None":
    found = next((c for c in preposition.children if c.dep_ in {"pobj", "pcomp"}), None)
    if found is not None:
        return found
    following = preposition.nbor() if preposition.i + 1 < len(preposition.doc) else None
    while following is not None and following.pos_ in {"DET", "ADJ"} and following.i + 1 < len(following.doc):
        following = following.nbor()
    return following
