"""The stand-alone wording of a claim: names for pronouns, dates written out, its attribution kept, nothing added."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dates import date_edits
from .inflection import past
from .naming import Naming
from .propositions import SUBJECTS, Proposition, subject_of
from .rendering import balanced, lowered, render, sentence, tidy
from .words import word_list

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Token

    from .claimants import Attribution
    from .people import Cast
    from .pronouns import Resolver

_AHEAD = word_list("ahead")


@dataclass(frozen=True, slots=True)
class Wording:
    """A finished wording; `open_words` are pronouns and dates that could not be resolved; `bare` is it without the attribution."""

    text: str
    bare: str
    open_words: tuple[str, ...]
    confidence: float


@dataclass(slots=True)
class Writer:
    """Writes the wordings of one article."""

    plain: str
    cast: "Cast"
    resolver: "Resolver"
    anchor: "date | None"

    def write(self, proposition: Proposition, attribution: "Attribution | None") -> Wording:
        """The wording of a proposition, in the claimant's name where there is one."""
        if attribution is not None and attribution.quotation is not None:
            return self._quoted(proposition, attribution)
        naming = Naming(self.cast, self.resolver, None)
        frame: list[Token] = []
        if attribution is not None and attribution.frame is not None and attribution.rule == "said that":
            frame = [t for t in attribution.frame.tokens if not t.is_punct or t.text == ","]
        lead = ""
        if frame:
            lead = self._phrase(frame, naming)
        elif (
            attribution is not None
            and attribution.rule == "according to"
            and not self._own_frame(proposition, attribution)
        ):
            lead = f"according to {self._name(attribution, naming)},"
        content = self._content(proposition, naming)
        joined = f"{lead} {self._inner(content, proposition)}" if lead else content
        return self._finished(joined, content, naming)

    def _own_frame(self, proposition: Proposition, attribution: "Attribution") -> bool:
        return attribution.frame is not None and attribution.frame.tokens[0] in proposition.tokens

    def _inner(self, content: str, proposition: Proposition) -> str:
        return lowered(content, proposition.tokens[0])

    def _finished(self, text: str, bare: str, naming: Naming) -> Wording:
        return Wording(
            sentence(balanced(tidy(text))),
            sentence(balanced(tidy(bare))),
            tuple(dict.fromkeys(naming.open_words)),
            naming.confidence,
        )

    def _name(self, attribution: "Attribution", naming: Naming) -> str:
        party = attribution.source.party
        return naming.name(party) if party is not None else attribution.source.name

    def _content(self, proposition: Proposition, naming: Naming) -> str:
        """The proposition as a sentence of its own, by the construction it was cut from."""
        head, tokens = proposition.head, proposition.tokens
        if proposition.rule in {"shared subject", "participle"} and proposition.borrowed is not None:
            subject = subject_of(proposition.borrowed)
            before = self._noun(subject, naming) if subject is not None else ""
            return f"{before} {self._verbal(proposition, naming)}"
        if proposition.antecedent is not None:
            noun = self._noun(proposition.antecedent, naming)
            if proposition.rule == "apposition":
                be = "were" if proposition.antecedent.tag_ in {"NNS", "NNPS"} else "is"
                return f"{noun} {be} {lowered(self._phrase(tokens, naming), tokens[0])}"
            if proposition.rule == "where":
                rest = [t for t in tokens if t.lower_ != "where"]
                return f"{self._phrase(rest, naming)} in {noun}"
            if proposition.rule == "absolute":
                return f"{noun} {self._verbal(proposition, naming)}"
            for i, token in enumerate(tokens[:6]):
                if token.tag_ in {"WDT", "WP"}:
                    return f"{self._phrase(tokens[:i], naming)} {noun} {self._phrase(tokens[i + 1 :], naming)}"
                if token.tag_ == "WP$":
                    return f"{noun}'s {self._phrase(tokens[i + 1 :], naming)}"
        if proposition.rule == "absolute":
            return self._verbal(proposition, naming)
        return self._phrase(tokens, naming) if head is not None else ""

    def _verbal(self, proposition: Proposition, naming: Naming) -> str:
        """A participle told as a finite verb; a shared auxiliary repeated."""
        verb = proposition.head
        if verb.tag_ == "VBG" and not any(c.dep_ == "aux" for c in verb.children):
            naming.edits[verb.i] = past(verb.lemma_)
        aux = ""
        if (
            verb.tag_ == "VBN"
            and proposition.borrowed is not None
            and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children)
        ):
            aux = " ".join(c.text for c in proposition.borrowed.children if c.dep_ in {"aux", "auxpass"})
        return f"{aux} {self._phrase(proposition.tokens, naming)}".strip()

    def _noun(self, noun: "Token", naming: Naming) -> str:
        """A noun phrase without its clauses and appositions, names written out."""
        if noun.pos_ == "PRON" and noun.dep_ in SUBJECTS and noun.tag_ in {"WP", "WDT"}:
            noun = noun.head.head
        kept = [
            t
            for t in noun.subtree
            if not any(
                a.dep_ in {"relcl", "appos", "acl"} and a.left_edge.i > noun.i
                for a in (t, *t.ancestors)
                if noun in a.ancestors
            )
        ]
        while kept and (kept[-1].is_punct or kept[-1].is_space):
            kept.pop()
        phrase = self._phrase(kept or [noun], naming)
        return lowered(phrase, (kept or [noun])[0]) if (kept or [noun])[0].dep_ == "det" else phrase

    def _phrase(self, tokens: "list[Token]", naming: Naming) -> str:
        if not tokens:
            return ""
        self._dates(tokens, naming)
        naming.take(tokens)
        return render(tokens, naming.edits)

    def _dates(self, tokens: "list[Token]", naming: Naming) -> None:
        start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        ahead = any(t.lemma_.lower() in _AHEAD for t in tokens)
        by_offset = {t.idx: t for t in tokens}
        for edit in date_edits(self.plain[start:end], self.anchor, future=ahead):
            covered = [t for t in tokens if start + edit.start <= t.idx < start + edit.end]
            if edit.words is None:
                naming.open_words.append(self.plain[start + edit.start : start + edit.end])
            elif covered and start + edit.start in by_offset:
                naming.edits.update(dict.fromkeys((t.i for t in covered), ""))
                naming.edits[covered[0].i] = edit.words + (" " if covered[-1].whitespace_ else "")

    def _quoted(self, proposition: Proposition, attribution: "Attribution") -> Wording:
        """ "X said X does not want it", or the quotation itself where its pronouns cannot all be named."""
        quotation = attribution.quotation
        naming = Naming(self.cast, self.resolver, attribution.source.party)
        lead = self._lead(proposition, attribution, naming)
        named_before = list(naming.named)
        content = self._content(proposition, naming)
        if not naming.open_words and proposition.tokens[-1].text != "?" and quotation is not None:
            bare = balanced(content.replace('"', ""))
            return self._finished(f"{lead} {lowered(bare, proposition.tokens[0])}", bare, naming)
        again = Naming(self.cast, self.resolver, attribution.source.party, named=named_before)
        words = render(proposition.tokens, {}).replace('"', "")
        again.open_words = naming.open_words
        return self._finished(f'{lead}: "{sentence(words)}"', words, again)

    def _lead(self, proposition: Proposition, attribution: "Attribution", naming: Naming) -> str:
        role = attribution.source.party.role if attribution.source.party is not None else ""
        name = self._name(attribution, naming)
        after = any(f" {p} " in f" {role} " for p in ("at", "of", "for", "in", "from"))
        if role and after:
            name = f"{name}, {role},"
        elif role:
            name = f"{role} {name}"
        return f"{name} said"
