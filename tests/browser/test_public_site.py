"""The public pages in a real browser: no violation, no sideways scrolling, light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.scrutiny import faults_of, looks
from tests.stories import Story

if TYPE_CHECKING:
    from tests.browser.conftest import Desk

REASON = """The offer is on record [1], on **18 March 2021**.

Two agencies reported it within the hour; neither named a place:

- one gave the sentence in full;
- the other did not.

> I want to propose to President Biden to continue our discussion."""


@pytest.fixture
def addresses(desk: Desk) -> list[str]:
    """The public pages, with something on each."""
    story = Story(desk.people, desk.article)
    standing = story.publish(1, rationale=REASON, rating="unproven", claimant="")
    corrected = story.publish(2, rationale=REASON)
    story.correct(corrected, rationale=REASON.replace("18 March", "17 March") * 3)
    retracted = story.publish(3, wording="Averyveryverylongwordwithoutanyspacetobreakit" * 6)
    story.retract(retracted)
    return [
        "/",
        *(f"/verdicts/{claim.public_id}/" for claim in (standing, corrected, retracted)),
        f"/verdicts/{corrected.public_id}/2/",
        "/corrections/",
        "/corrections/?kind=retracted",
        "/?before=1",
        "/methodology/",
        "/api/docs/",
        "/nothing/",
    ]


def test_every_public_page_is_without_fault(desk: Desk, addresses: list[str]) -> None:
    with desk.screen(None) as screen:
        assert faults_of(screen, addresses, looks(1440, 390), ruler=False) == {}


def test_public_pages_say_the_same_without_script(desk: Desk, addresses: list[str]) -> None:
    with desk.screen(None) as with_script, desk.screen(None, script=False) as without:
        for address in addresses:
            words = with_script.go(address).locator("main").inner_text()
            assert without.go(address).locator("main").inner_text() == words


def test_the_keyboard_reaches_the_answer_past_the_menu(desk: Desk, addresses: list[str]) -> None:
    with desk.screen(None) as screen:
        page = screen.go(addresses[1])
        screen.press("Tab", "Enter")
        assert page.evaluate("location.hash") == "#main"
