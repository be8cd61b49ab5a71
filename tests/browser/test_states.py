"""Pages in the states that they come to: an act half done, refused, overtaken by a colleague, or done to many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.desk import triage
from tests.browser.scrutiny import faults, looks, violations
from tests.browser.stations import fill

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.browser.conftest import Desk
    from tests.browser.windows import Screen

WIDTHS = pytest.mark.parametrize("width", [1440, 390])
"""The acts are done at each of these widths; what they lead to is looked at in both themes."""


def note(wrong: dict[str, list[str]], screen: Screen, state: str, width: int) -> None:
    if found := faults(screen, looks(width)):
        wrong[state] = found


@WIDTHS
def test_the_forms_of_triage_are_without_fault(desk: Desk, claims: list[Claim], width: int) -> None:
    wrong: dict[str, list[str]] = {}
    with desk.screen(desk.people.editor, width=width) as screen:
        for do in ("reword", "split", "merge", "sort", "change_span", "dismiss"):
            page = screen.go(f"/desk/articles/{desk.article.pk}/?claim={claims[0].number}&do={do}")
            assert page.locator(".cd-do [data-focus]").is_visible(), do
            note(wrong, screen, do, width)
        for do, field, button in (
            ("change_span", "words", "Save the words"),
            ("merge", "kept", "Merge"),
            ("dismiss", "reason", "Dismiss"),
            ("split", "words_1", "Split"),
        ):
            page = screen.go(f"/desk/articles/{desk.article.pk}/?claim={claims[0].number}&do={do}")
            page.locator(f".cd-do [name={field}]").fill("" if do == "dismiss" else "never said")
            page.locator(".cd-do").get_by_role("button", name=button, exact=True).click()
            assert page.locator(".cd-do .cd-problem").is_visible(), do
            note(wrong, screen, f"{do}, refused", width)
    assert wrong == {}


@WIDTHS
def test_what_a_colleague_overtook_is_without_fault(desk: Desk, claims: list[Claim], width: int) -> None:
    claim = claims[0]
    with desk.screen(desk.people.editor, width=width) as screen:
        page = screen.go(f"/desk/articles/{desk.article.pk}/?claim={claim.number}&do=reword")
        triage.reword(claim, text="A colleague's wording.", by=desk.people.chief, seen=claim.version)
        page.locator("#wording").fill("My own wording.")
        page.get_by_role("button", name="Save wording").click()
        assert page.get_by_role("region", name="Both versions").is_visible()
        assert faults(screen, looks(width)) == []


@WIDTHS
def test_what_was_done_to_many_is_without_fault(desk: Desk, claims: list[Claim], width: int) -> None:
    with desk.screen(desk.people.editor, width=width) as screen:
        page = screen.go("/desk/list/")
        for box in page.locator("[name=claims]").all():
            box.check()
        triage.dismiss(claims[0], by=desk.people.chief, seen=claims[0].version, reason="A colleague was faster.")
        page.get_by_role("button", name="Assign", exact=True).click()
        assert page.locator(".cd-results .bad").count() == 1
        assert faults(screen, looks(width)) == []


@WIDTHS
def test_refusals_and_all_keys_are_without_fault(desk: Desk, claims: list[Claim], width: int) -> None:
    wrong: dict[str, list[str]] = {}
    stations = fill(desk, claims)
    with desk.screen(desk.people.reviewer, width=width) as screen:
        screen.go("/desk/approve/")
        note(wrong, screen, "only for editors", width)
        assert screen.page.goto(f"{screen.root}/desk/claims/apikey/add/") is not None
        note(wrong, screen, "a table", width)
    with desk.screen(desk.people.editor, width=width) as screen:
        page = screen.go(f"/desk/review/{stations['assigned'].pk}/")
        page.get_by_role("button", name="Send for approval").click()
        assert page.get_by_role("alert").is_visible()
        note(wrong, screen, "a verdict with nothing in it", width)
        screen.go("/desk/")
        page.locator(".cd-nav__more > summary").first.click()
        if found := violations(screen, within=".cd-nav"):
            wrong["the menu"] = found
        page.keyboard.press("Escape")
        page.goto(f"{screen.root}/desk/")
        screen.press("?")
        assert page.get_by_role("dialog").is_visible()
        note(wrong, screen, "all keys", width)
        page.goto(f"{screen.root}/desk/review/999999/")
        note(wrong, screen, "not found", width)
    assert wrong == {}
