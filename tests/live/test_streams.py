"""Live streams, by a real ASGI server and a real Valkey: who may watch, what they hear, and what it costs."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from claims.desk.assignment import assign
from claims.jobs import lease
from claims.jobs.announcing import announce
from claims.models import Job, Notification
from claims.models.job import JobKind
from factcheck.supervisor import running
from tests.live.conftest import SITE
from tests.live.watching import cookie_of, status_of, watching
from tests.ports import free_port
from tests.stories import Story, rehearse


def test_an_editor_hears_that_a_claim_and_its_article_changed(newsroom: Story, port: int) -> None:
    claim = newsroom.spot()
    cookie = cookie_of(newsroom.people.editor)

    with (
        watching(port, f"/live/claims/{claim.public_id}", Cookie=cookie) as of_claim,
        watching(port, f"/live/articles/{newsroom.article.public_id}", Cookie=cookie) as of_article,
    ):
        assert of_claim.response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        of_claim.settle()
        of_article.settle()

        announce(claim_id=claim.pk)

        assert of_claim.event() == {"kind": "claim", "id": str(claim.public_id)}
        assert of_article.event() == {"kind": "article", "id": str(newsroom.article.public_id)}


def test_a_stream_says_at_once_that_the_page_should_look(newsroom: Story, port: int) -> None:
    claim = newsroom.spot()
    address, cookie = f"/live/claims/{claim.public_id}", cookie_of(newsroom.people.editor)

    with watching(port, address, Cookie=cookie) as stream:
        assert stream.line() == "retry: 3000"
        assert stream.event()["kind"] == "claim"
    for last in ("17", "nonsense", "-1", "9" * 500):
        with watching(port, address, Cookie=cookie, Last_Event_ID=last) as again:
            assert again.event()["kind"] == "claim"


def test_a_change_is_told_after_its_commit_and_not_if_it_is_undone(newsroom: Story, port: int) -> None:
    claim = newsroom.spot()

    with watching(port, f"/live/claims/{claim.public_id}", Cookie=cookie_of(newsroom.people.editor)) as stream:
        stream.settle()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(claim_id=claim.pk)
            raise ZeroDivisionError
        assert stream.is_silent()
        with transaction.atomic():
            announce(claim_id=claim.pk)
            assert stream.is_silent()
        assert stream.event(within=60)


def test_other_claims_do_not_disturb(newsroom: Story, port: int) -> None:
    claim, other = newsroom.spot(1), newsroom.spot(2)

    with watching(port, f"/live/claims/{claim.public_id}", Cookie=cookie_of(newsroom.people.editor)) as stream:
        stream.settle()
        announce(claim_id=other.pk)
        assert stream.is_silent()


def test_the_progress_and_the_end_of_a_job_are_heard(newsroom: Story, port: int) -> None:
    job = Job.objects.get(kind=JobKind.SPLIT_ARTICLE, subject=newsroom.article.pk)
    cookie = cookie_of(newsroom.people.editor)

    with watching(port, f"/live/articles/{newsroom.article.public_id}", Cookie=cookie) as stream:
        stream.settle()
        held = lease.take(job.pk)
        assert held is not None
        held.progress(1, 3)
        assert stream.event(within=60)
        with transaction.atomic():
            held.finish()
        assert stream.event(within=60)


def test_open_streams_hold_no_database_connection(newsroom: Story, port: int) -> None:
    address, cookie = f"/live/claims/{newsroom.spot().public_id}", cookie_of(newsroom.people.editor)

    with ExitStack() as open_streams:
        streams = [open_streams.enter_context(watching(port, address, Cookie=cookie)) for _ in range(20)]
        assert [stream.status for stream in streams] == [200] * 20
        for stream in streams:
            assert stream.event()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FILTER (WHERE state <> 'idle'), count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            busy, known = cursor.fetchone()
        assert (busy, known <= 4) == (0, True)  # the pool of the live process holds four, however many streams are open


def test_one_subscription_serves_every_stream(newsroom: Story, port: int) -> None:
    from claims.jobs.announcing import CHANNEL, broker

    before = dict(broker().pubsub_numsub(CHANNEL)).get(CHANNEL.encode(), 0)
    address, cookie = f"/live/claims/{newsroom.spot().public_id}", cookie_of(newsroom.people.editor)

    with ExitStack() as open_streams:
        for _ in range(10):
            open_streams.enter_context(watching(port, address, Cookie=cookie)).event()
        after = dict(broker().pubsub_numsub(CHANNEL))[CHANNEL.encode()]

    assert after == before + 1


def test_a_silent_stream_beats_within_fifteen_seconds(newsroom: Story, port: int) -> None:
    claim = newsroom.spot()

    with watching(port, f"/live/claims/{claim.public_id}", Cookie=cookie_of(newsroom.people.editor)) as stream:
        stream.settle()
        assert stream.line(within=17) == ": still here"


def test_the_live_process_stops_at_once_with_streams_open(processes_see: dict[str, str]) -> None:
    given = free_port()
    with ExitStack() as open_streams:
        with running("live", port=given, environment=processes_see | {"SITE_URL": SITE}):
            story = rehearse()
            address, cookie = f"/live/claims/{story.spot().public_id}", cookie_of(story.people.editor)
            stream = open_streams.enter_context(watching(given + 1, address, Cookie=cookie))
            stream.settle()
            started = time.monotonic()
        assert time.monotonic() - started < 4
        with pytest.raises(EOFError):
            stream.line(within=1)


def test_a_stream_outlives_a_lost_broker_and_is_told_that_something_may_be_missed(newsroom: Story, port: int) -> None:
    from claims.jobs.announcing import broker
    from claims.live.hub import NAME

    claim = newsroom.spot()
    before = {each["id"] for each in broker().client_list() if each["name"] == NAME}
    with watching(port, f"/live/claims/{claim.public_id}", Cookie=cookie_of(newsroom.people.editor)) as stream:
        stream.settle()
        ours = {each["id"] for each in broker().client_list() if each["name"] == NAME} - before
        assert len(ours) == 1

        broker().client_kill_filter(_id=ours.pop())

        assert stream.event(within=60)
        stream.settle()
        announce(claim_id=claim.pk)
        assert stream.event(within=60)


def test_an_announcement_without_a_broker_is_logged_and_never_raised(
    story: Story, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    from claims.jobs import announcing

    away = Redis.from_url("redis://127.0.0.1:9/0", retry=Retry(NoBackoff(), 0), socket_connect_timeout=1)
    monkeypatch.setattr(announcing, "broker", lambda: away)

    announcing.tell(article_id=None, claim_id=story.spot().pk)

    assert "announcement_lost" in caplog.text


def test_a_change_that_is_hidden_from_a_person_does_not_wake_their_stream(newsroom: Story, port: int) -> None:
    claim, editor, chief = newsroom.spot(), newsroom.people.editor, newsroom.people.chief
    address = f"/live/claims/{claim.public_id}"

    with (
        watching(port, address, Cookie=cookie_of(editor)) as blind,
        watching(port, address, Cookie=cookie_of(chief)) as seeing,
    ):
        blind.settle()
        seeing.settle()
        announce(claim_id=claim.pk, hidden_from=[editor.pk])
        assert seeing.event(within=60)
        assert blind.is_silent()


def test_a_person_hears_of_their_own_notes_and_of_nobody_elses(newsroom: Story, port: int) -> None:
    claim, people = newsroom.spot(), newsroom.people
    mine, others = f"/live/people/{people.reviewer.public_id}", f"/live/people/{people.second.public_id}"

    with (
        watching(port, mine, Cookie=cookie_of(people.reviewer)) as told,
        watching(port, others, Cookie=cookie_of(people.second)) as untold,
    ):
        assert told.response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        told.settle()
        untold.settle()

        assign(claim, people.reviewer, by=people.editor, seen=claim.version)

        assert Notification.objects.unread().filter(to=people.reviewer).exists()
        assert told.event() == {"kind": "person", "id": str(people.reviewer.public_id)}
        assert untold.is_silent()


def test_nobody_follows_the_notes_of_a_colleague_or_without_signing_in(newsroom: Story, port: int) -> None:
    people = newsroom.people
    mine = f"/live/people/{people.reviewer.public_id}"

    assert status_of(port, mine, Cookie=cookie_of(people.second)) == 404
    assert status_of(port, mine, Cookie=cookie_of(people.chief)) == 404  # who may look into the person's page
    assert status_of(port, mine) == 401
