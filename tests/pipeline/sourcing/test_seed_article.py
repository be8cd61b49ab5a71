"""The newsroom's archive on the seed article, and on articles about something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from claims.models import Article, Evidence
from claims.pipeline import spotting
from claims.pipeline.sourcing.notes import notes
from claims.pipeline.sourcing.providers.archive import Archive
from claims.pipeline.sourcing.wanted import wanted
from tests.pipeline.sourcing.newsroom import search

UNRELATED = [
    "The Dow Jones Industrial Average fell 344.65 points at the close of trading on Thursday, September 4, 2008.",
    "Shares of the energy company ExxonMobil fell by 1.5 percent on Thursday, September 4, 2008.",
    "The number of people claiming weekly unemployment benefits in the United States rose to 444,000.",
    "Gloria Sam died from infection caused by severe eczema.",
    "There is no evidence that homeopathy is more effective than placebo for any condition.",
    "Thomas Sam and Manju Sam were advised to send their daughter Gloria to a skin specialist.",
    "Sweden defeated South Korea 1–0 on June 18, 2018, day five of the 2018 FIFA football World Cup.",
    "Harry Kane scored a second goal in the injury time as England won a corner kick.",
    "The United States women's team won the final against Japan.",
    "The president of the football association resigned on Monday.",
    "The price of Treasury bonds rose after the news.",
    "The city council approved a new bridge over the river at a cost of 12 million euros.",
]


@pytest.fixture
def archive() -> Archive:
    """The sample newsroom's notes."""
    return Archive(items=notes(settings.ARCHIVE_FOLDERS, publisher="The newsroom"))


@pytest.mark.parametrize("text", UNRELATED)
def test_a_claim_on_something_else_finds_nothing_in_the_archive(archive: Archive, text: str) -> None:
    assert [hit.address for hit in archive.search(wanted(text)).hits] == []


def test_the_sample_archive_has_its_eight_notes(archive: Archive) -> None:
    assert len(archive.items) == 8
    assert all(len(item.cites) == 2 and item.published_on and item.title for item in archive.items)


@pytest.mark.usefixtures("store")
def test_at_least_ten_claims_of_the_seed_article_find_their_notes(article: Article) -> None:
    settings.PROVIDERS, before = ["archive"], settings.PROVIDERS
    try:
        spotting.spot(article, finish=lambda: None)
        for claim in article.claims.filter(checkable=True):
            search(claim)
    finally:
        settings.PROVIDERS = before

    found = article.claims.filter(pk__in=Evidence.objects.values("claim"))
    assert found.count() >= 15


def test_gold_claims_on_other_subjects_find_nothing(archive: Archive) -> None:
    gold = Path("tests/gold/claims.jsonl")
    lines = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    wrong = [line["text"] for line in lines if archive.search(wanted(line["text"])).hits]

    assert len(lines) > 50
    assert wrong == []
