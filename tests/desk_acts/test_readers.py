"""Readers who say that something is wrong, and the editors who answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils.timezone import now

from claims.desk import readers
from claims.desk.throttle import TooMany
from claims.desk.triage import Stale
from claims.models import CurrentVerdict, ReaderRequest
from claims.models.reader_request import LONGEST_WORDS, RequestState
from claims.tasks import forget_readers

if TYPE_CHECKING:
    from django.conf import LazySettings

    from tests.stories import Story

WRONG = "The offer was made on 17 March, not on 18 March: see the transcript."


@pytest.fixture
def verdict(story: Story, queue: str) -> CurrentVerdict:
    """A verdict that the public reads."""
    return CurrentVerdict.objects.get(claim=story.publish())


def ask(verdict: CurrentVerdict, *, words: str = WRONG, address: str = "", **given: str) -> ReaderRequest:
    """Write as a reader does, from an address of one's own: addresses are counted for a day."""
    return readers.receive(verdict, words=words, address=address or str(uuid4()), **{"name": "", "email": "", **given})


def test_a_request_waits_with_what_the_reader_saw(verdict: CurrentVerdict) -> None:
    asked = ask(verdict, name="Ada", email="ada@example.org")

    assert ReaderRequest.objects.open().get() == asked
    assert (asked.claim_id, asked.publication_id) == (verdict.claim_id, verdict.publication_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "Wrong"}, "words"),
        ({"words": "w" * (LONGEST_WORDS + 1)}, "words"),
        ({"email": "nobody"}, "email"),
        ({"name": "n" * 201}, "name"),
    ],
)
def test_what_cannot_be_answered_is_refused_at_its_field(
    verdict: CurrentVerdict, given: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(verdict, **given)
    assert list(refused.value.message_dict) == [field]
    assert not ReaderRequest.objects.exists()


def test_an_address_writes_five_times_a_day_and_a_neighbour_still_may(verdict: CurrentVerdict) -> None:
    mine = str(uuid4())
    for _number in range(5):
        ask(verdict, address=mine)
    with pytest.raises(TooMany, match="Come back tomorrow"):
        ask(verdict, address=mine)
    ask(verdict, address=f"{mine}'s neighbour")


def test_an_answer_is_kept_under_the_editors_name(verdict: CurrentVerdict, story: Story) -> None:
    asked = ask(verdict)
    readers.answer(asked, "Thank you, we corrected the day.", by=story.people.editor)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (RequestState.ANSWERED, story.people.editor)


def test_the_second_editor_is_told_who_was_quicker(verdict: CurrentVerdict, story: Story) -> None:
    asked = ask(verdict)
    readers.set_aside(asked, by=story.people.chief)
    with pytest.raises(Stale, match="chief was quicker"):
        readers.answer(asked, "Thank you.", by=story.people.editor)


def test_a_reviewer_answers_no_reader(verdict: CurrentVerdict, story: Story) -> None:
    with pytest.raises(PermissionDenied):
        readers.answer(ask(verdict), "Thank you.", by=story.people.reviewer)


@pytest.mark.parametrize("words", ["", "  ", "a" * (LONGEST_WORDS + 1)])
def test_an_answer_has_words_that_fit(verdict: CurrentVerdict, story: Story, words: str) -> None:
    with pytest.raises(ValidationError):
        readers.answer(ask(verdict), words, by=story.people.editor)


def test_a_reader_writes_on_the_public_page_and_reads_the_answer_at_their_own_address(
    verdict: CurrentVerdict, story: Story
) -> None:
    reader = Client(enforce_csrf_checks=True, REMOTE_ADDR=f"203.0.113.{uuid4().int % 250}")
    form = f"/verdicts/{verdict.public_id}/correction/"
    assert form in reader.get(f"/verdicts/{verdict.public_id}/").content.decode()
    assert "erased 90 days after the answer" in reader.get(form).content.decode()
    token = {"csrfmiddlewaretoken": reader.cookies["csrftoken"].value}

    wrong = reader.post(form, {**token, "words": WRONG, "email": "nobody"})
    assert wrong.status_code == 422
    assert WRONG in wrong.content.decode()

    sent = reader.post(form, {**token, "words": f"<b>{WRONG}</b>"})
    assert sent.status_code == 302
    mine = sent["Location"]
    assert "The editors have it." in reader.get(mine).content.decode()

    readers.answer(ReaderRequest.objects.get(), "You are right.", by=story.people.editor)
    story.correct(verdict.claim)
    page = Client().get(mine).content.decode()
    assert "You are right." in page
    assert "The fact check has changed since you wrote." in page
    assert "&lt;b&gt;" in page
    assert "<b>The offer" not in page


def test_a_program_that_fills_everything_in_is_not_heard(verdict: CurrentVerdict) -> None:
    Client().post(f"/verdicts/{verdict.public_id}/correction/", {"words": WRONG, "website": "https://spam.example"})
    assert not ReaderRequest.objects.exists()


def test_thirty_requests_cost_as_many_queries_as_one(verdict: CurrentVerdict, story: Story, client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(story.people.editor)
    counts = []
    for number in (1, 29):
        for _each in range(number):
            ask(verdict)
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/desk/requests/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_an_editor_answers_on_the_desk(verdict: CurrentVerdict, story: Story, client: Client) -> None:
    asked = ask(verdict)
    client.force_login(story.people.editor)
    assert asked.words in client.get("/desk/requests/").content.decode()

    empty = client.post(f"/desk/requests/{asked.pk}/", {"act": "answer", "answer": ""})
    assert empty.status_code == 422
    done = client.post(f"/desk/requests/{asked.pk}/", {"act": "answer", "answer": "Thank you."})
    assert done.status_code == 302
    late = client.post(f"/desk/requests/{asked.pk}/", {"act": "answer", "answer": "My long answer."})
    assert late.status_code == 409
    assert "My long answer." in late.content.decode()


def reachable(verdict: CurrentVerdict, story: Story, *, settled: timedelta | None) -> ReaderRequest:
    """A request of a reader who left name and address, answered so long ago, or not at all."""
    asked = ask(verdict, name="Ada", email="ada@example.org")
    if settled is not None:
        readers.answer(asked, "Thank you, we corrected the day.", by=story.people.editor)
        ReaderRequest.objects.filter(pk=asked.pk).update(answered_at=now() - settled)
    return asked


def test_how_to_reach_a_reader_is_erased_ninety_days_after_the_answer(verdict: CurrentVerdict, story: Story) -> None:
    asked = reachable(verdict, story, settled=timedelta(days=90, minutes=1))

    forget_readers()

    asked.refresh_from_db()
    assert (asked.name, asked.email) == ("", "")
    assert (asked.words, asked.answer) == (WRONG, "Thank you, we corrected the day.")
    assert readers.forget() == 0


@pytest.mark.parametrize("settled", [None, timedelta(), timedelta(days=89, hours=23)])
def test_how_to_reach_a_reader_is_kept_until_then(
    verdict: CurrentVerdict, story: Story, settled: timedelta | None
) -> None:
    asked = reachable(verdict, story, settled=settled)
    assert readers.forget() == 0
    asked.refresh_from_db()
    assert (asked.name, asked.email) == ("Ada", "ada@example.org")


def test_a_request_that_was_set_aside_is_forgotten_alike(verdict: CurrentVerdict, story: Story) -> None:
    asked = ask(verdict, name="Ada")
    readers.set_aside(asked, by=story.people.editor)
    ReaderRequest.objects.update(answered_at=now() - timedelta(days=91))
    assert readers.forget() == 1
    asked.refresh_from_db()
    assert (asked.name, asked.state) == ("", RequestState.SET_ASIDE)


def test_a_newsroom_sets_for_how_long(verdict: CurrentVerdict, story: Story, settings: LazySettings) -> None:
    settings.READER_CONTACT_KEPT = timedelta(days=7)
    reachable(verdict, story, settled=timedelta(days=8))
    reachable(verdict, story, settled=timedelta(days=6))
    assert readers.forget() == 1


def test_beat_sees_to_it() -> None:
    from django.conf import settings

    assert forget_readers.name in {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
