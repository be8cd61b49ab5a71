"""Names in place of pronouns and short forms, so that a wording stands alone."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import pronouns
from .inflection import SINGULAR, opened, third_person
from .people import Cast, Party
from .recognising import BODY, PERSON, is_role
from .referent import Referent
from .salience import expletive

if TYPE_CHECKING:
    from spacy.tokens import Token

    from .pronouns import Resolver

_INITIALS = 6  # letters of a body's initials, which stay as the article has them
_TITLES = frozenset({"president", "minister", "senator", "governor", "mayor", "company", "agency"})


@dataclass(slots=True)
class Naming:
    """Replacements for one wording: by token index, what was named already, and the words that stayed open.

    `titled` is named with a role; `verbatim` keeps what stands in quotation marks as it was said.
    """

    cast: Cast
    resolver: "Resolver"
    speaker: Party | None
    edits: dict[int, str] = field(default_factory=dict)
    named: list[Party] = field(default_factory=list)
    open_words: list[str] = field(default_factory=list)
    confidence: float = 1.0
    titled: Party | None = None
    verbatim: bool = False

    def name(self, party: Party) -> str:
        """The full name the first time, the surname after that."""
        if party.members:
            return " and ".join(self.name(member) for member in party.members)
        if party in self.named and not self._shared(party):
            return party.surname
        self.named.append(party)
        return f"{party.role} {party.name}" if party is self.titled and titles(party.role) else party.name

    def _shared(self, party: Party) -> bool:
        return any(p is not party and p.kind == PERSON and p.surname == party.surname for p in self.cast.parties)

    def take(self, tokens: "list[Token]") -> None:
        """Note every replacement that the tokens need, in the order of the text."""
        inside = {t.i for t in tokens}
        opening = next((t for t in tokens if t.is_alpha), tokens[0])
        for token in tokens:
            if token.i in self.edits:
                continue
            mention = self.cast.at.get(token.i)
            if mention is not None:
                if token.i == mention.start:
                    self._mention(token, mention.end, mention.party, inside)
            elif token.pos_ == "PRON" or token.tag_ in {"PRP$", "PRP"}:
                self._pronoun(token, inside, first=token == opening)
            elif token.pos_ == "NOUN":
                self._description(token)

    def _mention(self, token: "Token", end: int, party: Party, inside: set[int]) -> None:
        doc = token.doc
        if party in self.named:
            return
        short = doc[token.i : end].text
        compound = (
            doc[end - 1].dep_ == "compound"
            and end < len(doc)
            and doc[end].pos_ in {"NOUN", "PROPN"}
            and end not in self.cast.at
        )
        initials = party.kind == BODY and short.isupper() and len(short) <= _INITIALS
        if short == party.name or compound or initials or party.kind not in {PERSON, BODY}:
            if party.kind == PERSON:
                self.named.append(party)
            return
        if token.i and is_role(doc[token.i - 1]):
            self.titled = None  # the title stands there already
        self.edits[token.i] = self.name(party)
        self.edits.update(dict.fromkeys(range(token.i + 1, end), ""))
        title = token.i - 1
        if (
            party.kind == PERSON
            and title in inside
            and doc[title].lower_ in {"mr.", "mrs.", "ms.", "mr", "mrs", "ms", "miss"}
        ):
            self.edits[title] = ""

    def _pronoun(self, token: "Token", inside: set[int], *, first: bool) -> None:
        lowered = token.lower_
        if lowered in pronouns.FIRST and self.speaker is not None:
            self._put(token, Referent(self.speaker, self.speaker.name, 0.95))
            return
        personal = lowered in pronouns.MASCULINE | pronouns.FEMININE
        if not personal and lowered not in pronouns.PLURAL | pronouns.NEUTER:
            if lowered in pronouns.FIRST | pronouns.FIRST_PLURAL | {"you", "your", "yours"} or (
                lowered in {"this", "that", "these", "those"} and token.dep_ in {"nsubj", "nsubjpass"}
            ):
                self.open_words.append(token.text)
            return
        if not personal and expletive(token):
            return
        found = self.resolver.referent(token, self.speaker)
        if found is None or (not personal and found.party is None and len(found.words.split()) > 7):
            if personal or first:
                self.open_words.append(token.text)
            return
        if not personal and not first and self._bound(found, token, inside):
            return
        self._put(token, found)

    def _bound(self, found: Referent, token: "Token", inside: set[int]) -> bool:
        """Whether the wording itself already holds what the pronoun refers to."""
        if found.party is not None:
            if found.party.members:
                return all(m in self.named for m in found.party.members)
            return (
                any(self.cast.at[i].party is found.party for i in inside if i < token.i and i in self.cast.at)
                or found.party in self.named
            )
        text = token.doc[min(inside) : token.i].text.lower()
        return found.words.lower() in text

    def _put(self, token: "Token", found: Referent) -> None:
        self.confidence = min(self.confidence, found.confidence)
        lowered = token.lower_
        if lowered.endswith(("self", "selves")) and token.dep_ in {"appos", "npadvmod", "advmod"}:
            self.edits[token.i] = ""
            return
        name = self.name(found.party) if found.party is not None else found.words
        if found.party is not None and found.party.article and found.party.kind == BODY and not name.startswith("the "):
            name = f"the {name}"
        following = token.nbor() if token.i + 1 < len(token.doc) else token
        possessive = token.tag_ == "PRP$" or (
            lowered in pronouns.POSSESSIVE
            and (
                token.dep_ == "poss"
                or (token.dep_ not in {"dobj", "pobj", "dative"} and following.pos_ in {"ADJ", "NOUN"})
            )
        )
        self.edits[token.i] = name + ("'" if name.endswith("s") and found.plural else "'s") if possessive else name
        if following.text.startswith("'") and following.pos_ in {"AUX", "VERB"} and not possessive:
            self.edits[following.i] = " " + opened(following)
        if token.dep_ in {"nsubj", "nsubjpass"} and lowered in pronouns.FIRST:
            self._agree(token)

    def _agree(self, subject: "Token") -> None:
        """The verb after a name that stands for "I"."""
        verbs = [subject.head, *(c for c in subject.head.children if c.dep_ in {"aux", "auxpass"})]
        for verb in verbs:
            if verb.lower_ in SINGULAR and verb.tag_ in {"VBP", "VBD"}:
                self.edits[verb.i] = (" " if verb.text.startswith("'") else "") + SINGULAR[verb.lower_]
            elif (
                verb.tag_ == "VBP"
                and verb == subject.head
                and not any(v.tag_ in {"VBP", "VBD", "VBZ", "MD"} for v in verbs if v != verb)
            ):
                self.edits[verb.i] = third_person(verb.lemma_)

    def _description(self, token: "Token") -> None:
        """ "The president", "the company": replaced where the article leaves one reading."""
        if not any(c.lower_ == "the" and c.i == token.i - 1 for c in token.children):
            return
        found = self.resolver.described(token, self.speaker)
        if found is None or found.party is None:
            following = token.nbor() if token.i + 1 < len(token.doc) else None
            alone = following is None or not (following.lower_ in {"of", "for"} or following.text[:1].isupper())
            if alone and token.lower_ in _TITLES:
                self.open_words.append(f"the {token.text}")
            return
        if found.party in self.named and token.dep_ not in {"nsubj", "nsubjpass"}:
            return
        self.confidence = min(self.confidence, found.confidence)
        name = self.name(found.party)
        self.edits[token.i - 1] = "the" if found.party.article else ""
        self.edits[token.i] = name


def titles(role: str) -> bool:
    """Whether a role goes before a name: "White House press secretary", not "economist at Merk"."""
    return (
        bool(role)
        and len(role.split()) <= 4
        and not set(role.lower().split()) & {"at", "of", "for", "in", "from", "on"}
    )
