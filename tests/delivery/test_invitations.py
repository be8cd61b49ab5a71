"""People are invited by a letter whose link works once; where no mail is sent, the link is shown instead."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims.desk import invitations
from claims.desk.invitations import NotOpen
from claims.desk.newsroom import close_account
from claims.desk.triage import Stale
from claims.models import Invitation, Letter, User
from claims.models.user import Role
from tests.delivery.conftest import again, send

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.delivery.mail_server import Post
    from tests.desk import People

WORDS = "seven wet stones"
CHOSEN = {"username": "ana", "new_password1": WORDS, "new_password2": WORDS}


def invite(by: User, *, role: Role = Role.REVIEWER, email: str = "ana@news.example") -> Invitation:
    return invitations.invite(by=by, email=email, role=role, first_name="Ana", last_name="Berg")[0]


def link_in(letter: str) -> str:
    """Return the path of the link in a letter."""
    words = str(message_from_string(letter, policy=default).get_content())
    found = re.search(r"https?://[^/\s]+(/desk/\S+)", words)
    assert found is not None
    return found[1]


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_an_editor_invites_and_the_guest_comes_in_once(people: People, post: Post) -> None:
    page = "/desk/claims/invitation/add/"
    given = {"email": "ana@news.example", "first_name": "Ana", "last_name": "Berg", "role": "reviewer"}
    assert browser(people.editor).post(page, given).status_code == 302
    jobs = send()
    again(jobs[0])
    (letter,) = post.letters
    assert "To: ana@news.example" in letter
    guest, where = Client(), link_in(letter)
    assert guest.get(where).status_code == 200

    answer = guest.post(where, CHOSEN, follow=True)

    assert "Your account is open" in answer.content.decode()
    person = authenticate(username="ana", password=WORDS)
    assert isinstance(person, User)
    assert (str(person), person.role, person.email) == ("Ana Berg", "reviewer", "ana@news.example")
    assert Invitation.objects.get().person == person
    assert guest.get(where).status_code == 410
    assert guest.post(where, {**CHOSEN, "username": "ana2"}).status_code == 410
    assert not User.objects.filter(username="ana2").exists()


def test_without_mail_the_editor_hands_the_link_over(people: People, settings: Settings) -> None:
    settings.EMAIL_URL = ""

    shown = browser(people.editor).post(
        "/desk/claims/invitation/add/", {"email": "ana@news.example", "role": "reviewer"}
    )

    found = re.search(r"<code>https?://[^/]+(/desk/invitation/[^<]+)</code>", shown.content.decode())
    assert found is not None
    assert "no-store" in shown["Cache-Control"]
    assert Client().get(found[1]).status_code == 200
    assert not Letter.objects.exists()


def test_sending_again_ends_the_link_before(people: People, post: Post) -> None:
    asked = invite(people.editor)
    send()
    invitations.send_again(asked, by=people.chief)
    send()

    first, second = map(link_in, post.letters)

    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)


def test_a_withdrawn_invitation_opens_nothing(people: People, post: Post) -> None:
    asked = invite(people.editor)
    send()
    table = browser(people.editor)
    table.post("/desk/claims/invitation/", {"action": "withdraw", "_selected_action": [asked.pk]})

    assert Client().post(link_in(post.letters[0]), CHOSEN).status_code == 410
    assert not User.objects.filter(username="ana").exists()
    with pytest.raises(Stale, match="editor withdrew this already"):
        invitations.send_again(asked, by=people.chief)
    assert invite(people.editor).pk != asked.pk


def test_a_letter_that_waits_is_not_sent_once_the_invitation_is_withdrawn(people: People, post: Post) -> None:
    asked = invite(people.editor)
    invitations.withdraw(asked, by=people.editor)

    send()

    assert post.letters == []


@pytest.mark.parametrize("change", ["old", "forged", "closed"])
def test_a_link_that_is_old_forged_or_of_someone_who_left_opens_nothing(
    people: People, post: Post, change: str
) -> None:
    asked = invite(people.editor)
    send()
    where = link_in(post.letters[0])
    if change == "old":
        Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    if change == "forged":
        where = where[:-3] + ("A/" if where[-2] != "A" else "B/")
    if change == "closed":
        close_account(people.editor, by=people.chief)

    assert Client().get(where).status_code in {404, 410}
    assert Client().post(where, CHOSEN).status_code in {404, 410}
    with pytest.raises(NotOpen):
        invitations.accept("nonsense", username="ana", password=WORDS)
    assert asked.pk


def test_what_is_wrong_stands_at_its_field_and_the_link_stays_good(people: People, post: Post) -> None:
    invite(people.editor)
    send()
    where, guest = link_in(post.letters[0]), Client()

    for wrong, words in (
        ({**CHOSEN, "new_password2": "seven dry stones"}, "match"),
        ({**CHOSEN, "new_password1": "short", "new_password2": "short"}, "too short"),
        ({**CHOSEN, "username": "editor"}, "already"),
        ({**CHOSEN, "username": "a b"}, "valid username"),
        ({**CHOSEN, "username": ""}, "required"),
    ):
        answer = guest.post(where, wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert guest.post(where, CHOSEN).status_code == 302


def test_editors_invite_no_editors_and_reviewers_nobody(people: People) -> None:
    for role in (Role.EDITOR, Role.CHIEF_EDITOR):
        with pytest.raises(PermissionDenied, match="Only the chief editor invites editors"):
            invite(people.editor, role=role)
        assert invite(people.chief, role=role, email=f"{role}@news.example").role == role
    with pytest.raises(PermissionDenied):
        invite(people.reviewer, role=Role.READER)
    asked = Invitation.objects.first()
    assert asked is not None
    with pytest.raises(PermissionDenied):
        invitations.withdraw(asked, by=people.editor)
    assert browser(people.reviewer).get("/desk/claims/invitation/").status_code == 403


def test_nobody_is_invited_twice_or_who_is_here_already(people: People) -> None:
    invite(people.editor)
    with pytest.raises(ValidationError, match="invited already"):
        invite(people.chief, email="ANA@news.example")
    people.second.email = "second@news.example"
    people.second.save()
    with pytest.raises(ValidationError, match="has this address already"):
        invite(people.chief, email="Second@News.example")
    with pytest.raises(ValidationError):
        invite(people.chief, email="no address")


def test_a_refused_letter_is_said_at_the_invitation(people: People, post: Post) -> None:
    post.to_recipient = "550 no such box"
    invite(people.editor)

    send()

    assert "550: no such box" in browser(people.editor).get("/desk/claims/invitation/").content.decode()


def test_a_page_of_invitations_costs_the_same_for_one_and_for_thirty(people: People, post: Post) -> None:
    client, numbers = browser(people.chief), []
    for rows in (1, 29):
        for number in range(rows):
            invite(people.chief, email=f"guest{number}-{rows}@news.example")
        client.get("/desk/claims/invitation/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/claims/invitation/")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
