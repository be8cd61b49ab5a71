"""People at their screens: by keyboard alone, without script, two at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.desk import assignment
from claims.lifecycle import Status
from tests.admin.pages.stations import give
from tests.desk import archive_evidence

if TYPE_CHECKING:
    import pytest

    from claims.models import Claim
    from tests.browser.conftest import Desk
    from tests.browser.windows import Screen

MOST_KEYSTROKES = 12
"""A claim's way from triage to the public, beyond typed text."""


def test_a_claim_goes_from_triage_to_the_public_by_keyboard_alone(
    desk: Desk, claims: list[Claim], capsys: pytest.CaptureFixture[str]
) -> None:
    claim, people = claims[0], desk.people
    archive_evidence(claim)
    with desk.screen(people.editor) as editor:
        editor.go(f"/desk/articles/{desk.article.pk}/?claim={claim.number}")
        editor.land("a", "**last=*")
        triage = editor.keystrokes
    claim.refresh_from_db()
    who = claim.assignments.current().get().reviewer
    with desk.screen(who) as reviewer:
        reviewer.go("/desk/")
        reviewer.land("o", "**/desk/review/*/")
        reviewer.press("n", "+", "c", "y", "1", "r")
        reviewer.page.keyboard.type("The record shows it [1].")
        reviewer.press("Tab")
        reviewer.land("Enter", "**/desk/")
        review = reviewer.keystrokes
    claim.refresh_from_db()
    assert claim.status == Status.RATED
    with desk.screen(people.editor) as editor:
        editor.go("/desk/approve/")
        editor.land("o", "**/desk/approve/*/")
        editor.land("g", "**/desk/approve/*/")
        approval = editor.keystrokes
    claim.refresh_from_db()
    assert claim.status == Status.PUBLISHED
    with capsys.disabled():
        print(f"\nkeystrokes: triage {triage}, review {review}, approval {approval}")
    assert triage + review + approval <= MOST_KEYSTROKES


def test_triage_goes_on_to_the_next_claim_and_can_be_taken_back(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/")
        screen.land("m", "**last=*")
        assert page.locator('[aria-current="true"].cd-card').get_attribute("id") == f"claim-{claims[1].number}"
        screen.land("u", "**last=*")
        claims[0].refresh_from_db()
        assert claims[0].status == Status.SPOTTED
        screen.go(f"/desk/articles/{desk.article.pk}/")
        screen.press("j")
        screen.land("d", "**do=dismiss*")
        page.keyboard.type("A joke, and d is no command here.")
        screen.land("Enter", "**last=*")
    claims[1].refresh_from_db()
    assert claims[1].status == Status.DISMISSED
    assert claims[1].moves.get().reason == "A joke, and d is no command here."


def test_keys_can_be_turned_off_for_good(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/")
        page.get_by_role("button", name="all keys").click()
        page.get_by_label("Use these keys").uncheck()
        page.get_by_role("button", name="Close").click()
        screen.press("m")
        page.wait_for_timeout(300)
        screen.go(f"/desk/articles/{desk.article.pk}/")
        screen.press("m")
        page.wait_for_timeout(300)
        assert "last=" not in page.url
    claims[0].refresh_from_db()
    assert claims[0].status == Status.SPOTTED


def test_the_whole_story_works_without_script(desk: Desk) -> None:
    people = desk.people
    words = "Putin proposed holding the discussion as soon as possible."
    with desk.screen(people.editor, script=False) as editor:
        page = editor.go(f"/desk/articles/{desk.article.pk}/")
        page.get_by_text("Add a claim by hand").click()
        page.get_by_label("Words of the article").fill(words)
        page.get_by_role("button", name="Add the claim").click()
        claim = desk.article.claims.get()
        page.get_by_label("Reviewer").select_option(str(people.reviewer.pk))
        page.locator(".cd-card--now").get_by_role("button", name="Assign").click()
    archive_evidence(claim)
    with desk.screen(people.reviewer, script=False) as reviewer, desk.screen(people.editor, script=False) as editor:
        rate_without_script(reviewer, "Half true")
        page = editor.go(f"/desk/approve/{claim.pk}/")
        page.get_by_label(f"Note to {people.reviewer}").fill("The record says more than half of it.")
        page.get_by_role("button", name="Send back").click()
        assert "The record says more than half of it." in reviewer.go(f"/desk/review/{claim.pk}/").inner_text(
            "#verdict"
        )
        rate_without_script(reviewer, "Mostly true")
        page = editor.go(f"/desk/approve/{claim.pk}/")
        page.get_by_role("button", name="Approve and publish now").click()
        assert page.get_by_text("Published, as no. 1 of the ledger.").is_visible()
        page.get_by_label("Note for readers").fill("A reader sent the transcript.")
        page.get_by_role("button", name="Reopen").click()
        rate_without_script(reviewer, "False")
        page = editor.go(f"/desk/approve/{claim.pk}/")
        page.get_by_role("button", name="Approve", exact=True).click()
        page.get_by_label("Note for readers").fill("We had overlooked the transcript.")
        page.get_by_role("button", name="Correct", exact=True).click()
        page.get_by_role("link", name="Public page").first.click()
        assert "We had overlooked the transcript." in page.inner_text("main")
    claim.refresh_from_db()
    assert claim.status == Status.CORRECTED
    assert [row.kind for row in claim.publications.order_by("sequence")] == ["published", "corrected"]


def rate_without_script(reviewer: Screen, rating: str) -> None:
    """Open the only claim of the queue, cite its only passage, and send a verdict."""
    page = reviewer.go("/desk/")
    page.get_by_role("link", name="Review claim").click()
    page.get_by_label("Supports").check(force=True)
    page.locator("input[name=cite]").check(force=True)
    page.get_by_label("Confirmed").check()
    name = page.locator(".name", has_text=re.compile(rf"^{rating}$"))
    page.locator("label.cd-choice", has=name).locator("[name=rating]").check()
    page.get_by_label("Why, in two or three sentences").fill("The record shows it [1].")
    page.get_by_role("button", name="Send for approval").click()


def test_two_editors_at_one_claim_never_overwrite_each_other(desk: Desk, claims: list[Claim]) -> None:
    people, claim = desk.people, claims[0]
    address = f"/desk/articles/{desk.article.pk}/?claim={claim.number}&do=reword"
    with desk.screen(people.editor) as first, desk.screen(people.chief) as second:
        slow, fast = first.go(address), second.go(address)
        slow.get_by_label("Wording that stands alone").fill("The slow editor's wording.")
        fast.get_by_label("Wording that stands alone").fill("The fast editor's wording.")
        fast.get_by_role("button", name="Save wording").click()
        slow.get_by_role("button", name="Save wording").click()
        assert "Someone changed this claim while you were reading." in slow.get_by_role("alert").inner_text()
        assert slow.get_by_label("Wording that stands alone").input_value() == "The slow editor's wording."
        assert slow.locator(f"#w-{claim.number}").inner_text() == "The fast editor's wording."
    claim.refresh_from_db()
    assert claim.text == "The fast editor's wording."


def test_a_reviewer_keeps_their_words_when_the_claim_goes_to_another_desk(desk: Desk, claims: list[Claim]) -> None:
    people, claim = desk.people, claims[0]
    archive_evidence(claim)
    give(claim, people)
    with desk.screen(people.reviewer) as screen:
        page = screen.go(f"/desk/review/{claim.pk}/")
        page.get_by_label("Why, in two or three sentences").fill("My careful words.")
        before = claim.assignments.current().get()
        assignment.assign(claim, people.second, by=people.editor, seen=claim.version, instead_of=before)
        page.get_by_role("button", name="Send for approval").click()
        assert page.get_by_label("What you wrote").input_value() == "My careful words."
    assert not claim.verdicts.exists()


def test_many_claims_are_ticked_and_counted(desk: Desk, claims: list[Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go("/desk/list/")
        screen.press("j", "x", "j", "x")
        assert page.locator("[data-count]").inner_text().endswith(": 2")
        page.get_by_role("button", name="Assign", exact=True).click()
        assert page.locator(".cd-results li").count() == 2
    assert [claim.assignments.current().count() for claim in claims] == [1, 1, 0]
