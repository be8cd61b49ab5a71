"""Who forgot their password gets a link by mail; nobody learns from the page whether an address is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.desk.newsroom import change_email
from claims.models import Job, Letter
from tests.delivery.conftest import again, send
from tests.delivery.test_invitations import WORDS, browser, link_in

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.delivery.mail_server import Post
    from tests.desk import People

FORGOT = "/desk/password/forgot/"


@pytest.fixture
def known(people: People, queue: str) -> str:
    """The address of a reviewer, which no other test asks for: what is asked for is counted for an hour."""
    address = f"reviewer-{uuid4().hex}@news.example"
    change_email(people.reviewer, address, by=people.chief)
    return address


def ask(email: str, *, network: str = "") -> object:
    """Ask as a browser does, from a network of one's own."""
    return Client().post(FORGOT, {"email": email}, REMOTE_ADDR=network or fresh())


def fresh() -> str:
    """Return an address of a network that asked for nothing yet."""
    digits = uuid4().hex
    return f"2001:db8:{digits[:4]}:{digits[4:8]}::1"


def test_who_forgot_their_password_sets_a_new_one_by_a_link_that_works_once(known: str, post: Post) -> None:
    assert "/desk/password/forgot/" in Client().get("/desk/login/").content.decode()
    ask(known.upper().replace("@NEWS.EXAMPLE", "@news.example"))
    jobs = send()
    again(jobs[0])
    (letter,) = post.letters
    assert f"To: {known}" in letter
    assert "reviewer" in letter

    visitor, where = Client(), link_in(letter)
    form = visitor.get(where, follow=True)
    visitor.post(form.request["PATH_INFO"], {"new_password1": WORDS, "new_password2": WORDS})

    assert authenticate(username="reviewer", password=WORDS) is not None
    spent = Client().get(where, follow=True).content.decode()
    assert "This link was used already" in spent
    assert FORGOT in spent


def test_the_page_answers_and_does_the_same_for_every_address(known: str, post: Post) -> None:
    answers, numbers = [], []
    for email in (known, f"nobody-{uuid4().hex}@news.example"):
        with CaptureQueriesContext(connection) as asked:
            answer = ask(email)
        answers.append((answer.status_code, answer["Location"], answer.content))  # type: ignore[attr-defined]
        numbers.append([re.sub(r"'[^']*'|\d+", "?", each["sql"]) for each in asked])

    assert answers[0] == answers[1]
    assert numbers[0] == numbers[1]
    assert Letter.objects.count() == Job.objects.filter(kind="post_letter").count() == 2
    send()
    assert len(post.letters) == 1


def test_an_address_that_a_stranger_typed_is_not_kept(known: str, post: Post) -> None:
    ask(f"nobody-{uuid4().hex}@news.example")
    ask(known)

    send()

    assert set(Letter.objects.values_list("address", flat=True)) == {""}


def test_a_closed_account_gets_no_link(people: People, known: str, post: Post) -> None:
    people.reviewer.is_active = False
    people.reviewer.save()
    ask(known)

    send()

    assert post.letters == []


def test_asking_often_is_bounded_by_network_and_by_address(known: str, post: Post) -> None:
    network = fresh()
    asked = [ask(f"{uuid4().hex}@news.example", network=network).status_code for _time in range(11)]  # type: ignore[attr-defined]
    assert asked == [302] * 10 + [429]

    assert {ask(known).status_code for _time in range(5)} == {302}  # type: ignore[attr-defined]
    send()
    assert len(post.letters) == 3


def test_without_mail_the_page_says_whom_to_ask(known: str, settings: Settings) -> None:
    settings.EMAIL_URL = ""

    page = Client().get(FORGOT).content.decode()

    assert "Ask the chief editor for a link" in page
    assert "<form method" not in page
    assert ask(known).status_code == 422  # type: ignore[attr-defined]
    assert not Letter.objects.exists()


def test_what_is_no_address_is_said(people: People, post: Post) -> None:
    assert ask("no address").status_code == 422  # type: ignore[attr-defined]
    assert ask("").status_code == 422  # type: ignore[attr-defined]


def test_the_chief_editor_enters_an_address_and_nobody_else(people: People) -> None:
    chosen = {"action": "change_email", "_selected_action": [people.third.pk], "confirmed": "1"}
    browser(people.chief).post("/desk/claims/user/", {**chosen, "answer-email": "third@news.example"})
    people.third.refresh_from_db()
    assert people.third.email == "third@news.example"
    with pytest.raises(ValidationError):
        change_email(people.third, "no address", by=people.chief)
    with pytest.raises(PermissionDenied):
        change_email(people.third, "mine@evil.example", by=people.editor)
