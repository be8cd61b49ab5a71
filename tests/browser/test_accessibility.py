"""axe-core finds nothing on any page, light and dark, wide and narrow; no page scrolls sideways; the browser complains of nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from django.utils.timezone import now

from claims.admin.pages import addresses as every_address
from claims.desk import assignment, invitations, publication, readers, redaction, reply, review
from claims.models import CurrentVerdict, Invitation, PageFlag, PageLook, ReaderRequest
from claims.models.page_look import LookFound
from claims.models.reply import Way
from claims.models.user import Role
from tests.admin.pages.stations import give, rate
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Claim, User
    from tests.browser.conftest import Desk, Screen

WRONG = "The offer was made on 17 March, not on 18 March: see the transcript."


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
    doubted(claims[2], by=people.editor)
    return {"assigned": claims[0], "rated": claims[1], "published": claims[2]}


def doubted(claim: Claim, *, by: User) -> None:
    """Let a published claim be doubted from all sides: its page is gone, a reader writes, a reply and a redaction wait."""
    copy = claim.evidence.get().snapshot
    gone = PageLook.objects.create(
        snapshot=copy, looked_at=now(), found=LookFound.GONE, because="The page is no longer there."
    )
    PageFlag.objects.create(claim=claim, look=gone, snapshot=copy)
    shown = CurrentVerdict.objects.get(claim=claim)
    readers.receive(shown, words=WRONG, name="", email="reader@example.org", address=str(uuid4()))
    reply.ask(
        claim, by=by, addressee="The Kremlin", way=Way.BY_HAND, words="Did you?", due_at=now() + timedelta(hours=3)
    )
    redaction.order_redaction(claim, by=by, sequences=[1], reason="A court says so.", reference="LG 1/26")


def outside(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    """What a reader opens who has something to say, and who comes to the desk or cannot get in."""
    shown = CurrentVerdict.objects.get(claim=stations["published"])
    mine = ReaderRequest.objects.get()
    guest = (
        Invitation.objects.first()
        or invitations.invite(by=desk.people.chief, email="guest@news.example", role=Role.READER)[0]
    )
    return [
        f"/verdicts/{shown.public_id}/correction/",
        f"/requests/{mine.public_id}/",
        f"/desk/invitation/{invitations.token_of(guest)}/",
        "/desk/invitation/used/",
        "/desk/password/forgot/",
    ]


def addresses(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    copy = stations["assigned"].evidence.get().snapshot_id
    published = stations["published"].pk
    return [
        "/desk/articles/feeds/",
        "/desk/articles/table/",
        f"/desk/flags/{PageFlag.objects.get().pk}/",
        "/desk/notes/",
        "/desk/notes/wishes/",
        "/desk/providers/",
        "/desk/agreement/",
        "/desk/requests/",
        f"/desk/requests/{ReaderRequest.objects.get().pk}/",
        f"/desk/reply/{published}/",
        f"/desk/redact/{published}/",
        "/desk/mine/",
        "/desk/history/",
        "/desk/history/?kind=claim&until=2001-01-01",
        "/desk/people/",
        f"/desk/people/{desk.people.reviewer.pk}/",
        "/desk/settings/",
        "/desk/work/",
        f"/desk/work/{desk.people.reviewer.pk}/",
        "/desk/machine/",
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


def test_every_page_of_the_desk_is_looked_at(desk: Desk, stations: dict[str, Claim]) -> None:
    looked_at = {resolve(address.partition("?")[0]).url_name for address in addresses(desk, stations)}
    framed = {
        "kept_page",
        "here",
        "article_here",
    }  # a stranger's page, shown in a frame of its own; where only a script asks
    assert {name for _where, _page, name in every_address()} - framed <= looked_at


def violations(screen: Screen) -> list[str]:
    found = Axe().run(screen.page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overhang(screen: Screen) -> int:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(screen.page.evaluate(wide))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1440, 2560])
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
        for address in outside(desk, stations):
            screen.go(address)
            if found := violations(screen):
                wrong[address] = found
            if overhang(screen) > 0:
                wrong[f"{address} scrolls sideways by"] = overhang(screen)
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


@pytest.mark.parametrize("width", [1440, 390])
def test_german_pages_are_without_violation(
    desk: Desk, stations: dict[str, Claim], width: int, settings: SettingsWrapper
) -> None:
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
    wrong: dict[str, object] = {}
    with desk.screen(desk.people.editor, width=width, language="de") as screen:
        for address in pages:
            page = screen.go(address)
            assert page.get_attribute("html", "lang") == "de"
            if found := violations(screen):
                wrong[address] = found
            if overhang(screen) > 0:
                wrong[f"{address} scrolls sideways by"] = overhang(screen)
    assert wrong == {}
