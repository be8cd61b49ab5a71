"""Who works here: seen by all, planned by editors, hired and let go by the chief editor."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from claims.desk import assignment, availability
from claims.desk.newsroom import change_role, hire
from claims.models.user import Role
from tests.desk import make_claim

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Article, Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def test_the_list_says_who_is_away_when_and_what_lies_where(claim: Claim, people: People, sit_down: SitDown) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    today = localdate()
    availability.plan_absence(people.second, first_day=today, last_day=today + timedelta(days=8), by=people.editor)
    availability.set_skills(people.reviewer, languages=["de"], topics=[], by=people.editor)
    page = sit_down(people.editor).get("/desk/people/").content.decode()
    assert page.count("away today") == 1
    assert page.count('class="cd-away"') >= 2, "an absence of nine days stands in at least two weeks"
    row = page[page.index(f"/desk/people/{people.reviewer.pk}/") :].partition("</tr>")[0]
    assert ">de<" in row
    assert '<td class="fold end num">1</td>' in row


def test_a_reviewer_sees_names_and_neither_skills_nor_absences_of_others(people: People, sit_down: SitDown) -> None:
    today = localdate()
    availability.plan_absence(people.second, first_day=today, last_day=today, by=people.editor, note="Surgery")
    availability.set_skills(people.second, languages=["fr"], topics=[], by=people.editor)
    browser = sit_down(people.reviewer)
    page = browser.get("/desk/people/").content.decode()
    assert str(people.second) in page
    assert "away today" not in page
    assert ">fr<" not in page
    assert browser.get(f"/desk/people/{people.second.pk}/").status_code == 404
    assert browser.get(f"/desk/people/{people.reviewer.pk}/").status_code == 200


def test_the_chief_gives_a_role_closes_and_reopens_an_account(claim: Claim, people: People, sit_down: SitDown) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    browser, address = sit_down(people.chief), f"/desk/people/{people.reviewer.pk}/"
    assert browser.post(address, {"act": "change_role", "role": "editor", "was": "reviewer"}).status_code == 302
    people.reviewer.refresh_from_db()
    assert people.reviewer.role == Role.EDITOR
    assert browser.post(address, {"act": "close", "to": people.second.pk}).status_code == 302
    assert claim.assignments.current().get().reviewer == people.second
    assert "Reopen the account" in browser.get(address).content.decode()
    assert str(people.reviewer) in browser.get("/desk/people/?gone=yes").content.decode()
    assert browser.post(address, {"act": "reopen"}).status_code == 302
    assert browser.post(address, {"act": "reopen"}).status_code == 409


def test_a_stale_role_is_not_written_over(people: People, sit_down: SitDown) -> None:
    change_role(people.reviewer, Role.EDITOR, by=people.chief)
    typed = {"act": "change_role", "role": "reader", "was": "reviewer"}
    answer = sit_down(people.chief).post(f"/desk/people/{people.reviewer.pk}/", typed)
    assert answer.status_code == 409
    assert f"{people.reviewer} is editor by now." in answer.content.decode()
    people.reviewer.refresh_from_db()
    assert people.reviewer.role == Role.EDITOR


def test_an_editor_sees_a_person_and_changes_nothing(people: People, sit_down: SitDown) -> None:
    browser, address = sit_down(people.editor), f"/desk/people/{people.reviewer.pk}/"
    assert "Give this role" not in browser.get(address).content.decode()
    typed = {"act": "change_role", "role": "reader", "was": "reviewer"}
    assert browser.post(address, typed).status_code == 403
    assert browser.post(address, {"act": "close"}).status_code == 403
    assert browser.post(address, {"act": "change_role", "role": "emperor"}).status_code == 422
    assert browser.post(address, {"act": "close", "to": "0"}).status_code == 422
    assert browser.post(address, {"act": "x"}).status_code == 422


def cost(browser: Client, address: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_they_cost_the_same_with_few_rows_and_with_thirty_more(
    article: Article, people: People, sit_down: SitDown
) -> None:
    browser = sit_down(people.editor)
    one = make_claim(article, by=people.editor)
    assignment.assign(one, people.reviewer, by=people.editor, seen=one.version)
    availability.set_skills(people.reviewer, languages=["de"], topics=[], by=people.editor)
    pages = ("/desk/people/", f"/desk/people/{people.reviewer.pk}/", "/desk/settings/", "/desk/mine/")
    for page in pages:
        browser.get(page)
    before = {page: cost(browser, page) for page in pages}
    for place in range(30):
        person = hire(f"person{place}", "a-long-password", by=people.chief, role=Role.REVIEWER)
        availability.set_skills(person, languages=["de"], topics=[], by=people.editor)
        day = localdate() + timedelta(days=place)
        availability.plan_absence(people.reviewer, first_day=day, last_day=day, by=people.editor)
        more = make_claim(article, by=people.editor)
        assignment.assign(more, people.reviewer, by=people.editor, seen=more.version)
    assert {page: cost(browser, page) for page in pages} == before


def test_invitations_are_one_step_from_people_for_those_who_may_invite(people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    page = editor.get("/desk/people/").content.decode()
    assert 'href="/desk/claims/invitation/"' in page
    assert editor.get("/desk/claims/invitation/").status_code == 200
    assert "/desk/claims/invitation/" not in sit_down(people.reviewer).get("/desk/people/").content.decode()


def test_my_settings_lead_to_how_i_am_told(people: People, sit_down: SitDown) -> None:
    assert 'href="/desk/notes/wishes/"' in sit_down(people.reviewer).get("/desk/mine/").content.decode()
