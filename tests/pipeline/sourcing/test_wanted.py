"""The wordings that providers are asked with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.pipeline.sourcing.wanted import LONGEST_QUERY, names, queries, wanted

GOLD = [json.loads(line) for line in Path("tests/gold/claims.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Russian President Vladimir Putin challenged Joe Biden.", ["Vladimir Putin", "Joe Biden"]),
        ("The S&P 500 fell on Thursday, September 4, 2008.", ["S&P"]),
        ("According to the Bank of England, prices rose.", ["Bank of England"]),
        ("Prices rose by 3 percent in March.", []),
        ("Wal-Mart's sales rose. Wal-Mart did not say why.", ["Wal-Mart"]),
        ("nobody is named here", []),
    ],
)
def test_names_come_without_titles_dates_and_doubles(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_the_wordings_go_from_narrow_to_wide() -> None:
    asked = queries("Russia recalled its ambassador Anatoly Antonov to Moscow for consultations.")

    assert asked == (
        "Anatoly Antonov Moscow consultations recalled",
        "Antonov Moscow consultations",
        "Anatoly Antonov Moscow",
    )


def test_figures_and_years_are_asked_for_days_are_not() -> None:
    asked = queries("The Dow Jones Industrial Average fell 344.65 points on Thursday, September 4, 2008.")

    assert asked[1].startswith("Dow 344.65 2008")
    assert not any("Thursday" in query or "4," in query for query in asked)


def test_a_claim_without_a_person_is_asked_by_its_rarest_words() -> None:
    assert queries("Vaccines have caused autism in children.")[0] == "Vaccines autism caused"


@pytest.mark.parametrize("claim", GOLD, ids=lambda claim: claim["id"])
def test_no_wording_is_the_whole_claim(claim: dict[str, str]) -> None:
    speaker = "" if claim["speaker"] == "ARTICLE" else claim["speaker"]

    asked = wanted(claim["text"], claimant=speaker).queries

    assert 1 <= len(asked) <= 3
    assert len(set(asked)) == len(asked)
    assert all(query != claim["text"].rstrip(".") and len(query.split()) <= 7 for query in asked)


@given(some.text(max_size=400), some.text(max_size=60))
def test_whatever_is_claimed_the_wordings_are_short(text: str, claimant: str) -> None:
    asked = queries(text, claimant=claimant)

    assert len(asked) <= 3
    assert all(0 < len(query) <= LONGEST_QUERY for query in asked)
