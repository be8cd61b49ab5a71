"""The wordings that providers are asked with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from claims.pipeline.sourcing.wanted import LONGEST_QUERY, names, queries, wanted, when

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


def test_one_wording_has_the_date_and_the_figures() -> None:
    asked = queries("The Dow Jones Industrial Average fell 344.65 points on Thursday, September 4, 2008.")

    assert asked[1].startswith("Dow 4 September 2008 344.65")
    assert not any("2008" in asked[place] for place in (0, 2))
    assert not any("Thursday" in query for query in asked)


@pytest.mark.parametrize(
    ("text", "said_on", "dated"),
    [
        ("Russia recalled Anatoly Antonov on 17 March.", date(2021, 3, 18), "17 March 2021"),
        ("Russia recalled Anatoly Antonov on December 30.", date(2021, 1, 2), "30 December 2020"),
        ("Russia recalled Anatoly Antonov on 17 March.", None, "17 March"),
        ("Russia recalled Anatoly Antonov in March.", date(2021, 3, 18), "March 2021"),
        ("Russia recalled Anatoly Antonov on Wednesday.", date(2021, 3, 18), "March 2021"),
        ("Russia recalled Anatoly Antonov in 2021.", None, "2021"),
        ("Russia recalled Anatoly Antonov on Wednesday.", None, ""),
        ("Russia may recall Anatoly Antonov.", date(2021, 3, 18), ""),
    ],
)
def test_the_date_of_a_claim_is_spelled_out(text: str, said_on: date | None, dated: str) -> None:
    assert when(text, said_on=said_on) == dated
    asked = wanted(text, said_on=said_on).queries
    assert 2 <= len(asked) <= 3
    assert sum(bool(dated) and dated in query for query in asked) == bool(dated)


def test_a_small_number_is_asked_for_with_what_it_counts() -> None:
    assert "35 diplomats" in queries("Russia recalled 35 diplomats and Anatoly Antonov on 17 March 2021.")[1]
    assert "3 percent" in queries("Prices in Germany rose by 3 percent.")[1]


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
