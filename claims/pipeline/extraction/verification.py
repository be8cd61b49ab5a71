"""Holding a model to the article: a claim that cannot be located, or that brings a name or number of its own, is rejected."""

import re
from calendar import day_name, month_name
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .claim import ExtractedClaim

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

KINDS = frozenset({"fact", "quote", "reported", "prediction", "opinion"})
_LONGEST = 2_000  # characters of one wording or quotation
_NAME_OR_NUMBER = re.compile(r"(?<![.!?:\"“] )(?<!^)(?<!^[\"“])\b[A-Z]\w+|\d+")
_CALENDAR = frozenset(name.lower() for name in (*day_name, *month_name) if name)


@dataclass(slots=True)
class Verified:
    """The claims that held, and how many were rejected for which reason."""

    claims: list[ExtractedClaim] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)


def verify(
    rows: "Sequence[object]", text: str, *, published_at: "date | None", rules: "Sequence[ExtractedClaim]", version: str
) -> Verified:
    """Check each row of a model's answer against the article; the rules' claims are the cross-check on who said it."""
    found = Verified()
    taken: set[tuple[int, int]] = set()
    for row in rows:
        reason, start = _fault(row, text, published_at, taken)
        if reason or not isinstance(row, dict):
            found.rejected[reason] += 1
            continue
        place = (start, start + len(row["quote"]))
        taken.add(place)
        found.claims.append(_claim(row, place, rules, version))
    found.claims.sort(key=lambda claim: (claim.start, claim.end))
    return found


def strangers(wording: str, text: str, published_at: "date | None") -> list[str]:
    """Names and numbers of a wording that the article does not have; a date may be written out from the article's day."""
    have = set(re.findall(r"\w+", text.lower())) | set(re.findall(r"\d+", text))
    years = {str(published_at.year + shift) for shift in (-1, 0, 1)} if published_at is not None else set()
    new = []
    for match in _NAME_OR_NUMBER.finditer(wording):
        word = match.group()
        day = published_at is not None and (
            word in years or (word.isdigit() and 1 <= int(word) <= 31) or word.lower() in _CALENDAR
        )
        if word.lower() not in have and not day:
            new.append(word)
    return new


def _fault(row: object, text: str, published_at: "date | None", taken: set[tuple[int, int]]) -> tuple[str, int]:
    """(why a row is rejected or "", where its quotation starts)."""
    if not isinstance(row, dict) or not all(
        isinstance(row.get(key), str) for key in ("quote", "text", "claimant", "kind")
    ):
        return "not in the agreed form", -1
    quote, wording, claimant = row["quote"], row["text"], row["claimant"]
    if row["kind"] not in KINDS or not isinstance(row.get("checkable"), bool):
        return "not in the agreed form", -1
    if not quote.strip() or not wording.strip() or max(len(quote), len(wording)) > _LONGEST:
        return "empty or too long", -1
    start = text.find(quote)
    while start >= 0 and (start, start + len(quote)) in taken:
        start = text.find(quote, start + 1)
    if start < 0:
        return "its quotation is not in the article", -1
    if claimant and claimant not in text:
        return "its claimant is not in the article", -1
    if strangers(wording, text, published_at):
        return "it adds a name or a number", -1
    return "", start


def _claim(
    row: "Mapping[str, object]", place: tuple[int, int], rules: "Sequence[ExtractedClaim]", version: str
) -> ExtractedClaim:
    start, end = place
    claimant = str(row["claimant"])
    beside = max(rules, key=lambda claim: _overlap(claim, start, end), default=None)
    provenance: dict[str, object] = {"version": version, "extractor": "llm"}
    role = ""
    if beside is not None and _overlap(beside, start, end) >= 0.5:
        same = claimant.lower() == beside.claimant.lower()
        role = beside.claimant_role if same else ""
        if not same:
            provenance["disagreement"] = {"claimant by the rules": beside.claimant}
    checkable = bool(row["checkable"])
    reason = (
        "The language model judges that it can be checked."
        if checkable
        else "The language model judges that it cannot be checked."
    )
    return ExtractedClaim(
        start=start,
        end=end,
        quote=str(row["quote"]),
        text=str(row["text"]),
        claimant=claimant,
        claimant_role=role,
        reported_by="",
        kind=str(row["kind"]),
        checkable=checkable,
        reason=reason,
        check_worthiness=0.0,
        unresolved="disagreement" in provenance,
        provenance=provenance,
    )


def _overlap(claim: ExtractedClaim, start: int, end: int) -> float:
    shared = min(claim.end, end) - max(claim.start, start)
    return shared / (max(claim.end, end) - min(claim.start, start)) if shared > 0 else 0.0
