"""The gold articles keep their promises: offsets, identities and fields that the scores rest on."""

import json
import re
from calendar import day_name, month_name
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TYPES = {"fact", "quote", "reported", "prediction", "opinion"}
ARTICLE_FIELDS = ["article", "url", "words", "date", "origin", "licence", "text"]
CLAIM_FIELDS = [
    "id",
    "article",
    "start",
    "end",
    "source",
    "text",
    "speaker",
    "speaker_surface",
    "speaker_aliases",
    "via",
    "type",
    "checkable",
    "optional",
    "quote",
    "quote_start",
    "quote_end",
]
QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’(?!\w)")
PRONOUNS = re.compile(
    r"\b(?:us|(?i:i|me|my|we|our|ours|you|your|yours|he|him|his|she|her|hers|himself|herself|they|them|it))\b(?!\.)"
)
DANGLING_TIMES = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|next|this) (?:week|month|year|night))\b", re.I
)
CALENDAR = {*map(str.lower, (*month_name[1:], *day_name))}

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    """The rows of a JSON-lines file beside this test."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


ARTICLES = {row["article"]: row for row in rows("articles.jsonl")}
CLAIMS = rows("claims.jsonl")


def words(text: str) -> set[str]:
    """Lower-case words and numbers, with possessives and hyphens taken apart."""
    flat = re.sub(r"['’]s\b|[.,'’]", "", text.replace("-", " ").replace("–", " "))
    return set(re.findall(r"\w+", flat.lower()))


def years(article: Row) -> set[str]:
    """The years that a resolved date may name: the year of the article, the one before and the one after."""
    return {str(int(article["date"][:4]) + step) for step in (-1, 0, 1)} if article["date"] else set()


@pytest.fixture(params=CLAIMS, ids=lambda row: row["id"])
def claim(request: pytest.FixtureRequest) -> Row:
    row: Row = request.param
    return row


def test_there_are_at_least_twelve_articles_and_each_has_claims() -> None:
    counted = Counter(row["article"] for row in CLAIMS)

    assert len(ARTICLES) >= 12
    assert counted.keys() == ARTICLES.keys()
    assert min(counted.values()) >= 15


def test_every_article_has_its_fields_its_licence_and_its_true_word_count() -> None:
    for row in ARTICLES.values():
        assert list(row) == ARTICLE_FIELDS
        assert (row["licence"], row["origin"]) == ("CC0 1.0", "written for this project")
        assert row["words"] == len(row["text"].split())
        assert row["date"] is None or date.fromisoformat(row["date"])


def test_no_two_claims_and_no_two_articles_share_an_identity() -> None:
    assert len({row["id"] for row in CLAIMS}) == len(CLAIMS)
    assert len(ARTICLES) == len(rows("articles.jsonl"))


def test_claims_follow_the_order_of_their_article() -> None:
    for name in ARTICLES:
        starts = [row["start"] for row in CLAIMS if row["article"] == name]
        assert starts == sorted(starts)


def test_a_claim_has_every_field_and_a_known_type(claim: Row) -> None:
    assert list(claim) == CLAIM_FIELDS
    assert claim["id"].startswith(claim["article"] + "-")
    assert claim["type"] in TYPES
    assert isinstance(claim["checkable"], bool)
    assert isinstance(claim["optional"], bool)
    assert all(isinstance(alias, str) and alias for alias in claim["speaker_aliases"])


def test_the_source_is_the_article_between_start_and_end(claim: Row) -> None:
    text = ARTICLES[claim["article"]]["text"]

    assert 0 <= claim["start"] < claim["end"] <= len(text)
    assert text[claim["start"] : claim["end"]] == claim["source"]
    assert claim["source"] == claim["source"].strip()
    assert "\n" not in claim["source"]


def test_the_quote_lies_inside_the_source_or_is_absent_whole(claim: Row) -> None:
    places = (claim["quote_start"], claim["quote_end"])
    if claim["quote"] is None:
        assert places == (None, None)
        return

    assert ARTICLES[claim["article"]]["text"][places[0] : places[1]] == claim["quote"]
    assert claim["start"] <= places[0] < places[1] <= claim["end"]


def test_the_type_agrees_with_the_speaker_the_quote_and_the_flag(claim: Row) -> None:
    assert claim["type"] != "opinion" or not claim["checkable"]
    assert claim["type"] != "quote" or claim["quote"] is not None
    assert claim["type"] != "reported" or claim["quote"] is None
    assert (claim["type"] == "fact") <= (claim["speaker"] == "ARTICLE")


def test_the_speaker_is_named_and_the_surface_stands_in_the_article(claim: Row) -> None:
    assert claim["speaker"]
    assert claim["via"] is None or claim["via"] != claim["speaker"]
    if claim["speaker"] == "ARTICLE":
        assert claim["speaker_surface"] is None
    if claim["speaker_surface"] is not None:
        assert claim["speaker_surface"] in ARTICLES[claim["article"]]["text"]


def test_the_wording_stands_alone(claim: Row) -> None:
    unquoted = QUOTED.sub(" ", claim["text"])

    assert claim["text"][-1] in '.?"”’'
    assert not PRONOUNS.search(unquoted)
    assert not DANGLING_TIMES.search(unquoted)


def test_a_weekday_in_a_wording_is_the_true_one_of_its_date(claim: Row) -> None:
    named = re.findall(r"\b(\w+day), (\w+) (\d{1,2}), (\d{4})", claim["text"])
    told = [day for day, *_ in named]

    assert told == [
        f"{date(int(year), list(month_name).index(month), int(number)):%A}" for _, month, number, year in named
    ]


def test_the_wording_names_nothing_that_the_article_lacks(claim: Row) -> None:
    article = ARTICLES[claim["article"]]
    known = words(article["text"]) | CALENDAR | years(article) | {str(day) for day in range(1, 32)}

    flat = re.sub(r"['’]s\b|[.,'’]", "", claim["text"].replace("-", " ").replace("–", " "))
    named = re.findall(r"(?<!^)\b[A-Z]\w+|\b\d\w*", flat)

    assert [name for name in named if name.lower() not in known] == []
