"""Two subjects and two numbers in one clause: "Shares of A and B fell by 1.5 and 3 percent, respectively"."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def paired(verb: "Token", tokens: "list[Token]") -> list[frozenset[int]]:
    """For each pair the token indices that its wording leaves out; [] where names and numbers do not pair up."""
    inside = {t.i for t in tokens}
    respectively = [t for t in tokens if t.lower_ == "respectively"]
    names = _series([t for t in tokens if t.i < verb.i and t.pos_ in {"PROPN", "NOUN"}])
    numbers = _series([t for t in tokens if t.i > verb.i and t.like_num])
    if len(names) < 2 or len(names) != len(numbers) or not (respectively or all(n[0].pos_ == "PROPN" for n in names)):
        return []
    always = {t.i for r in respectively for t in (r, r.doc[r.i - 1]) if t.i in inside and (t == r or t.text == ",")}
    ways = []
    for keep in range(len(names)):
        drop = set(always)
        for series in (names, numbers):
            kept = {t.i for t in series[keep]}
            first, last = series[0][0].i, series[-1][-1].i
            drop |= {i for i in range(first, last + 1) if i in inside and i not in kept}
        ways.append(frozenset(drop))
    return ways


def _series(tokens: "list[Token]") -> "list[list[Token]]":
    """The members of the one coordination "A, B and C" among the tokens, each with the words of its own name."""
    heads = {t.i: t for t in tokens}
    for token in tokens:
        chain = [token]
        while True:
            following = next((c for c in chain[-1].children if c.dep_ == "conj" and c.i in heads), None)
            if following is None:
                break
            chain.append(following)
        if len(chain) >= 2 and token.dep_ != "conj":
            return [
                [*(c for c in member.children if c.dep_ in {"compound", "nummod"} and c.i < member.i), member]
                for member in chain
            ]
    return []
