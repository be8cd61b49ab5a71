"""Notes: who is told of what, once, with the place to act; and what a blind review keeps back."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims.desk import notes, publication, readers, reply, review
from claims.desk.assignment import assign
from claims.desk.discussion import comment
from claims.jobs import announcing
from claims.lifecycle import IllegalMove
from claims.live.hub import Hub
from claims.models import Assignment, CurrentVerdict, Notification, PageFlag, PageLook
from claims.models.page_look import LookFound
from claims.models.reply import ReplyState, Way
from claims.tasks import watch_due_times
from tests.desk_acts.apart import set_apart

if TYPE_CHECKING:
    from claims.models import Claim, User
    from tests.desk import People
    from tests.stories import Story


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person: User) -> list[str]:
    return list(Notification.objects.visible_to(person).order_by("pk").values_list("kind", flat=True))


def test_a_reviewer_is_told_of_their_work_and_of_what_comes_of_it(story: Story) -> None:
    claim, people = story.publish(), story.people

    publication.reopen(claim, by=people.chief, seen=claim.version, reason="A new source.")
    story.rate(claim)
    review.send_back(claim, by=people.editor, seen=claim.version, reason="Say which, @chief.")

    assert told(people.reviewer) == ["assigned", "approved", "reopened", "sent_back"]
    assert told(people.editor) == []


def test_nobody_is_told_of_their_own_act(claim: Claim, people: People) -> None:
    assign(claim, people.editor, by=people.editor, seen=claim.version)
    comment(claim, "A note to @editor.", by=people.editor)

    assert told(people.editor) == []


def test_an_act_that_is_refused_tells_nobody(claim: Claim, people: People) -> None:
    with pytest.raises(IllegalMove):
        assign(claim, people.reviewer, by=people.editor, seen=claim.version + 1)

    assert not Notification.objects.exists()


def test_reminder_and_escalation_are_told_once(claim: Claim, people: People) -> None:
    desk = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    late = now() - timedelta(hours=2)
    Assignment.objects.filter(pk=desk.pk).update(due_at=late, assigned_at=late - timedelta(hours=9))

    watch_due_times()
    watch_due_times()

    assert told(people.reviewer) == ["assigned", "reminder"]
    assert told(people.editor) == ["late"]
    assert told(people.chief) == []


def test_what_somebody_assigned_who_has_left_is_told_to_all_editors(claim: Claim, people: People) -> None:
    desk = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    Assignment.objects.filter(pk=desk.pk).update(due_at=now() - timedelta(hours=2))
    people.editor.is_active = False
    people.editor.save()

    watch_due_times()

    assert told(people.chief) == ["late"]


def test_editors_are_told_of_readers_and_of_pages(story: Story) -> None:
    claim, people = story.publish(), story.people
    shown = CurrentVerdict.objects.get(claim=claim)
    asked = readers.receive(shown, words="The date is wrong.", name="", email="", address="192.0.2.7")
    copy = claim.verdicts.get().citations.get().snapshot
    look = PageLook.objects.create(snapshot=copy, looked_at=now(), found=LookFound.GONE, because="It is gone.")
    flag = PageFlag.objects.create(claim=claim, look=look, snapshot=copy)
    with transaction.atomic():
        notes.of_flags([flag])

    for person in (people.editor, people.chief):
        assert told(person)[-2:] == ["reader_wrote", "page_changed"]
        client = browser(person)
        for note in Notification.objects.visible_to(person):
            assert client.get(note.link).status_code == 200
    assert asked.pk
    assert "reader_wrote" not in told(people.reviewer)


def test_a_claimants_answer_and_deadline_reach_whoever_asked(story: Story) -> None:
    claim, people = story.spot(), story.people
    given = {"way": Way.BY_HAND, "words": "Did you say so?", "due_at": now() + timedelta(hours=1)}
    first = reply.ask(claim, by=people.chief, addressee="Putin", **given)
    second = reply.ask(claim, by=people.chief, addressee="Biden", **given)
    reply.record(first, ReplyState.REPLIED, by=people.editor, reply="No.")
    type(second).objects.filter(pk=second.pk).update(due_at=now() - timedelta(minutes=1))

    watch_due_times()
    watch_due_times()

    assert told(people.chief) == ["replied", "reply_due"]
    assert browser(people.chief).get(Notification.objects.first().link).status_code == 200


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_a_mention_by_a_blind_peer_is_told_when_both_are_in(claim: Claim, people: People, role: str) -> None:
    peer = getattr(people, role)
    apart = set_apart(claim, people, first=peer)
    client = browser(peer)
    notes.mark_read(by=peer)
    before = client.get("/desk/notes/").content.decode()

    comment(claim, f"I find it false, @{peer.username}.", by=people.second)
    verdict = apart.answer(people.second)
    comment(claim, f"Look, @{peer.username}.", by=people.chief, verdict=verdict)
    after = client.get("/desk/notes/").content.decode()

    assert told(peer) == ["assigned"]
    assert before.count("<li>") == after.count("<li>")
    assert 'id="nav-notes" data-live-region>0<' in after
    hidden = Notification.objects.filter(to=peer, kind="mentioned").first()
    assert notes.mark_read(by=peer, note=hidden.pk) == 0

    apart.answer(peer)
    assert told(peer) == ["assigned", "mentioned", "mentioned"]


def test_a_blind_peer_is_not_told_that_the_other_is_late(claim: Claim, people: People) -> None:
    apart = set_apart(claim, people, first=people.editor)
    other = Assignment.objects.get(claim=apart.claim, reviewer=people.second)
    Assignment.objects.filter(pk=other.pk).update(due_at=now() - timedelta(hours=2), assigned_by=people.editor)

    watch_due_times()

    assert told(people.editor) == ["assigned"]


def test_who_is_mentioned_and_cannot_see_the_claim_is_told_nothing_of_it(claim: Claim, people: People) -> None:
    comment(claim, "Ask @third.", by=people.editor)

    assert told(people.third) == []
    assert str(claim) not in browser(people.third).get("/desk/notes/").content.decode()


def test_notes_are_marked_as_read_by_whose_they_are(story: Story) -> None:
    claim, people = story.approve(story.spot()), story.people
    first = Notification.objects.visible_to(people.reviewer).last()
    client = browser(people.reviewer)

    browser(people.second).post("/desk/notes/", {"act": "read", "note": first.pk})
    assert Notification.objects.visible_to(people.reviewer).unread().count() == 2
    assert client.post("/desk/notes/", {"act": "read", "note": first.pk}).status_code == 302
    assert Notification.objects.visible_to(people.reviewer).unread().count() == 1
    assert client.post("/desk/notes/", {"act": "read_all"}).status_code == 302
    assert not Notification.objects.visible_to(people.reviewer).unread().exists()
    assert client.post("/desk/notes/", {"act": "burn"}).status_code == 422
    assert f"/desk/review/{claim.pk}/" in client.get("/desk/notes/").content.decode()


def test_thirty_notes_cost_as_much_as_one(story: Story) -> None:
    people, client = story.people, browser(story.people.chief)
    numbers = []
    for rows in (1, 29):
        for number in range(rows):
            comment(story.spot(number + 1 + (rows > 1)), "Look, @chief.", by=people.editor)
        client.get("/desk/notes/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/desk/notes/").content.decode()
        numbers.append(len(asked))
    assert page.count("You were mentioned") == 30
    assert numbers[0] == numbers[1] <= 12


def test_a_persons_pages_hear_of_a_note(
    claim: Claim, people: People, queue: str, django_capture_on_commit_callbacks: Any
) -> None:
    with announcing.broker().pubsub() as heard:
        heard.subscribe(announcing.CHANNEL)
        heard.get_message(timeout=30)
        with django_capture_on_commit_callbacks(execute=True):
            comment(claim, "Look, @chief.", by=people.editor)
        said = heard.get_message(timeout=30)["data"]
    assert json.loads(said) == {"person": people.chief.pk}

    async def woken() -> tuple[bool, bool]:
        hub = Hub(queue)
        with (
            hub.listening(("person", people.chief.pk)) as chief,
            hub.listening(("person", people.editor.pk)) as editor,
        ):
            hub._wake(said)
            return chief.is_set(), editor.is_set()

    assert asyncio.run(woken()) == (True, False)
