"""The redaction page: one editor orders, another confirms; what was typed is kept where something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import publication, review
from claims.models import CurrentVerdict, Publication, Redaction
from tests.admin.pages.stations import rate

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

ORDER = {"act": "order", "sequences": ["1"], "reason": "A court says so.", "reference": "LG 1/26"}


def test_two_editors_redact(published: Claim, people: People, sit_down: SitDown) -> None:
    address = f"/desk/redact/{published.pk}/"
    assert address in sit_down(people.editor).get(f"/desk/approve/{published.pk}/").content.decode()
    ordered = sit_down(people.editor).post(address, ORDER, follow=True)
    assert "Nothing is gone yet" in ordered.content.decode()
    waiting = Redaction.objects.get()
    confirm = {"act": "confirm", "redaction": waiting.pk}

    alone = sit_down(people.editor).post(address, confirm)
    assert (alone.status_code, CurrentVerdict.objects.get().status) == (403, "published")
    assert "Another editor has to confirm it." in alone.content.decode()
    done = sit_down(people.chief).post(address, confirm, follow=True)

    assert "Redacted, as no. 2 of the ledger." in done.content.decode()
    assert CurrentVerdict.objects.get().status == "redacted"
    assert "Redacted by order." in sit_down(people.chief).get(f"/desk/approve/{published.pk}/").content.decode()
    late = sit_down(people.chief).post(address, {"act": "withdraw", "redaction": waiting.pk})
    assert late.status_code == 409
    assert "confirmed this redaction" in late.content.decode()


def test_what_was_typed_is_kept_where_something_is_missing(published: Claim, people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post(f"/desk/redact/{published.pk}/", ORDER | {"reference": ""})

    assert answer.status_code == 422
    assert "A court says so." in answer.content.decode()
    assert "Name the order" in answer.content.decode()
    assert not Redaction.objects.exists()


def test_a_refused_order_takes_nothing(published: Claim, people: People, sit_down: SitDown) -> None:
    address = f"/desk/redact/{published.pk}/"
    sit_down(people.editor).post(address, ORDER)
    done = sit_down(people.chief).post(
        address, {"act": "withdraw", "redaction": Redaction.objects.get().pk}, follow=True
    )

    assert "Nothing was redacted." in done.content.decode()
    assert Publication.objects.count() == 1
    assert CurrentVerdict.objects.get().status == "published"


def test_reviewers_are_told_whom_to_ask_and_strange_acts_do_nothing(
    published: Claim, people: People, sit_down: SitDown
) -> None:
    address = f"/desk/redact/{published.pk}/"
    assert sit_down(people.reviewer).get(address).status_code == 403
    assert sit_down(people.reviewer).post(address, ORDER).status_code == 403
    assert sit_down(people.editor).post(address, {"act": "burn"}).status_code == 422
    assert sit_down(people.editor).post(address, {"act": "confirm", "redaction": "7"}).status_code == 404
    assert sit_down(people.editor).get("/desk/redact/999/").status_code == 404
    assert not Redaction.objects.exists()


def test_a_long_history_costs_the_same(published: Claim, people: People, sit_down: SitDown) -> None:
    browser, address = sit_down(people.editor), f"/desk/redact/{published.pk}/"

    def queries() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    with_one = queries()
    for number in range(5):
        publication.reopen(published, by=people.editor, seen=published.version, reason="More.")
        rate(published, people)
        review.approve(published, by=people.editor, seen=published.version)
        publication.correct(published, by=people.editor, seen=published.version, note=f"Correction {number}.")
    assert queries() == with_one
