"""axe-core finds nothing on any page, light and dark, wide and narrow; no page scrolls sideways; the browser complains of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from claims.desk import assignment, publication, review
from tests.admin.pages.stations import give, rate
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.browser.conftest import Desk, Screen


@pytest.fixture
def stations(desk: Desk, claims: list[Claim]) -> dict[str, Claim]:
    """One claim waiting for its verdict, one for approval, one published; each with archived evidence."""
    people = desk.people
    for place, claim in enumerate(claims):
        archive_evidence(claim, name=f"note-{place}", words=f"Putin proposed holding the discussion, record {place}.")
        give(claim, people)
    for claim in claims[1:]:
        rate(claim, people)
    review.approve(claims[2], by=people.editor, seen=claims[2].version)
    publication.publish(claims[2], by=people.editor, seen=claims[2].version)
    assignment.assign(claims[0], people.editor, by=people.editor, seen=claims[0].version)
    return {"assigned": claims[0], "rated": claims[1], "published": claims[2]}


def addresses(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    copy = stations["assigned"].evidence.get().snapshot_id
    return [
        "/desk/",
        "/desk/articles/",
        "/desk/articles/new/",
        f"/desk/articles/{desk.article.pk}/",
        f"/desk/articles/{desk.article.pk}/?claim={stations['assigned'].number}&do=unassign",
        "/desk/list/",
        "/desk/list/?q=nothing-has-this",
        "/desk/board/",
        f"/desk/review/{stations['assigned'].pk}/",
        f"/desk/review/{stations['published'].pk}/",
        f"/desk/copies/{copy}/?claim={stations['assigned'].pk}",
        "/desk/approve/",
        f"/desk/approve/{stations['rated'].pk}/",
        f"/desk/approve/{stations['published'].pk}/",
        "/desk/published/",
        "/desk/tables/",
    ]


def violations(screen: Screen) -> list[str]:
    found = Axe().run(screen.page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overhang(screen: Screen) -> int:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(screen.page.evaluate(wide))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_violation(desk: Desk, stations: dict[str, Claim], theme: str, width: int) -> None:
    wrong: dict[str, object] = {}
    with desk.screen(desk.people.editor, width=width, theme=theme) as screen:
        for address in addresses(desk, stations):
            screen.go(address)
            if found := violations(screen):
                wrong[address] = found
            if overhang(screen) > 0:
                wrong[f"{address} scrolls sideways by"] = overhang(screen)
    with desk.screen(None, width=width, theme=theme) as screen:
        screen.go("/desk/")
        if found := violations(screen):
            wrong["/desk/login/"] = found
    assert wrong == {}


def test_a_refused_verdict_and_all_keys_are_without_violation(desk: Desk, stations: dict[str, Claim]) -> None:
    with desk.screen(desk.people.editor) as screen:
        page = screen.go(f"/desk/review/{stations['assigned'].pk}/")
        page.get_by_role("button", name="Send for approval").click()
        assert page.get_by_role("alert").is_visible()
        assert violations(screen) == []
        screen.go("/desk/")
        screen.press("?")
        assert page.get_by_role("dialog").is_visible()
        assert violations(screen) == []


def test_no_page_scrolls_sideways_at_320_pixels(desk: Desk, stations: dict[str, Claim]) -> None:
    with desk.screen(desk.people.editor, width=320) as screen:
        wide = {address: overhang(screen) for address in addresses(desk, stations) if screen.go(address)}
    assert {address: over for address, over in wide.items() if over > 0} == {}
