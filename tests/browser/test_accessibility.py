"""Nothing is wrong with any page, light and dark, wide and narrow, for whoever looks; the browser complains of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import resolve

from claims.admin.pages import addresses as every_address
from claims.models import CurrentVerdict
from tests.browser.scrutiny import Look, faults, faults_of, looks, overhang
from tests.browser.stations import addresses, fill, outside, tables

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Claim
    from tests.browser.conftest import Desk


@pytest.fixture
def stations(desk: Desk, claims: list[Claim]) -> dict[str, Claim]:
    """A desk with something on every page."""
    return fill(desk, claims)


def test_every_page_of_the_desk_is_looked_at(desk: Desk, stations: dict[str, Claim]) -> None:
    looked_at = {resolve(address.partition("?")[0]).url_name for address in addresses(desk, stations)}
    framed = {
        "kept_page",
        "here",
        "article_here",
    }  # a stranger's page, shown in a frame of its own; where only a script asks
    assert {name for _where, _page, name in every_address()} - framed <= looked_at


def test_every_page_is_without_fault(desk: Desk, stations: dict[str, Claim]) -> None:
    worn = looks(390, 768, 1440, 2560)
    with desk.screen(desk.people.editor) as screen:
        wrong = faults_of(screen, addresses(desk, stations), worn)
    with desk.screen(None) as screen:
        wrong |= faults_of(screen, ["/desk/login/", *outside(desk, stations)], worn)
    assert wrong == {}


def test_the_tables_are_without_fault(desk: Desk, stations: dict[str, Claim]) -> None:
    worn = looks(390, 1440)
    with desk.screen(desk.people.chief) as screen:
        wrong = faults_of(screen, tables(stations), worn, ruler=False)
        page = screen.go("/desk/claims/claim/")
        page.locator("[name=_selected_action]").first.check()
        page.locator("select[name=action]").select_option("dismiss")
        with page.expect_navigation():
            page.locator(".actions button").click()
        assert page.locator("textarea").is_visible(), "the act asks first"
        if found := faults(screen, worn, ruler=False):
            wrong["an act that asks"] = found
    assert wrong == {}


@pytest.mark.parametrize("who", ["reviewer", "chief"])
def test_what_others_see_is_without_fault(desk: Desk, stations: dict[str, Claim], who: str) -> None:
    """A reviewer is refused some of these pages, and reads why."""
    with desk.screen(getattr(desk.people, who)) as screen:
        pages = [
            "/desk/",
            "/desk/articles/",
            "/desk/articles/new/",
            f"/desk/articles/{desk.article.pk}/",
            "/desk/list/",
            "/desk/board/",
            f"/desk/review/{stations['assigned'].pk}/",
            f"/desk/review/{stations['rated'].pk}/",
            "/desk/approve/",
            f"/desk/approve/{stations['rated'].pk}/",
            f"/desk/approve/{stations['published'].pk}/",
            f"/desk/redact/{stations['published'].pk}/",
            "/desk/agreement/",
            "/desk/requests/",
            "/desk/published/",
            "/desk/people/",
            "/desk/settings/",
            "/desk/notes/wishes/",
            "/desk/history/",
            "/desk/work/",
            "/desk/tables/",
        ]
        assert faults_of(screen, pages, [Look(390, "light"), Look(1440, "light")]) == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_page_scrolls_sideways_at_320_pixels(
    desk: Desk, stations: dict[str, Claim], language: str, settings: SettingsWrapper
) -> None:
    settings.LANGUAGE_CODE = language
    shown = CurrentVerdict.objects.get(claim=stations["published"])
    with desk.screen(desk.people.editor, width=320, language=language) as screen:
        public = ["/", "/corrections/", "/methodology/", f"/verdicts/{shown.public_id}/"]
        all_of_them = [*addresses(desk, stations), *outside(desk, stations), *public]
        wide = {address: overhang(screen) for address in all_of_them if screen.go(address)}
    assert {address: over for address, over in wide.items() if over > 0} == {}


def test_german_pages_are_without_fault(desk: Desk, stations: dict[str, Claim], settings: SettingsWrapper) -> None:
    settings.LANGUAGE_CODE = "de"
    shown = CurrentVerdict.objects.get(claim=stations["published"])
    pages = [
        "/desk/",
        f"/desk/articles/{desk.article.pk}/",
        f"/desk/review/{stations['assigned'].pk}/",
        f"/desk/approve/{stations['rated'].pk}/",
        "/desk/list/",
        f"/verdicts/{shown.public_id}/",
        "/methodology/",
    ]
    with desk.screen(desk.people.editor, language="de") as screen:
        wrong = faults_of(screen, pages, [Look(1440, "light"), Look(390, "light")])
        assert screen.page.get_attribute("html", "lang") == "de"
    assert wrong == {}
