"""How far two people who review apart agree: observed agreement and Cohen's kappa, by question, scale, topic and pair."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from claims.models.blind_review import BlindReview
from claims.models.verdict import Verdict
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from claims.models.user import User

Z_95 = 1.959963984540054
"""The normal distribution's quantile for an interval of 95 per cent."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance among `reviews` pairs of answers.

    `kappa`, `low` and `high` (a 95 per cent interval) are None where chance alone would agree always, or with no answers.
    """

    reviews: int
    observed: float | None = None
    kappa: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def percent(self) -> int:
        """Return the observed agreement in hundredths."""
        return round(100 * (self.observed or 0))


@dataclass(frozen=True, slots=True)
class Line:
    """A group of blind reviews, and how far its people agree on both questions."""

    name: str
    was_it_said: Kappa
    is_it_true: Kappa


def cohen(pairs: Sequence[tuple[Hashable, Hashable]], *, ordered: bool) -> Kappa:
    """Return Cohen's kappa (1960) with the large-sample interval of Fleiss, Cohen and Everitt (1969).

    `ordered` says that the same two people stand first and second in every pair. Without it each pair counts half in
    either order: both get the same margins, and kappa is Scott's pi (1955).
    Sources: Educational and Psychological Measurement 20:37–46; Psychological Bulletin 72:323–327, equation 13;
    Public Opinion Quarterly 19:321–325.
    """
    if not pairs:
        return Kappa(0)
    share: dict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for first, second in pairs:
        share[first, second] += (1 if ordered else 0.5) / len(pairs)
        if not ordered:
            share[second, first] += 0.5 / len(pairs)
    rows: dict[Hashable, float] = defaultdict(float)
    columns: dict[Hashable, float] = defaultdict(float)
    for (row, column), part in share.items():
        rows[row] += part
        columns[column] += part
    observed = sum(first == second for first, second in pairs) / len(pairs)
    chance = sum(part * columns[answer] for answer, part in rows.items())
    if chance > 1 - 1e-12:
        return Kappa(len(pairs), observed)
    kappa = (observed - chance) / (1 - chance)
    variance = -((observed * chance - 2 * chance + observed) ** 2)
    for (row, column), part in share.items():
        slope = (row == column) * (1 - chance) - (columns[row] + rows[column]) * (1 - observed)
        variance += part * slope**2
    wide = Z_95 * sqrt(max(variance, 0) / len(pairs)) / (1 - chance) ** 2
    return Kappa(len(pairs), observed, kappa, max(-1, kappa - wide), min(1, kappa + wide))


@dataclass(frozen=True, slots=True)
class Both:
    """The first answers of the two in one blind review, the person with the lower key first."""

    first: Verdict
    second: Verdict

    @property
    def pair(self) -> str:
        """Name the two."""
        return f"{self.first.reviewer} · {self.second.reviewer}"

    @property
    def topic(self) -> str:
        """Name the claim's topic; empty where it has none."""
        return str(self.first.claim.topic or "")

    @property
    def scale(self) -> str:
        """Name the scale, where both used the same; else empty."""
        same = self.first.rating.scale_id == self.second.rating.scale_id
        return str(self.first.rating.scale) if same else ""


def answers() -> list[Both]:
    """Return the first answers of every blind review in which both are in: two queries."""
    found: dict[int, dict[int, Verdict]] = defaultdict(dict)
    done = BlindReview.objects.exclude(both_in_at=None)
    rows = Verdict.objects.filter(blind_review__in=done).select_related("rating__scale", "reviewer", "claim__topic")
    for verdict in rows.defer("rationale", "claim__provenance").order_by("pk"):
        of_review = found[verdict.blind_review_id or 0]
        if len(of_review) < 2:
            of_review.setdefault(verdict.reviewer_id, verdict)
    return [Both(*(two[key] for key in sorted(two))) for two in found.values()]


def line(name: str, two: Iterable[Both], *, ordered: bool) -> Line:
    """Sum a group up; the ratings of two scales cannot be compared and are left out."""
    group = list(two)
    said = [(each.first.attribution, each.second.attribution) for each in group]
    true = [(each.first.rating_id, each.second.rating_id) for each in group if each.scale]
    return Line(name, cohen(said, ordered=ordered), cohen(true, ordered=ordered))


@dataclass(frozen=True, slots=True)
class Agreement:
    """All there is to know, for the page."""

    overall: Line
    scales: list[Line]
    topics: list[Line]
    pairs: list[Line]

    @property
    def alone(self) -> list[Line]:
        """Return the overall line as a table of one."""
        return [self.overall]


def agreement(*, by: User) -> Agreement:
    """Sum the blind reviews up, overall, by scale, topic and pair, the largest groups first. Raises PermissionDenied."""
    require_act(by, "see_agreement")
    found = answers()
    return Agreement(
        line("", found, ordered=False),
        grouped(((each.scale, each) for each in found if each.scale), ordered=False),
        grouped(((each.topic, each) for each in found if each.topic), ordered=False),
        grouped(((each.pair, each) for each in found), ordered=True),
    )


def grouped(named: Iterable[tuple[str, Both]], *, ordered: bool) -> list[Line]:
    """Sum up by name."""
    groups: dict[str, list[Both]] = defaultdict(list)
    for name, each in named:
        groups[name].append(each)
    return [
        line(name, groups[name], ordered=ordered) for name in sorted(groups, key=lambda key: (-len(groups[key]), key))
    ]
