"""An editor sees how the machine came to a claim: rules, confidences, what a language model said and the rules did not."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from claims.models import Claim, ExtractionRun, Job
from claims.pipeline import spotting
from tests.pipeline.model_server import Model, serving_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

QUOTE = "Putin proposed holding the discussion as soon as possible."
GOOD = {"quote": QUOTE, "text": QUOTE, "claimant": "Joe Biden", "kind": "reported", "checkable": True}


@pytest.fixture
def model(settings: SettingsWrapper) -> Iterator[Model]:
    """A language model that the newsroom has named."""
    with serving_model() as model:
        settings.EXTRACTOR, settings.LLM_BASE_URL, settings.LLM_MODEL = "llm", model.url, "small"
        yield model


def words(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_claims_page_says_which_rule_made_each_part(article: Article, people: People, sit_down: SitDown) -> None:
    spotting.spot(article, finish=lambda: None)
    claim = article.claims.filter(provenance__claimant__has_key="confidence").in_reading_order().first()

    page = words(sit_down(people.editor), f"/desk/review/{claim.pk}/")

    assert f"How the machine read it {claim.run.extractor}" in page
    made = claim.provenance
    assert f"Claimant rule “{made['claimant']['rule']}” sure {made['claimant']['confidence']:.2f}" in page
    assert f"What is claimed rule “{made['proposition']['rule']}”" in page
    assert f"sure {made['wording']['confidence']:.2f}" in page


def test_a_claim_added_by_hand_has_no_machine_to_explain(claim: Claim, people: People, sit_down: SitDown) -> None:
    assert "How the machine read it" not in words(sit_down(people.editor), f"/desk/review/{claim.pk}/")


def test_a_disagreement_about_the_claimant_is_shown_beside_the_claim_and_on_its_page(
    article: Article, people: People, sit_down: SitDown, model: Model
) -> None:
    model.answers(GOOD)
    spotting.spot(article, finish=lambda: None)
    claim = article.claims.get()
    by_rules = claim.provenance["disagreement"]["claimant_by_the_rules"]
    browser = sit_down(people.editor)

    expected = f"The rules take {by_rules or 'the article itself'} for the claimant."
    assert expected in words(browser, f"/desk/articles/{article.pk}/")
    on_page = f"The language model names Joe Biden; the rules take {by_rules or 'the article itself'} for the claimant."
    assert on_page in words(browser, f"/desk/review/{claim.pk}/")


def test_what_was_turned_down_is_counted_on_the_articles_page(
    article: Article, people: People, sit_down: SitDown, model: Model
) -> None:
    model.answers(GOOD, {**GOOD, "quote": "The moon is green."}, {**GOOD, "text": "Putin proposed 77 talks."})
    run = spotting.spot(article, finish=lambda: None)
    Job.objects.filter(subject=article.pk).update(state="done")

    assert run.rejected == {"its quotation is not in the article": 1, "it adds a name or a number": 1}
    page = words(sit_down(people.editor), f"/desk/articles/{article.pk}/")
    reasons = "it adds a name or a number (1), its quotation is not in the article (1)"
    assert f"2 claims of the language model were turned down: {reasons}." in page


def test_a_fallback_is_said_on_the_articles_and_the_claims_page(
    article: Article, people: People, sit_down: SitDown, model: Model
) -> None:
    model.status = 429
    run = spotting.spot(article, finish=lambda: None)
    Job.objects.filter(subject=article.pk).update(state="done")
    browser = sit_down(people.editor)

    assert run.fallback.startswith("The endpoint answered with status 429")
    assert run.fallback in words(browser, f"/desk/articles/{article.pk}/")
    assert run.fallback in words(browser, f"/desk/review/{article.claims.first().pk}/")


def test_hostile_provenance_stays_words(article: Article, claim: Claim, people: People, sit_down: SitDown) -> None:
    run = ExtractionRun.objects.create(article=article, extractor="x")
    nasty = {"rule": "<script>alert(1)</script>" * 50, "confidence": "high", "open": [{"a": 1}]}
    Claim.objects.filter(pk=claim.pk).update(run=run, provenance={"claimant": nasty, "wording": [1], "kind": None})

    page = sit_down(people.editor).get(f"/desk/review/{claim.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
