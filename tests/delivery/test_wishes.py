"""Notes reach people as each of them wants: by mail at once, by the hour, by the day, or in a chat; each once."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims.desk import letters, notes, wishes
from claims.desk.assignment import assign
from claims.desk.discussion import comment
from claims.models import Assignment, Claim, Job, Letter, Newsroom, Notification, User, Wishes
from claims.models.job import JobState
from claims.models.notification import Route
from claims.models.wishes import Concern
from claims.tasks import watch_due_times
from tests.delivery.chat_server import SECRET
from tests.delivery.conftest import again, send
from tests.desk_acts.apart import set_apart

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.delivery.chat_server import Chat
    from tests.delivery.mail_server import Post
    from tests.desk import People
    from tests.stories import Story

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def want(person: User, route: Route, *, hook: str = "", hour: int = 8, zone: str = "Europe/Berlin") -> User:
    """Let a person choose one way for everything; they have an address."""
    person.email = f"{person.username}@news.example"
    person.zone = zone
    person.save(update_fields=["email", "zone"])
    wishes.choose(by=person, routes=dict.fromkeys(Concern, route), hook=hook, hour=hour)
    return person


def body(letter: str) -> str:
    """Return the words of a letter."""
    return str(message_from_string(letter, policy=default).get_content())


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person: User) -> list[str]:
    return list(Notification.objects.visible_to(person).order_by("pk").values_list("kind", flat=True))


def test_at_once_a_letter_brings_what_waits_with_the_links_to_act(claim: Claim, people: People, post: Post) -> None:
    want(people.reviewer, Route.AT_ONCE)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    comment(claim, "Look, @reviewer.", by=people.editor)

    send()

    assert len(post.letters) == 1
    assert "To: reviewer@news.example" in post.letters[0]
    words = body(post.letters[0])
    assert f"/desk/review/{claim.pk}/" in words
    assert "A claim is on your desk (by editor)" in words
    assert "You were mentioned (by editor)" in words
    assert "/desk/notes/wishes/" in words
    assert told(people.reviewer) == ["assigned", "mentioned"]


def test_a_letter_leaves_once_however_often_beat_and_job_run(claim: Claim, people: People, post: Post) -> None:
    want(people.reviewer, Route.AT_ONCE)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    jobs = send()
    again(jobs[0])

    assert send() == []
    assert (len(post.letters), jobs[0].state) == (1, JobState.DONE)
    assert Letter.objects.get().sent_at is not None


def test_a_letter_that_may_have_left_is_not_sent_again_and_its_owner_is_told(
    claim: Claim, people: People, post: Post
) -> None:
    want(people.reviewer, Route.AT_ONCE)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    post.hangs_up = True
    (job,) = send()
    post.hangs_up = False

    again(job)

    assert (post.letters, job.state) == ([], JobState.FAILED)
    assert "not known whether" in job.problem
    assert told(people.reviewer) == ["assigned", "undelivered"]
    assert browser(people.reviewer).get(Notification.objects.first().link).status_code == 200


def test_without_a_wish_nothing_leaves_the_desk(claim: Claim, people: People, post: Post) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    assert send() == []
    assert told(people.reviewer) == ["assigned"]


def test_what_was_read_at_the_desk_meanwhile_is_not_mailed(claim: Claim, people: People, post: Post) -> None:
    want(people.reviewer, Route.AT_ONCE)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    letters.write_all()
    notes.mark_read(by=people.reviewer)

    send()

    assert post.letters == []
    assert Job.objects.get(kind="post_letter").state == JobState.DONE


def test_the_daily_letter_comes_at_the_hour_of_the_persons_own_clock(story: Story, post: Post) -> None:
    people = story.people
    want(people.editor, Route.DAILY, hour=8, zone="Europe/Berlin")
    want(people.chief, Route.DAILY, hour=8, zone="America/New_York")
    morning = NOON.replace(hour=7, minute=5)  # 8:05 in Berlin, 2:05 in New York
    for number in (1, 2):
        comment(story.spot(number), "Look, @editor.", by=people.chief)
        comment(story.spot(number + 2), "Look, @chief.", by=people.editor)

    assert letters.write_all(at=morning - timedelta(minutes=10)) == 0
    assert letters.write_all(at=morning) == 1
    comment(story.spot(5), "Look, @editor.", by=people.chief)
    assert letters.write_all(at=morning + timedelta(hours=2)) == 0
    assert letters.write_all(at=morning + timedelta(hours=6)) == 1
    assert letters.write_all(at=morning + timedelta(days=1)) == 1
    send()

    assert sorted(message_from_string(each)["To"] for each in post.letters) == [
        "chief@news.example",
        "editor@news.example",
        "editor@news.example",
    ]
    assert body(post.letters[0]).count("You were mentioned") == 2


def test_a_letter_speaks_the_language_of_who_gets_it(claim: Claim, people: People, post: Post) -> None:
    want(people.reviewer, Route.AT_ONCE)
    people.reviewer.language = "de"
    people.reviewer.save(update_fields=["language"])
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    send()

    words = body(post.letters[0])
    assert "A claim is on your desk" not in words
    assert str(claim) in words


def test_the_hourly_letter_comes_once_an_hour(story: Story, post: Post) -> None:
    people = story.people
    want(people.editor, Route.HOURLY)
    comment(story.spot(1), "Look, @editor.", by=people.chief)
    assert letters.write_all(at=NOON + timedelta(minutes=10)) == 1
    comment(story.spot(2), "Look, @editor.", by=people.chief)

    assert letters.write_all(at=NOON + timedelta(minutes=50)) == 0
    assert letters.write_all(at=NOON + timedelta(minutes=60)) == 1


def test_reminders_and_escalations_go_the_way_that_was_chosen(
    claim: Claim, people: People, post: Post, chat: Chat
) -> None:
    want(people.reviewer, Route.AT_ONCE)
    want(people.editor, Route.CHAT, hook=chat.hook)
    desk = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    late = now() - timedelta(hours=2)
    Assignment.objects.filter(pk=desk.pk).update(due_at=late, assigned_at=late - timedelta(hours=9))
    watch_due_times()
    watch_due_times()

    send()

    assert body(post.letters[0]).count("A claim is due soon") == 1
    assert len(chat.texts) == 1
    assert chat.texts[0].startswith("*A claim is late*")


def test_the_chat_is_told_in_words_that_it_reads_as_words(story: Story, chat: Chat) -> None:
    people = story.people
    want(people.chief, Route.CHAT, hook=chat.hook)
    hostile = "<!channel> & @all: a <b>claim</b> ![x](https://evil.example/x.png)"
    comment(story.spot(1, wording=hostile), "Look, @chief.", by=people.editor)

    send()

    (said,) = chat.said
    assert list(said) == ["text"]
    assert "&lt;!channel&gt; &amp; " in said["text"]
    assert "<!channel>" not in said["text"]
    assert "@all" not in said["text"]
    assert "](" not in said["text"]
    assert "https://evil" not in said["text"]
    assert "/desk/review/" in said["text"]
    assert "|Open at the desk>" in said["text"]


def test_a_chat_that_is_away_is_tried_again_and_its_owner_told_after_the_last_try(
    claim: Claim, people: People, chat: Chat, settings: Settings
) -> None:
    want(people.reviewer, Route.CHAT, hook=chat.hook)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    chat.status, chat.headers = 503, {"Retry-After": "3600"}
    (job,) = send()
    assert (job.state, job.errors) == (JobState.QUEUED, 1)
    assert job.run_after - now() > timedelta(minutes=50)
    for _try in range(3):
        again(job)
        assert told(people.reviewer) == ["assigned"]

    again(job)

    assert (job.state, len(chat.asked)) == (JobState.FAILED, 5)
    assert told(people.reviewer) == ["assigned", "undelivered"]
    assert Wishes.objects.get().chat_problem == ""
    chat.status = 200
    again(job)
    assert len(chat.said) == 1


@pytest.mark.parametrize(("status", "words"), [(404, "no such webhook"), (302, "elsewhere"), (410, "closed")])
def test_a_chat_that_refuses_is_left_alone_until_a_trial(
    claim: Claim, people: People, chat: Chat, status: int, words: str
) -> None:
    want(people.reviewer, Route.CHAT, hook=chat.hook)
    chat.status, chat.headers = status, {"Location": chat.hook} if status == 302 else {}
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    (job,) = send()
    assert (job.state, len(chat.asked)) == (JobState.FAILED, 1)
    assert words in Wishes.objects.get().chat_problem
    comment(claim, "Look, @reviewer.", by=people.editor)
    assert send() == []
    assert told(people.reviewer) == ["assigned", "undelivered", "mentioned"]

    chat.status = 200
    browser(people.reviewer).post("/desk/notes/wishes/", {"act": "trial"})
    send()

    assert "It works." in chat.texts[0]
    comment(claim, "Look again, @reviewer.", by=people.editor)
    send()
    assert len(chat.texts) == 2


def test_a_chat_that_hangs_up_may_have_heard_us_and_is_not_told_twice(claim: Claim, people: People, chat: Chat) -> None:
    want(people.reviewer, Route.CHAT, hook=chat.hook)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    chat.hangs_up = True

    (job,) = send()
    again(job)

    assert (job.state, len(chat.asked)) == (JobState.FAILED, 1)


def test_only_public_or_listed_addresses_are_posted_to(people: People, chat: Chat, settings: Settings) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    for hook in (
        chat.hook,
        "http://hooks.slack.com/services/x",
        "https://10.0.0.7/x",
        "file:///etc/passwd",
        "x" * 1001,
    ):
        with pytest.raises(ValidationError) as refused:
            want(people.reviewer, Route.CHAT, hook=hook)
        assert list(refused.value.message_dict) == ["chat_url"]
    assert not Wishes.objects.exists()


def test_a_host_that_is_listed_no_more_is_not_posted_to(
    claim: Claim, people: People, chat: Chat, settings: Settings
) -> None:
    want(people.reviewer, Route.CHAT, hook=chat.hook)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    settings.FETCH_ALLOWED_HOSTS = []

    (job,) = send()

    assert (job.state, chat.asked) == (JobState.FAILED, [])


def test_a_webhook_is_a_secret(
    claim: Claim, people: People, chat: Chat, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    want(people.reviewer, Route.CHAT, hook=chat.hook)
    wishes.set_channel(chat.hook, by=people.chief)
    chat.status = 500
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    jobs = send()
    for job in jobs:
        again(job)

    me, chief = browser(people.reviewer), browser(people.chief)
    shown = [
        *(client.get("/desk/notes/wishes/") for client in (me, chief)),
        me.post("/desk/notes/wishes/", {"act": "save", "hour": "99"}),
        chief.get(f"/desk/claims/user/{people.reviewer.pk}/history/"),
        chief.get("/desk/claims/newsroom/1/change/"),
        chief.get("/desk/claims/newsroom/1/history/"),
        me.get(f"/desk/claims/wishes/{Wishes.objects.get().pk}/change/"),
        me.get(f"/desk/claims/wishes/{Wishes.objects.get().pk}/history/"),
        chief.get("/desk/claims/job/"),
    ]
    spoken = caplog.text + "".join(capfd.readouterr()) + "".join(job.problem for job in jobs)
    assert SECRET not in spoken
    for page in shown:
        assert page.status_code in {200, 422}
        assert SECRET not in page.content.decode()
    for model in ("WishesEvent", "NewsroomEvent"):
        assert "chat_url" not in {field.name for field in apps.get_model("claims", model)._meta.fields}
    assert f"http://{chat.host}/…" in shown[0].content.decode()
    assert chief.get("/desk/claims/newsroom/?chat_url__startswith=http").status_code == 400


@pytest.mark.parametrize("route", [Route.AT_ONCE, Route.CHAT])
def test_what_a_blind_review_hides_leaves_by_no_way_until_both_are_in(
    claim: Claim, people: People, post: Post, chat: Chat, route: Route
) -> None:
    want(people.reviewer, route, hook=chat.hook)
    apart = set_apart(claim, people, first=people.reviewer)
    send()
    before = len(post.letters) + len(chat.said)

    comment(claim, "I find it false, @reviewer.", by=people.second)
    verdict = apart.answer(people.second)
    comment(claim, "Look, @reviewer.", by=people.chief, verdict=verdict)
    assert send() == []
    assert len(post.letters) + len(chat.said) == before

    apart.answer(people.reviewer)
    send()
    (last,) = [body(each) for each in post.letters[1:]] or chat.texts[1:]
    assert last.count("You were mentioned") == 2


def test_what_is_hidden_after_it_was_put_in_a_letter_waits_for_another(
    claim: Claim, people: People, post: Post
) -> None:
    want(people.reviewer, Route.AT_ONCE)
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    letters.write_all()
    Claim.objects.filter(pk=claim.pk).update(status="spotted")
    Assignment.objects.filter(claim=claim).update(reviewer=people.second)

    (job,) = send()

    assert (post.letters, job.state) == ([], JobState.DONE)
    assert Notification.objects.get().letter is None


def test_the_newsrooms_chat_hears_what_concerns_every_editor_once(claim: Claim, people: People, chat: Chat) -> None:
    wishes.set_channel(chat.hook, by=people.chief)
    desk = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    Assignment.objects.filter(pk=desk.pk).update(due_at=now() - timedelta(hours=2))
    watch_due_times()

    send()
    send()

    assert "It works." in chat.texts[0]
    assert [text.count("A claim is late") for text in chat.texts[1:]] == [1]
    assert told(people.editor) == ["late"]


def test_the_newsrooms_chat_hears_nothing_of_a_blind_review(claim: Claim, people: People, chat: Chat) -> None:
    wishes.set_channel(chat.hook, by=people.chief)
    set_apart(claim, people)
    Assignment.objects.filter(claim=claim).update(due_at=now() - timedelta(hours=2))
    watch_due_times()

    send()

    assert len(chat.texts) == 1
    assert Notification.objects.filter(to=None, letter=None).count() == 2


def test_chief_editors_are_told_that_the_newsrooms_chat_refuses(claim: Claim, people: People, chat: Chat) -> None:
    wishes.set_channel(chat.hook, by=people.chief)
    send()
    chat.status = 403
    desk = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    Assignment.objects.filter(pk=desk.pk).update(due_at=now() - timedelta(hours=2))
    watch_due_times()

    send()

    assert told(people.chief) == ["undelivered"]
    assert "403" in Newsroom.objects.get().chat_problem
    assert "403" in browser(people.chief).get("/desk/notes/wishes/").content.decode()


def test_the_form_keeps_what_is_chosen_and_says_what_is_wrong(people: People, chat: Chat, settings: Settings) -> None:
    client, page = browser(people.reviewer), "/desk/notes/wishes/"
    given = {"act": "save", "hour": "9", "chat_url": chat.hook}
    ways = dict.fromkeys(("work", "outcomes", "mentions", "replies"), "chat")

    assert client.post(page, {**given, **ways, "chat_url": ""}).status_code == 422
    mail = client.post(page, {**given, **dict.fromkeys(ways, "at_once")})
    assert mail.status_code == 422
    assert "sends no mail" in mail.content.decode()
    assert client.post(page, {**given, **ways, "work": "pigeon"}).status_code == 422
    assert client.post(page, {"act": "burn"}).status_code == 422
    assert client.post(page, {"act": "set_channel", "channel_url": chat.hook}).status_code == 403
    assert not Wishes.objects.exists()

    assert client.post(page, {**given, **ways}).status_code == 302
    kept = Wishes.objects.get()
    assert (kept.work, kept.alarms, kept.hour, kept.chat_url) == ("chat", "desk", 9, chat.hook)
    assert client.post(page, {**given, **ways, "chat_url": ""}).status_code == 302
    assert client.post(page, {**given, **ways, "chat_url": "", "forget": "1"}).status_code == 422
    assert Wishes.objects.get().chat_url == chat.hook
    ways = dict.fromkeys(ways, "desk")
    assert client.post(page, {**given, **ways, "chat_url": "", "forget": "1"}).status_code == 302
    assert Wishes.objects.get().chat_url == ""


def test_who_has_no_address_is_told_whom_to_ask(people: People, post: Post) -> None:
    with pytest.raises(ValidationError, match="Ask the chief editor"):
        wishes.choose(by=people.second, routes={Concern.WORK: Route.DAILY}, hour=8)


def test_notes_that_wait_follow_a_new_wish(claim: Claim, people: People, post: Post) -> None:
    want(people.reviewer, Route.DAILY, hour=0)
    letters.write_all()  # today's letter, with nothing to say
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    assert send() == []

    want(people.reviewer, Route.AT_ONCE)
    send()

    assert len(post.letters) == 1


def test_thirty_notes_make_one_letter_and_cost_as_much_as_one(story: Story, post: Post) -> None:
    people = story.people
    want(people.chief, Route.AT_ONCE)
    numbers = []
    for rows in (1, 30):
        for number in range(rows):
            comment(story.spot(number + rows), "Look, @chief.", by=people.editor)
        with CaptureQueriesContext(connection) as asked:
            send()
        numbers.append(len(asked))
    assert len(post.letters) == 2
    assert body(post.letters[1]).count("You were mentioned") == 30
    assert numbers[0] == numbers[1]
