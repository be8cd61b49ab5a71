"""Two people at two screens on one claim: they see each other, and neither overwrites the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.admin.pages.stations import give
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.browser.conftest import Desk

pytestmark = pytest.mark.usefixtures("queue")


def test_two_who_reword_one_claim_collide_and_both_wordings_stay(desk: Desk, claims: list[Claim]) -> None:
    claim = claims[2]
    address = f"/desk/articles/{desk.article.pk}/?claim={claim.number}&do=reword"
    with desk.screen(desk.people.chief) as first, desk.screen(desk.people.editor) as second:
        first.go(address).locator("#wording").fill("Putin wants to talk soon.")
        second.go(address).locator("#wording").fill("Putin asked for a quick talk.")
        first.page.get_by_role("button", name="Save wording").click()
        second.page.get_by_role("button", name="Save wording").click()

        told = second.page.get_by_role("region", name="Both versions")
        told.wait_for()
        assert str(desk.people.chief) in told.inner_text()
        assert told.locator("[data-theirs]").inner_text() == "Putin wants to talk soon."
        assert second.page.locator("#wording").input_value() == "Putin asked for a quick talk."
        second.page.locator("#wording").fill("Putin asked to talk soon.")
        with second.page.expect_navigation():
            second.page.get_by_role("button", name="Save wording").click()
    claim.refresh_from_db()
    assert claim.text == "Putin asked to talk soon."


def test_two_windows_on_one_draft_lose_neither(desk: Desk, claims: list[Claim]) -> None:
    archive_evidence(claims[0])
    give(claims[0], desk.people)
    address = f"/desk/review/{claims[0].pk}/"
    with desk.screen(desk.people.reviewer) as first, desk.screen(desk.people.reviewer) as second:
        first.go(address)
        second.go(address)
        first.page.locator("#rationale").fill("Typed at the office.")
        first.page.locator("[data-draft]", has_text="Draft saved at").wait_for()
        second.page.locator("#rationale").fill("Typed on the way home.")
        compare = second.page.get_by_role("button", name="Compare both versions")
        compare.wait_for()
        with second.page.expect_navigation():
            compare.click()
        told = second.page.get_by_role("region", name="Both versions").inner_text()
        assert "Typed at the office." in told
        assert second.page.locator("#rationale").input_value() == "Typed on the way home."


def test_who_has_the_claim_open_is_said_and_unsaid(desk: Desk, claims: list[Claim]) -> None:
    give(claims[0], desk.people)
    address = f"/desk/review/{claims[0].pk}/"
    with desk.screen(desk.people.reviewer) as reviewer:
        line = reviewer.go(address).locator("#here")
        with desk.screen(desk.people.editor) as editor:
            there = editor.go(address).locator("#here")
            assert there.inner_text() == f"{desk.people.reviewer} has this claim open now."
            reviewer.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
            reviewer.page.locator("#here", has_text=str(desk.people.editor)).wait_for()
            editor.go("/desk/")
            editor.page.wait_for_timeout(500)
        reviewer.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        reviewer.page.locator("#here:empty").wait_for(state="attached")
        assert line.inner_text() == ""
