"""The constructions of English that hold a second proposition, each a small question to the parse."""

from typing import TYPE_CHECKING, NamedTuple

from . import words
from .clauses import asserts, comma_before, content_of, finite, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_MARKERS = frozenset({"after", "while", "whereas", "although", "though"})
_RESULT = words.word_list("result")
_COMPLEMENTS = frozenset(
    {"dobj", "attr", "acomp", "oprd", "ccomp", "xcomp", "prep", "agent", "dative", "npadvmod", "advmod", "prt"}
)
_DEPENDENT = frozenset({"ROOT", "ccomp", "advcl", "relcl", "parataxis"})


class Cut(NamedTuple):
    """A place where a proposition begins: the construction, the verb whose subject it shares, the noun it tells about."""

    rule: str
    borrowed: "Token | None" = None
    antecedent: "Token | None" = None


def cut_at(token: "Token") -> Cut | None:
    """The construction that makes the token the head of a proposition of its own, if any."""
    if token.dep_ == "ROOT":
        return Cut("sentence")
    for construction in (
        _content,
        _coordinated,
        _saying,
        _adverbial,
        _afterwards,
        _relative,
        _apposition,
        _record,
        _absolute,
        _spliced,
    ):
        cut = construction(token)
        if cut is not None:
            return cut
    return None


def _content(token: "Token") -> Cut | None:
    """What is said: "said [that] X"; a clause after "if" or "whether" is what someone does not know, so it stays."""
    if token.dep_ != "ccomp" or not asserts(token.head):
        return None
    if content_of(token.head) != token and not (own_subject(token) is not None and finite(token)):
        return None
    if any(c.lower_ in {"if", "whether"} and c.dep_ == "mark" for c in token.children) or _asks(token):
        return None
    return Cut("content")


def _asks(token: "Token") -> bool:
    first = token.left_edge
    return first.tag_ in {"WP", "WRB", "WDT"} and first.lower_ not in {"that", "which"} and first.i > token.head.i


def _coordinated(token: "Token") -> Cut | None:
    """ "A rose and B fell"; "X resigned and left the country"; "was taken off and replaced by Y"."""
    if token.dep_ != "conj" or token.pos_ not in {"VERB", "AUX"} or _either(token):
        return None
    first = token.head
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    if own_subject(token) is not None:
        if not finite(token) and token.tag_ != "VBN":
            return None
        whole = first.dep_ == "ROOT" or cut_at(first) is not None or _comma_and(token)
        return Cut("coordinated") if whole else None
    if (
        first.dep_ == "ccomp"
        and asserts(first.head)
        and token.lemma_.lower() in (words.SAYING | words.PERFORMING) - words.MENTAL
        and finite(token)
    ):
        return Cut("shared subject", borrowed=first.head)
    if first.dep_ not in _DEPENDENT or (first.dep_ != "ROOT" and cut_at(first) is None):
        return None
    head = token.head
    passive = any(c.dep_ in {"aux", "auxpass"} for c in first.children)
    if not finite(token) and not (token.tag_ == first.tag_ and token.tag_ in {"VBN", "VBG", "VB"} and passive):
        return None
    told = asserts(token) and content_of(token) is not None
    if not told and not all(any(c.dep_ in _COMPLEMENTS for c in verb.children) for verb in (token, head)):
        return None
    return Cut("shared subject", borrowed=head)


def _either(token: "Token") -> bool:
    """ "They can send the check, or they can …": one thing or the other is one proposition."""
    left = token.left_edge.i
    return left > 0 and token.doc[left - 1].lower_ in {"or", "nor"}


def _comma_and(token: "Token") -> bool:
    """Whether ", and" or ", but" stands right before the clause."""
    left = token.left_edge.i
    doc = token.doc
    return left - 2 > token.sent.start and doc[left - 1].dep_ == "cc" and doc[left - 2].text == ","


def _saying(token: "Token") -> Cut | None:
    """ ", adding that …": a participle of saying behind a comma, with words of its own."""
    if token.tag_ != "VBG" or token.dep_ not in {"advcl", "conj"} or not asserts(token):
        return None
    return Cut("saying", borrowed=token.head) if comma_before(token) and content_of(token) is not None else None


def _adverbial(token: "Token") -> Cut | None:
    """ "…, after they had left"; "while the other rose"; ", instead seeking help from others"."""
    if token.dep_ != "advcl" or token.pos_ not in {"VERB", "AUX"}:
        return None
    mark = next((c for c in token.children if c.dep_ == "mark"), None)
    comma = comma_before(token)
    if mark is not None and own_subject(token) is not None and finite(token):
        preposed = token.i < token.head.i
        if mark.lower_ in _MARKERS or (mark.lower_ == "as" and comma and preposed):
            return Cut("adverbial")
        return None
    if token.tag_ != "VBG" or mark is not None or not comma or token.i < token.head.i or own_subject(token) is not None:
        return None
    if token.lemma_.lower() in _RESULT | words.SAYING or len(list(token.subtree)) < 5:
        return None
    if not any(t.ent_type_ or t.lower_ in {"instead", "then", "later", "also"} for t in token.subtree):
        return None
    return Cut("participle", borrowed=token.head)


def _afterwards(token: "Token") -> Cut | None:
    """ "… is shut after a lorry overturned", where the parser takes "after a lorry" for a phrase."""
    if token.dep_ != "acl" or token.tag_ != "VBD" or token.head.dep_ != "pobj" or token.head.head.lower_ != "after":
        return None
    return Cut("afterwards", antecedent=token.head) if token.head.head.head.pos_ in {"VERB", "AUX"} else None


def _relative(token: "Token") -> Cut | None:
    """ "Biden, who had won"; "India, where it is common"; not "patients who drink", which says which patients."""
    if token.dep_ not in {"relcl", "advcl"} or not finite(token):
        return None
    wh = next((t for t in token.subtree if t.tag_ in {"WDT", "WP", "WP$", "WRB"} and t.i <= token.i), None)
    if wh is None or wh.lower_ in {"when", "why", "what", "how", "whom", "whoever", "whatever"}:
        return None
    if wh.lower_ == "where" and own_subject(token) is not None:
        noun = token.head if token.head.pos_ in {"NOUN", "PROPN"} else None
        return Cut("where", antecedent=noun) if noun is None or comma_before(token) or noun.pos_ == "PROPN" else None
    if token.dep_ != "relcl" or (wh.lower_ == "that" and not comma_before(token)):
        return None
    if not comma_before(token) and token.head.pos_ != "PROPN":
        return None
    return Cut("relative", antecedent=token.head)


def _apposition(token: "Token") -> Cut | None:
    """An apposition that says a fact of its own: with a finite clause or with a rate in it."""
    if token.dep_ != "appos" or token.pos_ not in {"NOUN", "PROPN"} or not comma_before(token):
        return None
    subtree = list(token.subtree)
    told = any(t.dep_ == "relcl" and finite(t) for t in subtree)
    rate = any(t.lower_ in {"percent", "%"} for t in subtree) and len(subtree) >= 4
    return Cut("apposition", antecedent=token.head) if told or rate else None


def _record(token: "Token") -> Cut | None:
    """A superlative or a comparison behind a comma: ", the lowest since 1976"; ", down from 46,000"."""
    if token.dep_ not in {
        "appos",
        "npadvmod",
        "dobj",
        "attr",
        "oprd",
        "conj",
        "advmod",
        "dep",
        "nsubj",
        "advcl",
        "prep",
        "acl",
    }:
        return None
    if not comma_before(token) or token.doc[token.left_edge.i - 1].text == "(":
        return None
    first = token.left_edge
    if first.lower_ in {"down", "up"} and first.i + 1 < len(first.doc):
        return Cut("record") if first.nbor().lower_ == "from" and token.left_edge.i <= token.i else None
    if first.lower_ not in {"the", "its", "his", "her", "their", "a"} or token.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return None
    best = any(t.tag_ in {"JJS", "RBS"} or t.ent_type_ == "ORDINAL" for t in token.subtree)
    since = any(t.lower_ in {"since", "ever", "record", "of"} for t in token.subtree)
    return Cut("record") if best and since and len(list(token.subtree)) >= 4 else None


def _absolute(token: "Token") -> Cut | None:
    """ ", with the country recalling its ambassador"."""
    if token.tag_ != "VBG" or token.dep_ not in {"pcomp", "acl", "advcl"}:
        return None
    if own_subject(token) is not None:
        left = token.left_edge
        before = token.doc[left.i - 1] if left.i else left
        return Cut("absolute") if "with" in {left.lower_, before.lower_} else None
    with_noun = token.dep_ == "acl" and token.head.dep_ == "pobj" and token.head.head.lower_ == "with"
    if with_noun and comma_before(token.head.head):
        return Cut("absolute", antecedent=token.head)
    return None


def _spliced(token: "Token") -> Cut | None:
    """Whole clauses joined by a semicolon, a colon or a comma, which the parser hangs on one another."""
    if own_subject(token) is not None and finite(token) and (_after_colon(token) or _relays(token)):
        return Cut("spliced")
    if token.dep_ not in {"ccomp", "parataxis"} or own_subject(token) is None or not finite(token):
        return None
    if token.dep_ == "parataxis":
        return Cut("spliced")
    between = token.doc[min(token.i, token.head.i) : max(token.i, token.head.i)]
    joined = any(t.text == ";" or (t.dep_ == "cc" and t.i and t.nbor(-1).text == ",") for t in between)
    told = token.head.lemma_.lower() in words.SAYING and not any(t.text == ";" for t in between)
    return Cut("spliced") if joined and not told else None


def _after_colon(token: "Token") -> bool:
    left = token.left_edge
    return left.i > token.sent.start and left.nbor(-1).text == ":" and token.head.lemma_.lower() not in words.SAYING


def _relays(token: "Token") -> bool:
    """A closing ", ABC News reported", wherever the parser hangs it."""
    rest = token.doc[token.i + 1 : token.sent.end]
    return (
        token.lower_ in {"reported", "reports"} and all(t.is_punct or t.is_space for t in rest) and comma_before(token)
    )
