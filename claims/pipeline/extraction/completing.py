"""What a clause lacks once it is cut out: its subject, its noun, a finite verb, its dates."""

from typing import TYPE_CHECKING

from .clauses import SUBJECTS
from .continuing import question_of
from .inflection import past
from .propositions import subject_of
from .rendering import lowered, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from .eventday import Carried, EventDays
    from .frames import Frame
    from .naming import Naming
    from .propositions import Proposition
    from .timeline import Timeline

_STATES = frozenset({"missing", "lacking", "pending", "remaining", "waiting", "living", "standing", "outstanding"})


class Completer:
    """Makes sentences of propositions, with the dates of the article written out."""

    def __init__(self, plain: str, timeline: "Timeline", days: "EventDays") -> None:
        self.plain = plain
        self.timeline = timeline
        self.days = days

    def dated(
        self, proposition: "Proposition", naming: "Naming", *, narrated: bool, framed: "Sequence[Token]" = ()
    ) -> "tuple[str, Carried | None]":
        """(the proposition as a sentence of its own, the day that it was given though its words name none)."""
        day = self.days.carried(proposition, narrated=narrated, framed=framed)
        if day is None:
            naming.edits.update(self.days.event_words(proposition))
        content = self.content(proposition, naming)
        if day is None or content[-1:] in '?!"':
            return content, None
        body = content.rstrip(" ")
        body = body if body.endswith((".m.", ".S.", ".K.")) else body.rstrip(".")
        if day.opens:
            whole = proposition.parent if proposition.rule == "record" else proposition
            first = next((t for t in whole.tokens if not t.is_punct), None) if whole is not None else None
            named = first is None or first.i in naming.edits or proposition.rule not in {"sentence", "record"}
            return f"{day.words}, {body if named else lowered(body, first)}", day
        return f"{body} {day.words}", day

    def said_on(self, frame: "Frame") -> str:
        """The day that a clause of saying names: "on Wednesday, …" of ", the trust said on Wednesday"."""
        inside = {t.idx: t for t in frame.tokens}
        for edit in self.timeline.between(frame.start, frame.end):
            date = inside.get(edit.start)
            if date is None or edit.words is None or edit.moment is None or edit.moment.on is None:
                continue
            if date.head == frame.verb or date.head.head == frame.verb:
                return edit.moment.words
        return ""

    def glossed(self, tokens: "list[Token]") -> dict[int, str]:
        """Words said, each date among them followed by what it comes to in brackets: by index of its last token."""
        notes = self.days.event_notes(tokens)
        for edit in self.timeline.between(tokens[0].idx, tokens[-1].idx + len(tokens[-1])):
            covered = [t for t in tokens if edit.start <= t.idx < edit.end]
            if covered and edit.words is not None and edit.words != self.plain[edit.start : edit.end]:
                bare = edit.words.removeprefix("on ").removeprefix("in ")
                last = covered[-1]
                notes[last.i] = (
                    f"{last.text} [{bare}]" if last.i + 1 == len(last.doc) or last.nbor().tag_ != "POS" else ""
                )
                if not notes[last.i]:
                    del notes[last.i]
                    notes[last.i + 1] = f"{last.nbor().text} [{bare}]"
        return notes

    def content(self, proposition: "Proposition", naming: "Naming") -> str:
        """The proposition as a sentence of its own, by the construction it was cut from."""
        tokens = [t for t in proposition.tokens if t.i not in proposition.without]
        if proposition.rule in {"shared subject", "participle"} and proposition.borrowed is not None:
            subject = subject_of(proposition.borrowed)
            before = self._noun(subject, naming) if subject is not None else ""
            return f"{before} {self._verbal(proposition, naming)}"
        if proposition.rule == "absolute" and proposition.antecedent is None:
            return self._verbal(proposition, naming)
        if proposition.rule == "this" and proposition.parent is not None:
            return (
                f"{self.phrase(proposition.parent.tokens, naming).rstrip('.')}, which {self.phrase(tokens[1:], naming)}"
            )
        if proposition.rule == "answer" and proposition.parent is not None:
            asked = self.phrase(question_of(proposition.parent), naming)
            return f"Asked {asked}, {self.phrase(tokens, naming)}"
        if proposition.rule == "record" and proposition.parent is not None:
            base = [t for t in proposition.parent.tokens if t.i < proposition.tokens[0].i]
            return f"{self.phrase(base, naming)}, {self.phrase(tokens, naming)}"
        if proposition.antecedent is not None:
            return self._about(proposition, tokens, naming)
        return self.phrase(tokens, naming)

    def phrase(self, tokens: "list[Token]", naming: "Naming") -> str:
        """The tokens with names for pronouns and dates written out."""
        if not tokens:
            return ""
        free = [t for t in tokens if not (naming.verbatim and naming.resolver.quoted[t.i])]
        if free:
            self._dates(free, naming)
            naming.take(free)
        return render(tokens, naming.edits)

    def _about(self, proposition: "Proposition", tokens: "list[Token]", naming: "Naming") -> str:
        """A relative clause or an apposition, told of its noun."""
        antecedent = proposition.antecedent
        if antecedent is None:
            return self.phrase(tokens, naming)
        noun = self._noun(antecedent, naming)
        plural = antecedent.tag_ in {"NNS", "NNPS"} or any(c.dep_ == "conj" for c in antecedent.children)
        if proposition.rule == "apposition":
            return f"{noun} {'are' if plural else 'is'} {lowered(self.phrase(tokens, naming), tokens[0])}"
        if proposition.rule == "where":
            return f"{self.phrase(tokens, naming)} in {noun}"
        if proposition.rule == "absolute":
            return f"{noun} {self._verbal(proposition, naming)}"
        for i, token in enumerate(tokens[:8]):
            if token.tag_ in {"WDT", "WP"} and token.dep_ in SUBJECTS | {"dobj", "pobj"}:
                return self._placed(noun, tokens, i, naming)
            if token.tag_ == "WP$":
                return f"{noun}'s {self.phrase(tokens[i + 1 :], naming)}"
        return self.phrase(tokens, naming)

    def _placed(self, noun: str, tokens: "list[Token]", i: int, naming: "Naming") -> str:
        """The noun in the place of "who" or "which": before the verb as subject, after it as object."""
        before, after = self.phrase(tokens[:i], naming), self.phrase(tokens[i + 1 :], naming)
        if tokens[i].dep_ == "dobj":
            return f"{before} {after} {noun}"
        if before.startswith("according"):
            return f"{before}, {noun} {after}"
        return f"{before} {noun} {after}".strip()

    def _verbal(self, proposition: "Proposition", naming: "Naming") -> str:
        """A participle told as a finite verb; a shared auxiliary repeated."""
        verb = proposition.head
        for part in (verb, *(c for c in verb.children if c.dep_ == "conj" and c.tag_ == "VBG")):
            if part.tag_ == "VBG" and part in proposition.tokens and not any(c.dep_ == "aux" for c in part.children):
                naming.edits[part.i] = _finite(part, verb)
        aux = ""
        if proposition.borrowed is not None and verb.tag_ in {"VBN", "VB"}:
            own = any(c.dep_ in {"aux", "auxpass"} for c in verb.children)
            shared = [
                c
                for c in proposition.borrowed.children
                if c.dep_ in {"aux", "auxpass", "neg"} and c.i < proposition.borrowed.i
            ]
            aux = "" if own else " ".join(c.text for c in shared)
        return f"{aux} {self.phrase(proposition.tokens, naming)}".strip()

    def _noun(self, noun: "Token", naming: "Naming") -> str:
        """A noun phrase without its clauses and appositions, names written out."""
        if noun.tag_ in {"WP", "WDT"} and noun.head.dep_ == "relcl":
            noun = noun.head.head
        kept = [t for t in noun.subtree if not _aside(t, noun)]
        while kept and (kept[-1].is_punct or kept[-1].is_space):
            kept.pop()
        kept = kept or [noun]
        phrase = self.phrase(kept, naming)
        return lowered(phrase, kept[0]) if kept[0].pos_ == "DET" and kept[0].i not in naming.edits else phrase

    def _dates(self, tokens: "list[Token]", naming: "Naming") -> None:
        start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
        for edit in self.timeline.between(start, end):
            covered = [t for t in tokens if edit.start <= t.idx < edit.end]
            if not covered or covered[0].idx != edit.start:
                continue
            if edit.words is None:
                naming.open_words.append(self.plain[edit.start : edit.end])
            else:
                naming.edits.update(dict.fromkeys((t.i for t in covered), ""))
                self._put_date(edit.words, covered, tokens, naming)

    def _put_date(self, words: str, covered: "list[Token]", tokens: "list[Token]", naming: "Naming") -> None:
        """The date in place; a possessive one goes behind its noun: "Wednesday's vote" -> "the vote of Wednesday, …"."""
        last = covered[-1]
        mark = last.nbor() if last.i + 1 < len(last.doc) else last
        noun = last.head
        if mark.tag_ != "POS" or mark not in tokens or last.dep_ != "poss" or noun not in tokens:
            naming.edits[covered[0].i] = words + (" " if last.whitespace_ else "")
            return
        bare = words.removeprefix("on ").removeprefix("in ")
        first = covered[0]
        naming.edits[first.i] = f"{first.text} the" if first.pos_ == "ADP" else "the"
        naming.edits[mark.i] = ""
        naming.edits[noun.i] = f"{noun.text} of {bare}"


def _finite(participle: "Token", verb: "Token") -> str:
    """ "recalling" -> "recalled"; a state stays one: "still missing" -> "were missing"."""
    if participle.lower_ not in _STATES:
        return past(participle.lemma_.lower())
    subject = next((c for c in verb.children if c.dep_ in SUBJECTS), verb.head)
    return f"{'were' if subject.tag_ in {'NNS', 'NNPS'} else 'was'} {participle.text}"


def _aside(token: "Token", noun: "Token") -> bool:
    for part in (token, *token.ancestors):
        if part == noun:
            return False
        if part.dep_ in {"relcl", "appos", "acl"} and part.left_edge.i > noun.i:
            return True
    return False
