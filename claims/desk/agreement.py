"""How far two people who review apart agree: observed agreement and Cohen's kappa, by question, scale, topic and pair."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from claims.models.blind_review import BlindReview
from claims.models.claim import Claim
from claims.models.user import User
from claims.models.verdict import Verdict
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

Z_95 = 1.959963984540054
"""The normal distribution's quantile for an interval of 95 per cent."""


MOST_SUMMED_UP = 500
"""How many blind reviews are summed up, the newest first: enough for an interval of a few hundredths either way."""


FEWEST_FOR_KAPPA = 10
"""Below so many reviews kappa and its interval (which holds for large samples) say nothing; the shares are shown alone."""


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

    @property
    def is_of_few(self) -> bool:
        """Say whether there are too few reviews for kappa to mean anything."""
        return 0 < self.reviews < FEWEST_FOR_KAPPA


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
    """The first answers of the two in one blind review, the person with the lower key first.

    `scale` is empty where they used two, `topic` where the claim has none.
    """

    was_it_said: tuple[str, str]
    is_it_true: tuple[int, int]
    pair: str
    scale: str
    topic: str


def answers() -> list[Both]:
    """Return the first answers of the newest MOST_SUMMED_UP blind reviews in which both are in: four queries."""
    found: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    newest = BlindReview.objects.exclude(both_in_at=None).order_by("-pk")[:MOST_SUMMED_UP]
    claims = dict(newest.values_list("pk", "claim"))
    topics = dict(Claim.objects.filter(pk__in=claims.values()).values_list("pk", "topic__name"))
    rows = Verdict.objects.filter(blind_review__in=claims).order_by("pk")
    for review, reviewer, *answer in rows.values_list(
        "blind_review", "reviewer", "attribution", "rating", "rating__scale", "rating__scale__name"
    ):
        of_review = found[review]
        if len(of_review) < 2:
            of_review.setdefault(reviewer, (*answer, topics[claims[review]]))
    names = {each.pk: str(each) for each in User.objects.filter(pk__in={key for two in found.values() for key in two})}
    return [both(two, names) for two in found.values()]


def both(two: dict[int, tuple[Any, ...]], names: dict[int, str]) -> Both:
    """Put two people's answers beside each other."""
    (one, first), (other, second) = sorted(two.items())
    scale = first[3] if first[2] == second[2] else ""
    said, true = (first[0], second[0]), (first[1], second[1])
    return Both(said, true, pair=f"{names[one]} · {names[other]}", scale=scale, topic=first[4] or "")


def line(name: str, two: Iterable[Both], *, ordered: bool) -> Line:
    """Sum a group up; the ratings of two scales cannot be compared and are left out."""
    group = list(two)
    said = [each.was_it_said for each in group]
    true = [each.is_it_true for each in group if each.scale]
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
