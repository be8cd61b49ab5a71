"""One proposition each: where a sentence of several facts is cut, along the parse."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_CUT_MARKERS = frozenset({"after", "while", "whereas", "although", "though"})
_RESULT = words.word_list("result")
_OBJECTS = frozenset(
    {"dobj", "attr", "acomp", "oprd", "ccomp", "xcomp", "prep", "agent", "dative", "npadvmod", "advmod"}
)


@dataclass(slots=True, eq=False)
class Proposition:
    """A finite clause, or what stands for one: its own tokens, and how its wording is to be completed.

    `rule` names the construction; `borrowed` is the verb whose subject it shares; `antecedent` the noun that a relative clause or an
    apposition tells about.
    """

    head: "Token"
    tokens: list["Token"]
    rule: str
    borrowed: "Token | None" = None
    antecedent: "Token | None" = None
    parent: "Proposition | None" = field(default=None, repr=False)

    @property
    def start(self) -> int:
        """Offset of the first token in the article."""
        return self.tokens[0].idx

    @property
    def end(self) -> int:
        """Offset after the last token."""
        return self.tokens[-1].idx + len(self.tokens[-1])


def is_saying(token: "Token") -> bool:
    """Whether a verb brings someone's words: a verb of saying with a clause after it."""
    return token.pos_ in {"VERB", "AUX"} and token.lemma_.lower() in words.SAYING and content_of(token) is not None


def content_of(verb: "Token") -> "Token | None":
    """The clause that a verb of saying carries: "said [that] X", or "X, she said"."""
    for child in verb.children:
        if child.dep_ == "ccomp" and (child.pos_ in {"VERB", "AUX"} or any(c.dep_ in SUBJECTS for c in child.children)):
            return child
    return None


def subject_of(verb: "Token") -> "Token | None":
    """The subject of a verb, its own or the one that it shares with the verb it is coordinated with."""
    seen = 0
    while seen < 6:
        for child in verb.children:
            if child.dep_ in SUBJECTS - {"expl"}:
                return child
        if verb.dep_ not in {"conj", "advcl", "xcomp", "pcomp"} or verb.head is verb:
            return None
        verb, seen = verb.head, seen + 1
    return None


def split_sentence(sent: "Span") -> list[Proposition]:
    """The propositions of a sentence in the order of the text. Attribution clauses come along; the claimant stage reads them."""
    heads: dict[int, Proposition] = {}
    for token in sent:
        cut = _cut(token)
        if cut is not None:
            rule, borrowed, antecedent = cut
            heads[token.i] = Proposition(token, [], rule, borrowed, antecedent)
    if sent.root.i not in heads:
        heads[sent.root.i] = Proposition(sent.root, [], "sentence")
    for token in sent:
        owner = token
        while owner.i not in heads:
            owner = owner.head
        heads[owner.i].tokens.append(token)
    for head, proposition in heads.items():
        if proposition.head.dep_ != "ROOT":
            above = sent.doc[head].head
            while above.i not in heads:
                above = above.head
            proposition.parent = heads[above.i]
    return sorted((p for p in map(_trimmed, heads.values()) if p.tokens), key=lambda p: (p.start, p.end))


def _cut(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """Whether a proposition of its own hangs on this token: (rule, verb to borrow the subject from, antecedent)."""
    if token.dep_ == "ROOT":
        return "sentence", None, None
    for rule in (_coordinated, _content, _adverbial, _relative, _apposition, _absolute, _spliced):
        cut = rule(token)
        if cut is not None:
            return cut
    return None


def _finite(token: "Token") -> bool:
    if token.tag_ in {"VBD", "VBP", "VBZ", "MD"}:
        return True
    return token.pos_ in {"VERB", "AUX"} and any(
        c.tag_ in {"VBD", "VBP", "VBZ", "MD"} and c.dep_ in {"aux", "auxpass", "cop"} for c in token.children
    )


def _own_subject(token: "Token") -> bool:
    return any(c.dep_ in SUBJECTS for c in token.children)


def _coordinated(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """ "A rose and B fell"; "X resigned and left the country"; "was taken off and replaced by Y"."""
    head = token.head
    if token.dep_ != "conj" or token.pos_ not in {"VERB", "AUX"}:
        return None
    first = head
    while first.dep_ == "conj":
        first = first.head
    if first.dep_ not in {"ROOT", "ccomp", "advcl", "relcl", "parataxis"} or (
        first.dep_ != "ROOT" and not _cut_above(first)
    ):
        return None
    if _own_subject(token):
        return ("coordinated", None, None) if _finite(token) or token.tag_ == "VBN" else None
    shares = _finite(token) or (
        token.tag_ == head.tag_
        and token.tag_ in {"VBN", "VBG", "VB"}
        and any(c.dep_ in {"aux", "auxpass"} for c in first.children)
    )
    if (
        not shares
        or not any(c.dep_ in _OBJECTS for c in token.children)
        or not any(c.dep_ in _OBJECTS for c in head.children)
    ):
        return None
    return "shared subject", head, None


def _cut_above(token: "Token") -> bool:
    return _cut(token) is not None


def _content(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """What is said: "said [that] X"."""
    if token.dep_ == "ccomp" and token.head.lemma_.lower() in words.SAYING and content_of(token.head) is not None:
        return "content", None, None
    return None


def _adverbial(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """ "..., after they had left"; "while the other rose"; ", instead seeking help from others"."""
    if token.dep_ != "advcl" or token.pos_ not in {"VERB", "AUX"}:
        return None
    mark = next((c for c in token.children if c.dep_ == "mark"), None)
    comma = _comma_before(token)
    if mark is not None and _own_subject(token) and _finite(token):
        lowered = mark.lower_
        if lowered in _CUT_MARKERS or (lowered == "as" and comma):
            return "adverbial", None, None
        return None
    if token.tag_ == "VBG" and mark is None and comma and token.i > token.head.i and not _own_subject(token):
        if token.lemma_.lower() not in _RESULT | words.SAYING and len(list(token.subtree)) >= 5:
            return "participle", token.head, None
    return None


def _relative(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """ "Biden, who had won"; "India, where it is common"; not "patients who drink", which says which patients."""
    if token.dep_ not in {"relcl", "ccomp", "advcl"} or not _finite(token):
        return None
    wh = _relative_word(token)
    if wh is None or (wh.lower_ == "that" and not _comma_before(token)):
        return None
    antecedent = token.head if token.dep_ == "relcl" else None
    if antecedent is None or wh.lower_ in {"when", "why", "what", "how", "whom"}:
        return None
    if not _comma_before(token) and antecedent.pos_ != "PROPN":
        return None
    return ("relative", None, antecedent) if wh.lower_ != "where" else ("where", None, antecedent)


def _relative_word(token: "Token") -> "Token | None":
    for part in token.subtree:
        if part.tag_ in {"WDT", "WP", "WP$", "WRB"} and part.i <= token.i:
            return part
    return None


def _apposition(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """An apposition that says a fact of its own: with a finite clause or with a rate in it."""
    if token.dep_ != "appos" or token.pos_ not in {"NOUN", "PROPN"} or not _comma_before(token):
        return None
    subtree = list(token.subtree)
    finite = any(t.dep_ == "relcl" and _finite(t) for t in subtree)
    rate = any(t.lower_ in {"percent", "%"} for t in subtree) and len(subtree) >= 4
    return ("apposition", None, token.head) if finite or rate else None


def _absolute(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """ ", with the country recalling its ambassador"."""
    if token.tag_ != "VBG" or token.dep_ not in {"pcomp", "acl", "advcl"}:
        return None
    subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
    if subject is not None and any(
        t.lower_ == "with" and t.i == next(iter(token.subtree)).i - 1 for t in (token.head, *token.children)
    ):
        return "absolute", None, None
    if (
        token.dep_ == "acl"
        and token.head.dep_ == "pobj"
        and token.head.head.lower_ == "with"
        and _comma_before(token.head.head)
    ):
        return "absolute", None, token.head
    return None


def _spliced(token: "Token") -> "tuple[str, Token | None, Token | None] | None":
    """Whole clauses joined by a semicolon or a comma, which the parser hangs on one another."""
    if (
        token.dep_ in {"ccomp", "parataxis"}
        and _own_subject(token)
        and _finite(token)
        and token.head.lemma_.lower() not in words.SAYING
    ):
        between = token.doc[min(token.i, token.head.i) : max(token.i, token.head.i)]
        if any(t.text == ";" for t in between):
            return "spliced", None, None
    return None


def _comma_before(token: "Token") -> bool:
    left = token.left_edge.i
    return left > token.sent.start and token.doc[left - 1].text in {",", "–", "—", "("}


def _trimmed(proposition: Proposition) -> Proposition:
    """Without the conjunctions, commas and discourse adverbs around it."""
    tokens = proposition.tokens
    marks = {"mark"} if proposition.rule in {"adverbial", "content"} else set()
    while tokens and (
        tokens[0].is_space
        or (tokens[0].is_punct and tokens[0].text not in "\"'([")
        or tokens[0].dep_ in {"cc", "preconj"} | marks
        or _discourse(tokens)
    ):
        tokens = tokens[1:]
    while tokens and (
        tokens[-1].is_space or tokens[-1].dep_ == "cc" or tokens[-1].text in {",", ";", ":", "–", "—", "-", "("}
    ):
        tokens = tokens[:-1]
    proposition.tokens = tokens
    return proposition


def _discourse(tokens: "list[Token]") -> bool:
    """ "However, ..." and "Meanwhile, ...": words that only join a sentence to the one before."""
    return (
        len(tokens) > 1
        and tokens[1].text == ","
        and tokens[0].lower_ in {"however", "meanwhile", "moreover", "furthermore", "additionally", "also", "still"}
    )
