"""Holding a model to the article: a claim that cannot be located, or that brings a name or number of its own, is rejected."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .claim import VERSION, ExtractedClaim
from .claimant_kinds import UNKNOWN, kind_of_words
from .reading import plain
from .strangers import Vocabulary, strangers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

KINDS = frozenset({"fact", "quote", "reported", "prediction", "opinion"})
MOST = 1_000  # claims of one article
_LONGEST = 2_000  # characters of one wording or quotation
_LONGEST_NAME = 300
_SAME_WORDS = 20  # places of one quotation that are looked at
_BESIDE = 0.5  # share of two spans' union at which model and rules speak of the same claim,
_INSIDE = 0.8  # or share of the shorter one that lies in the longer


@dataclass(slots=True)
class Verified:
    """The claims that held, and how many were rejected for which reason."""

    claims: list[ExtractedClaim] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Article:
    """The article, read once for all rows of an answer."""

    text: str
    plain: str
    vocabulary: Vocabulary
    day: "date | None"


def verify(
    rows: "Sequence[object]", text: str, *, published_at: "date | None", rules: "Sequence[ExtractedClaim]", model: str
) -> Verified:
    """Check each row of a model's answer against the article; the rules' claims are the cross-check on who said it."""
    found = Verified()
    if len(rows) > MOST:
        found.rejected["more claims than an article can hold"] = len(rows) - MOST
    article = _Article(text, plain(text), Vocabulary.of(text), published_at)
    taken: set[tuple[str, int]] = set()
    for row in rows[:MOST]:
        if not isinstance(row, dict) or not _has_the_form(row):
            found.rejected["not in the agreed form"] += 1
            continue
        reason, place = _fault(row, article, taken)
        if reason:
            found.rejected[reason] += 1
            continue
        taken.add((row["text"], place[0]))
        found.claims.append(_claim(row, text, place, rules, model))
    found.claims.sort(key=lambda claim: (claim.start, claim.end))
    return found


def _has_the_form(row: "Mapping[str, object]") -> bool:
    said = [row.get(key) for key in ("quote", "text", "claimant", "kind")]
    return (
        all(isinstance(value, str) and _is_text(value) for value in said)
        and row["kind"] in KINDS
        and isinstance(row.get("checkable"), bool)
    )


def _is_text(value: str) -> bool:
    """Half characters and control characters are no text, and no database takes them."""
    return all(unicodedata.category(sign) not in {"Cc", "Cs"} or sign in "\t\n\r" for sign in value)


def _fault(row: "Mapping[str, str]", article: _Article, taken: set[tuple[str, int]]) -> tuple[str, tuple[int, int]]:
    """(why a row is rejected or "", its place in the article)."""
    nowhere = (-1, -1)
    quote, wording, claimant = row["quote"], row["text"], row["claimant"]
    if not quote.strip() or not wording.strip() or max(len(quote), len(wording)) > _LONGEST:
        return "empty or too long", nowhere
    if len(claimant) > _LONGEST_NAME:
        return "empty or too long", nowhere
    places = list(_places(quote.strip(), article))
    if not places:
        return "its quotation is not in the article", nowhere
    place = next((each for each in places if (wording, each[0]) not in taken), None)
    if place is None:
        return "it stands twice in the answer", nowhere
    if claimant.strip() and not _names(claimant.strip(), article.text):
        return "its claimant is not in the article", nowhere
    if strangers(wording, article.vocabulary, article.day):
        return "it adds a name or a number", nowhere
    return "", place


def _places(quote: str, article: _Article) -> "Iterator[tuple[int, int]]":
    """The first places of a quotation: word for word, or else with other quotation marks and blanks, one character for one."""
    for where, what in ((article.text, quote), (article.plain, plain(quote))):
        start, left = (where.find(what), _SAME_WORDS) if what.strip() else (-1, 0)
        found = start >= 0
        while start >= 0 and left:
            yield start, start + len(what)
            start, left = where.find(what, start + len(what)), left - 1
        if found:
            return


def _names(claimant: str, text: str) -> bool:
    """Whether the article has these words as whole words."""
    start = text.find(claimant)
    while start >= 0:
        end = start + len(claimant)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(claimant, start + 1)
    return False


def _claim(
    row: "Mapping[str, object]", text: str, place: tuple[int, int], rules: "Sequence[ExtractedClaim]", model: str
) -> ExtractedClaim:
    start, end = place
    claimant = str(row["claimant"]).strip()
    beside = max(rules, key=lambda claim: _overlap(claim, start, end), default=None)
    by_model = {"model": model}
    provenance: dict[str, object] = {
        "version": VERSION,
        "extractor": "language model",
        "place": {"rule": "the quotation was found in the article, character for character"},
        **dict.fromkeys(("proposition", "claimant", "wording", "kind"), by_model),
    }
    role = ""
    if beside is not None and _is_same(beside, start, end):
        same = claimant.casefold() == beside.claimant.casefold()
        role = beside.claimant_role if same else ""
        if not same:
            provenance["disagreement"] = {"claimant_by_the_rules": beside.claimant}
    checkable = bool(row["checkable"])
    reason = (
        "The language model judges that it can be checked."
        if checkable
        else "The language model judges that it cannot be checked."
    )
    return ExtractedClaim(
        start=start,
        end=end,
        quote=text[start:end],
        text=" ".join(str(row["text"]).split()),
        claimant=claimant,
        claimant_role=role,
        reported_by="",
        kind=str(row["kind"]),
        checkable=checkable,
        reason=reason,
        check_worthiness=0.0,
        unresolved=False,
        provenance=provenance,
        claimant_kind=_kind(claimant, rules),
    )


def _kind(claimant: str, rules: "Sequence[ExtractedClaim]") -> str:
    """What the claimant is, as the rules read this name anywhere in the article, or by its words alone."""
    same = (claim.claimant_kind for claim in rules if claim.claimant.casefold() == claimant.casefold())
    return next((kind for kind in same if kind != UNKNOWN), kind_of_words(claimant))


def _is_same(claim: ExtractedClaim, start: int, end: int) -> bool:
    shared = min(claim.end, end) - max(claim.start, start)
    shorter = min(claim.end - claim.start, end - start)
    return _overlap(claim, start, end) >= _BESIDE or shared / shorter >= _INSIDE


def _overlap(claim: ExtractedClaim, start: int, end: int) -> float:
    shared = min(claim.end, end) - max(claim.start, start)
    return shared / (max(claim.end, end) - min(claim.start, start)) if shared > 0 else 0.0
