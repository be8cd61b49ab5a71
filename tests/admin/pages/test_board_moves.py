"""The board's “Move”: every legal move of a claim, and those that are not one's own with the reason."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from claims.lifecycle import MOVES, Status, moves_from
from claims.permissions import AT_A_GLANCE, RULES

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def offered(browser: Client, claim: Claim) -> dict[str, bool]:
    """Return each move on the claim's slip, and whether it can be pressed."""
    page = browser.get("/desk/board/").content.decode()
    slip = next(part for part in page.split("<article ")[1:] if f"/desk/review/{claim.pk}/" in part)
    menu = slip.partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<(?:button|a) class="cd-btn[^"]*"([^>]*)>([^<]+)<', menu)
    return {unescape(words).rstrip("…"): "disabled" not in rest for rest, words in found}


def verbs(status: str) -> set[str]:
    """Return the moves that people choose from a status, as the board writes them."""
    return {str(move).capitalize() for move in moves_from(status) if move.offered}


def test_an_editor_is_offered_every_legal_move(claim: Claim, people: People, sit_down: SitDown) -> None:
    assert offered(sit_down(people.editor), claim) == dict.fromkeys(verbs(Status.SPOTTED), True)


def test_moves_of_others_keep_their_place_with_the_reason(assigned: Claim, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    told = offered(editor, assigned)
    assert set(told) == verbs(Status.ASSIGNED)
    assert {verb for verb, may in told.items() if not may} == {"Rate", "Give back"}
    assert "This claim is not assigned to you." in editor.get("/desk/board/").content.decode()


def test_a_reviewer_moves_what_is_theirs(assigned: Claim, people: People, sit_down: SitDown) -> None:
    told = offered(sit_down(people.reviewer), assigned)
    assert {verb for verb, may in told.items() if may} == {"Take", "Hand over", "Give back", "Rate"}


def test_nobody_is_offered_to_approve_their_own_verdict(rated: Claim, people: People, sit_down: SitDown) -> None:
    people.reviewer.role = "editor"
    people.reviewer.save(update_fields=["role"])
    reviewer = sit_down(people.reviewer)
    assert offered(reviewer, rated) == {"Send back": False, "Approve": False}
    assert "You wrote this verdict. Ask another editor" in reviewer.get("/desk/board/").content.decode()
    assert offered(sit_down(people.editor), rated) == {"Send back": True, "Approve": True}


def test_what_is_public_can_be_reopened_or_retracted(published: Claim, people: People, sit_down: SitDown) -> None:
    assert offered(sit_down(people.editor), published) == {"Reopen": True, "Retract": True}


@pytest.mark.parametrize("name", sorted(MOVES))
def test_each_condition_of_a_move_can_be_told_at_a_glance(name: str) -> None:
    condition = RULES[name].condition
    assert condition is None or condition in AT_A_GLANCE
