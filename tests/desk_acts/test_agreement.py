"""Cohen's kappa: against figures worked out elsewhere, and of real blind reviews."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.desk.agreement import Z_95, agreement, cohen
from tests.desk import make_claim
from tests.desk_acts.apart import set_apart

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


def kappa_of(shares: list[list[float]]) -> float:
    """Work kappa out from a table of shares by its definition."""
    total = sum(map(sum, shares))
    observed = sum(shares[i][i] for i in range(len(shares))) / total
    chance = sum(sum(shares[i]) * sum(row[i] for row in shares) for i in range(len(shares))) / total**2
    return (observed - chance) / (1 - chance)


def error_by_differences(table: list[list[int]]) -> float:
    """Work the standard error out by the delta method, with slopes measured instead of derived."""
    n, step = sum(map(sum, table)), 1e-6
    shares = [[count / n for count in row] for row in table]
    slopes = []
    for i, row in enumerate(shares):
        for j, part in enumerate(row):
            more = [list(each) for each in shares]
            more[i][j] += step
            slopes.append((part, (kappa_of(more) - kappa_of(shares)) / step))
    mean = sum(part * slope for part, slope in slopes)
    return sqrt((sum(part * slope**2 for part, slope in slopes) - mean**2) / n)


TABLES = ([[20, 5], [10, 15]], [[88, 14, 18], [10, 40, 10], [2, 6, 12]], [[3, 1], [0, 2]])


def test_kappa_is_what_the_textbooks_say() -> None:
    assert cohen(pairs([[20, 5], [10, 15]]), ordered=True).kappa == pytest.approx(0.4)
    found = cohen(pairs([[88, 14, 18], [10, 40, 10], [2, 6, 12]]), ordered=True)
    assert found.kappa == pytest.approx(0.492, abs=0.0005)  # Cohen 1960, table 1
    assert found.observed == pytest.approx(0.70)


@pytest.mark.parametrize("table", TABLES)
def test_the_interval_is_the_delta_methods(table: list[list[int]]) -> None:
    found = cohen(pairs(table), ordered=True)
    assert found.kappa is not None
    assert found.low is not None

    wide = Z_95 * error_by_differences(table)

    assert found.kappa - found.low == pytest.approx(min(wide, found.kappa + 1), rel=1e-4)


def test_mixed_pairs_do_not_depend_on_who_stands_first() -> None:
    given = pairs([[20, 5], [10, 15]])
    turned = [(second, first) for first, second in given]

    assert cohen(given, ordered=False) == cohen(turned, ordered=False)
    assert cohen(given, ordered=False).kappa == pytest.approx(1 - 0.3 / (2 * 0.55 * 0.45))


def test_without_answers_or_with_one_answer_only_there_is_no_kappa() -> None:
    assert cohen([], ordered=True).kappa is None
    alike = cohen([(1, 1)] * 9, ordered=True)
    assert (alike.kappa, alike.observed, alike.reviews) == (None, 1, 9)


def test_reviews_are_summed_up_by_scale_and_pair_from_the_first_answers(article: Article, people: People) -> None:
    for slug, second, other in (
        ("true", people.second, "true"),
        ("false", people.second, "true"),
        ("false", people.third, "false"),
    ):
        apart = set_apart(make_claim(article, by=people.editor), people, second=second)
        apart.answer(people.reviewer, slug=slug)
        apart.answer(second, slug=other)
    half = set_apart(make_claim(article, by=people.editor), people)
    half.answer(people.reviewer)

    found = agreement(by=people.editor)

    assert found.overall.is_it_true.reviews == 3
    assert found.overall.is_it_true.observed == pytest.approx(2 / 3)
    assert [(row.name, row.is_it_true.reviews) for row in found.pairs] == [
        ("reviewer · second", 2),
        ("reviewer · third", 1),
    ]
    assert [(row.name, row.is_it_true.reviews) for row in found.scales] == [("Truth scale", 3)]


def test_only_the_newest_reviews_are_summed_up(
    article: Article, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.desk.agreement.MOST_SUMMED_UP", 2)
    for slug in ("false", "true", "true"):
        apart = set_apart(make_claim(article, by=people.editor), people)
        apart.answer(people.reviewer, slug="true")
        apart.answer(people.second, slug=slug)

    found = agreement(by=people.editor)

    assert (found.overall.is_it_true.reviews, found.overall.is_it_true.observed) == (2, 1.0)


def test_the_page_is_for_editors_and_costs_the_same_with_many_reviews(article: Article, people: People) -> None:
    client = Client()
    client.force_login(people.editor)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/desk/agreement/").status_code == 200
        return len(asked)

    def review_one(slug: str) -> None:
        apart = set_apart(make_claim(article, by=people.editor), people)
        apart.answer(people.reviewer)
        apart.answer(people.second, slug=slug)

    review_one("true")
    cost()
    with_one = cost()
    for slug in ("true", "false", "half-true", "true"):
        review_one(slug)

    assert cost() == with_one
    assert "reviewer · second" in client.get("/desk/agreement/").content.decode()
    client.force_login(people.reviewer)
    assert client.get("/desk/agreement/").status_code == 403
    with pytest.raises(PermissionDenied):
        agreement(by=people.reviewer)


def test_few_reviews_are_told_by_their_share_alone(
    article: Article, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(people.editor)
    for slug in ("true", "false"):
        apart = set_apart(make_claim(article, by=people.editor), people)
        apart.answer(people.reviewer, slug="true")
        apart.answer(people.second, slug=slug)
    assert "agreed in 50 %; too few for kappa" in client.get("/desk/agreement/").content.decode()
    monkeypatch.setattr("claims.desk.agreement.FEWEST_FOR_KAPPA", 2)
    assert "too few for kappa" not in client.get("/desk/agreement/").content.decode()
