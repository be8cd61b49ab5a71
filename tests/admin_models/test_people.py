"""People: hired, moved and let go, at the desk and in the table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from claims.desk.assignment import assign
from claims.desk.keys import make_key
from claims.desk.newsroom import change_role, close_account, hire, reopen_account
from claims.desk.passwords import password_link
from claims.desk.triage import Stale
from claims.models import ApiKey, Claim, User
from claims.models.api_key import Scope
from claims.models.user import Role
from tests.admin_models.conftest import table

if TYPE_CHECKING:
    from tests.desk import People

PLAIN = Client()
Open = "Callable[[User], Browser]"
NEW = {"username": "ana", "first_name": "Ana", "last_name": "Lopes", "email": "ana@example.org", "role": "reviewer"}


def link_in(page: Any) -> str:
    """Find the link to set a password on a page."""
    found = re.search(r"<code>http://[^/]+(/[^<]+)</code>", page.content.decode())
    assert found is not None
    return found[1]


def test_hiring_shows_a_link_once_at_which_the_person_sets_a_password(browser: Open, people: People) -> None:
    page = browser(people.chief).client.post(table(User, "add"), NEW)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]

    visitor = Client()
    form = visitor.get(link_in(page), follow=True)
    assert form.status_code == 200
    visitor.post(form.request["PATH_INFO"], {"new_password1": "seven wet stones", "new_password2": "seven wet stones"})

    ana = authenticate(username="ana", password="seven wet stones")
    assert isinstance(ana, User)
    assert ana.role == Role.REVIEWER
    assert ana.is_staff
    assert not ana.is_superuser
    assert b"was used already" in Client().get(link_in(page), follow=True).content


def test_a_weak_password_is_refused(browser: Open, people: People) -> None:
    page = browser(people.chief).client.post(table(User, "add"), NEW)
    visitor = Client()
    form = visitor.get(link_in(page), follow=True)

    answer = visitor.post(form.request["PATH_INFO"], {"new_password1": "ana", "new_password2": "ana"})

    assert answer.status_code == 200
    assert b"too short" in answer.content
    assert authenticate(username="ana", password="ana") is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "editor"}, "username"),
        ({"username": "a b<c>"}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"role": "owner"}, "role"),
        ({"first_name": "x" * 151}, "first_name"),
        ({"last_name": "a\x00b"}, "last_name"),
    ],
)
def test_what_is_wrong_with_a_new_person_stands_at_its_field(
    browser: Open, people: People, typed: dict[str, str], field: str
) -> None:
    page = browser(people.chief).client.post(table(User, "add"), NEW | typed)

    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert User.objects.count() == 5


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_only_the_chief_editor_hires(browser: Open, people: People, role: str) -> None:
    me = browser(getattr(people, role)).client

    assert me.get(table(User, "add")).status_code == 403
    assert me.post(table(User, "add"), NEW).status_code == 403
    assert User.objects.count() == 5


@pytest.mark.parametrize(
    ("ticked", "reads", "hands_in"),
    [([], False, False), (["desk"], True, False), (["articles"], False, True), (["desk", "articles"], True, True)],
)
def test_a_key_opens_what_was_ticked_when_it_was_made(
    browser: Open, people: People, claim: Claim, ticked: list[str], reads: bool, hands_in: bool
) -> None:
    me = browser(people.editor).client

    asked = me.get(table(ApiKey, "add")).content.decode()
    page = me.post(table(ApiKey, "add"), {"name": "CMS", "days": "7", "scopes": ticked})

    assert re.findall(r'type="checkbox" name="scopes" value="(\w+)"[^>]*checked', asked) == ["desk", "articles"]
    (key,) = re.findall(r"<code>(cd_[^<]+)</code>", page.content.decode())
    sent = {"headers": {"Authorization": f"Bearer {key}"}}
    assert bool(PLAIN.get("/api/v1/claims/", **sent).json()["results"]) is reads
    body = {"text": "The river rose on Monday."}
    answer = PLAIN.post("/api/v1/articles/", body, content_type="application/json", **sent)
    assert answer.status_code == (201 if hands_in else 403)
    shown = me.get(table(ApiKey, "change", ApiKey.objects.get().pk)).content.decode()
    assert [scope for scope in Scope if str(scope.label) in shown] == [Scope(each) for each in ticked]


def test_nothing_else_than_what_there_is_to_open_can_be_ticked(browser: Open, people: People) -> None:
    page = browser(people.editor).client.post(table(ApiKey, "add"), {"name": "CMS", "scopes": ["everything"]})

    assert page.status_code == 422
    assert page.context["form"].errors["scopes"]
    assert not ApiKey.objects.exists()


def test_who_leaves_is_out_at_once_and_their_claims_wait_in_triage(browser: Open, people: People, claim: Claim) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=1)
    make_key("CMS", by=people.reviewer)
    leaver, me = browser(people.reviewer), browser(people.chief)

    answer = me.confirm(me.choose([people.reviewer], "close_account"))

    assert "the account is closed" in me.messages(answer)[0]
    assert leaver.client.get(table(Claim)).status_code == 302
    assert not ApiKey.objects.usable().exists()
    claim.refresh_from_db()
    assert claim.status == "spotted"
    assert claim.moves.order_by("-pk")[0].reason == "reviewer left the newsroom."


def test_a_claim_that_a_colleague_has_too_stays_with_the_colleague(people: People, claim: Claim) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=1)
    assign(claim, people.second, by=people.editor, seen=2)

    close_account(people.reviewer, by=people.chief)

    claim.refresh_from_db()
    assert claim.status == "assigned"
    assert [each.reviewer for each in claim.assignments.current()] == [people.second]


def test_an_account_is_closed_once_and_can_be_reopened(people: People) -> None:
    close_account(people.second, by=people.chief)
    with pytest.raises(Stale):
        close_account(people.second, by=people.chief)

    reopen_account(people.second, by=people.chief)

    assert User.objects.get(pk=people.second.pk).is_active
    with pytest.raises(Stale):
        reopen_account(people.second, by=people.chief)


def test_nobody_shuts_themselves_out(people: People) -> None:
    with pytest.raises(PermissionDenied, match="own account"):
        close_account(people.chief, by=people.chief)
    with pytest.raises(PermissionDenied, match="own role"):
        change_role(people.chief, Role.READER, by=people.chief)


def test_a_chief_editor_who_was_removed_meanwhile_removes_nobody(people: People) -> None:
    other = hire("other", "other-other", by=people.chief, role=Role.CHIEF_EDITOR)
    change_role(User.objects.get(pk=people.chief.pk), Role.EDITOR, by=other)

    with pytest.raises(PermissionDenied):
        close_account(other, by=people.chief)


def test_who_only_reads_has_no_desk_and_no_way_in(browser: Open, people: People, claim: Claim) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=1)
    me = browser(people.chief)

    me.confirm(me.choose([people.reviewer], "change_role"), role="reader")

    reader = User.objects.get(pk=people.reviewer.pk)
    assert (reader.role, reader.is_staff) == (Role.READER, False)
    assert not reader.assignments.current().exists()  # type: ignore[attr-defined]
    assert browser(reader).client.get(table(Claim)).status_code == 302


@pytest.mark.parametrize("role", ["", "owner", "CHIEF_EDITOR"])
def test_a_role_that_is_none_is_refused(browser: Open, people: People, role: str) -> None:
    me = browser(people.chief)

    answer = me.confirm(me.choose([people.second], "change_role"), role=role)

    assert answer.status_code == 422
    assert User.objects.get(pk=people.second.pk).role == Role.REVIEWER


def test_links_are_made_for_open_accounts_only(browser: Open, people: People) -> None:
    close_account(people.second, by=people.chief)
    closed = User.objects.get(pk=people.second.pk)
    me = browser(people.chief)

    page = me.choose([people.reviewer, closed], "password_link")

    assert page.content.decode().count("<code>") == 1
    assert "This account is closed" in me.messages(page)[0]
    with pytest.raises(PermissionDenied):
        password_link(closed, by=people.chief)
    with pytest.raises(PermissionDenied):
        password_link(people.second, by=people.editor)


def test_the_desk_says_what_is_wrong_with_a_name_that_is_taken(people: People) -> None:
    with pytest.raises(ValidationError):
        hire("editor", "a-long-password", by=people.chief, role=Role.REVIEWER)


def test_no_page_shows_a_password(browser: Open, people: People) -> None:
    me = browser(people.chief).client

    for address in (table(User), table(User, "change", people.second.pk), table(User, "history", people.second.pk)):
        text = me.get(address).content.decode()
        assert people.second.password not in text
        assert "pbkdf2" not in text
