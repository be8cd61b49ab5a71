"""Earlier verdicts stand beside the claim, with how alike they are and why; a person says whether it is the same."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.pipeline.matching import finding
from tests.pipeline.matching.test_finding import ALIKE, RECALLED, match, others

if TYPE_CHECKING:
    from django.test import Client

    from tests.admin.pages.conftest import SitDown
    from tests.stories import Story


def words(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_our_own_and_others_verdicts_stand_on_both_pages(story: Story, sit_down: SitDown) -> None:
    public = story.publish(1, wording=RECALLED)
    others("Was Anatoly Antonov, Russia's ambassador, recalled to Moscow for consultations? (True)")
    claim = story.spot(60, wording=ALIKE)
    match(story.article)
    browser = sit_down(story.people.editor)

    for address in (f"/desk/articles/{story.article.pk}/", f"/desk/review/{claim.pk}/"):
        page = words(browser, address)
        assert f"{RECALLED} Mostly true this desk" in page
        assert "Sample Wire Check" in page
        assert f"likeness {claim.earlier.to_show()[0].likeness:.2f}" in page
    raw = browser.get(f"/desk/review/{claim.pk}/").content.decode()
    assert f'href="/verdicts/{public.public_id}/"' in raw
    assert 'href="https://checks.example.org/1"' in raw
    assert "Earlier verdicts 2 alike" in words(browser, f"/desk/review/{claim.pk}/")
    assert "ambassador" in page


def test_a_person_says_that_it_is_the_same_or_not(story: Story, sit_down: SitDown) -> None:
    others()
    claim = story.spot(60, wording=ALIKE)
    match(story.article)
    row = claim.earlier.get()
    browser = sit_down(story.people.editor)
    address = f"/desk/review/{claim.pk}/"

    browser.post(address, {"act": "call_same", "earlier": row.pk, "seen": claim.version})
    assert "the same claim, says" in words(browser, address)

    browser.post(address, {"act": "call_different", "earlier": row.pk, "seen": claim.version})
    assert 'id="earlier"' not in browser.get(address).content.decode()
    row.refresh_from_db()
    assert (row.same, row.judged_by) == (False, story.people.editor)


def test_an_earlier_verdict_of_another_claim_is_refused_with_words(story: Story, sit_down: SitDown) -> None:
    claim = story.spot(60, wording=ALIKE)
    browser = sit_down(story.people.editor)

    answer = browser.post(f"/desk/review/{claim.pk}/", {"act": "call_same", "earlier": "7", "seen": claim.version})

    assert answer.status_code == 422
    assert "does not stand beside the claim" in answer.content.decode()


def test_others_words_and_addresses_stay_words(story: Story, sit_down: SitDown) -> None:
    from claims.models import Source

    source = others(f"{RECALLED} <img src=x onerror=alert(1)>")
    Source.objects.filter(pk=source.pk).update(address="javascript:alert(1)")
    claim = story.spot(60, wording=ALIKE)
    match(story.article)
    assert claim.earlier.exists()

    page = sit_down(story.people.editor).get(f"/desk/review/{claim.pk}/").content.decode()

    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


def test_both_pages_cost_the_same_with_one_earlier_verdict_and_with_thirty(story: Story, sit_down: SitDown) -> None:
    others()
    first = story.spot(60, wording=ALIKE)
    match(story.article)
    browser = sit_down(story.people.editor)
    pages = (f"/desk/articles/{story.article.pk}/", f"/desk/review/{first.pk}/")

    def cost(page: str) -> int:
        browser.get(page)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(page).status_code == 200
        return len(counted)

    before = [cost(page) for page in pages]
    story.publish(2, wording=RECALLED)
    for number in range(2, 12):
        others(f"{RECALLED} Part {number}", number=number)
        story.spot(60 + number, wording=f"{ALIKE} Part {number}")
    match(story.article)
    assert sum(claim.earlier.count() for claim in story.article.claims.all()) >= 30
    assert [cost(page) for page in pages] == before
    assert finding.MOST < 30
