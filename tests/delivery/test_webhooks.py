"""Programs of others are told of each ledger row: in order, signed, at least once under one id, and never in silence."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from claims.desk import webhooks
from claims.desk.triage import Stale
from claims.models import Job, LedgerHead, Publication, Webhook
from claims.models.job import JobKind, JobState
from claims.pipeline import posting
from claims.pipeline.publishing.head import is_genuine
from claims.tasks import messages, work
from tests.delivery.conftest import again
from tests.delivery.program import SECRET, Program, being_told
from tests.publishing.test_redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.delivery.program import Message
    from tests.stories import Story


@pytest.fixture
def program(settings: SettingsWrapper) -> Iterator[Program]:
    """A program on the newsroom's own network, which the deployment lists."""
    with being_told() as server:
        settings.FETCH_ALLOWED_HOSTS = [server.host]
        yield server


@pytest.fixture
def hook(story: Story, program: Program) -> Webhook:
    """The program's webhook, kept from before anything was published."""
    return webhooks.add_webhook("News app", program.hook, by=story.people.chief)


def call() -> Job:
    """Do what the worker does with the newest call that waits."""
    job = Job.objects.filter(kind=JobKind.CALL_WEBHOOK).latest("pk")
    work(job.pk)
    job.refresh_from_db()
    return job


def verify(message: Message, key: str) -> None:
    """Hold a message against its signature, as the specification says. Raises InvalidSignature."""
    version, _comma, signature = message.headers["webhook-signature"].partition(",")
    assert version == "v1a"
    signed = f"{message.name}.{message.headers['webhook-timestamp']}.".encode() + message.body
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(base64.b64decode(signature), signed)


def test_each_row_is_told_with_its_document_and_the_signed_head(hook: Webhook, story: Story, program: Program) -> None:
    claim = story.publish(1)
    assert call().state == JobState.DONE
    story.correct(claim)
    call()

    assert [each.content["type"] for each in program.taken] == ["ledger.published", "ledger.corrected"]
    assert program.sequences == [1, 2]
    row = Publication.objects.with_documents().get(sequence=2)
    data = program.taken[1].content["data"]
    assert (data["hash"], data["documentSha256"], data["id"]) == (row.hash, row.document_id, str(claim.public_id))
    sent = json.dumps(data["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(sent.encode()).hexdigest() == row.document_id
    head = program.taken[1].content["head"]
    assert is_genuine(head)
    assert (head["sequence"], head["hash"]) == (2, LedgerHead.objects.get().hash)
    hook.refresh_from_db()
    assert (hook.reached, hook.problem, hook.failures) == (2, "", 0)


def test_a_message_is_signed_with_the_key_of_the_head_and_a_changed_one_is_not(
    hook: Webhook, story: Story, program: Program
) -> None:
    story.publish(1)
    call()
    (message,) = program.taken
    key = Client().get("/.well-known/claimdesk-head.json").json()["publicKey"]

    verify(message, key)
    assert message.headers["content-type"] == "application/json; charset=utf-8"
    forged = type(message)(message.headers, message.body.replace(b"published", b"retracted"))
    with pytest.raises(InvalidSignature):
        verify(forged, key)


def test_what_does_not_arrive_comes_again_under_the_same_id_and_nothing_overtakes_it(
    hook: Webhook, story: Story, program: Program
) -> None:
    story.publish(1)
    story.publish(2)
    program.answers = [204, 500]
    job = call()

    assert program.sequences == [1]
    assert (job.state, job.errors, job.crashes) == (JobState.QUEUED, 0, 0)
    assert now() < job.run_after < now() + 2 * webhooks.WAITS[0]
    hook.refresh_from_db()
    assert (hook.reached, hook.failures, hook.problem) == (1, 1, "It answered 500.")
    story.publish(3)
    again(job)
    assert [each.name for each in program.asked] == ["ledger-1", "ledger-2", "ledger-2", "ledger-3"]
    assert program.sequences == [1, 2, 3]
    hook.refresh_from_db()
    assert (hook.reached, hook.failures, hook.problem) == (3, 0, "")


def test_a_line_that_breaks_is_tried_again_for_a_double_can_be_told_by_its_id(
    hook: Webhook, story: Story, program: Program
) -> None:
    story.publish(1)
    program.hangs_up = True
    job = call()
    program.hangs_up = False
    again(job)
    assert [each.name for each in program.asked] == ["ledger-1", "ledger-1"]
    assert job.state == JobState.DONE


def test_who_asks_for_patience_is_given_it(hook: Webhook, story: Story, program: Program) -> None:
    story.publish(1)
    program.answers, program.headers = [503], {"Retry-After": "600"}
    assert call().run_after > now() + timedelta(seconds=590)


def test_after_three_days_without_an_answer_it_is_paused_and_said_and_goes_on_when_resumed(
    hook: Webhook, story: Story, program: Program
) -> None:
    story.publish(1)
    program.answers = [500] * (len(webhooks.WAITS) + 1)
    job = call()
    for _wait in webhooks.WAITS:
        assert job.state == JobState.QUEUED
        again(job)

    assert (job.state, job.problem) == (JobState.FAILED, "It answered 500. The webhook is paused.")
    hook.refresh_from_db()
    assert hook.paused_at is not None
    assert hook.paused_by is None
    story.publish(2)
    assert not Job.objects.open().filter(kind=JobKind.CALL_WEBHOOK).exists()
    webhooks.resume(hook, by=story.people.chief)
    call()
    assert program.sequences == [1, 2]


def test_one_that_says_it_is_gone_is_paused_at_once(hook: Webhook, story: Story, program: Program) -> None:
    story.publish(1)
    program.answers = [410]
    assert call().state == JobState.FAILED
    hook.refresh_from_db()
    assert hook.paused_at is not None


def test_no_redirect_is_followed(hook: Webhook, story: Story, program: Program) -> None:
    story.publish(1)
    program.answers, program.headers = [302], {"Location": f"http://{program.host}/elsewhere"}
    assert call().problem == "It answered 302."
    assert len(program.asked) == 1


def test_the_whole_ledger_can_be_asked_for_and_a_slow_program_holds_a_worker_for_a_stretch_at_most(
    story: Story, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.tasks.messages.STRETCH", 0.0)
    for number in range(1, 4):
        story.publish(number)
    webhooks.add_webhook("Archive", program.hook, by=story.people.chief, after=1)
    job = call()
    assert program.sequences == [2]
    assert (job.state, job.errors, job.crashes) == (JobState.QUEUED, 0, 0)
    again(job)
    assert program.sequences == [2, 3]
    again(job)
    assert (program.sequences, job.state) == ([2, 3], JobState.DONE)


def test_a_stretch_with_its_last_answer_ends_before_the_worker_is_stopped(settings: SettingsWrapper) -> None:
    assert messages.STRETCH + posting.SECONDS + 10 < settings.TASK_SOFT_LIMIT


def test_who_is_paused_in_the_middle_is_told_no_further_row(
    hook: Webhook, story: Story, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        story.publish(number)
    real = webhooks.arrived

    def arrived(told: Webhook, sequence: int) -> None:
        real(told, sequence)
        webhooks.pause(hook, by=story.people.chief)

    monkeypatch.setattr(webhooks, "arrived", arrived)
    assert call().state == JobState.DONE
    assert program.sequences == [1]


def test_a_row_that_is_written_while_the_work_ends_is_not_forgotten(
    hook: Webhook, story: Story, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.publish(1)
    real, late = webhooks.all_told, [2]

    def all_told(told: Webhook) -> bool:
        if late:
            story.publish(late.pop())  # its job is open already, so none is queued
        return real(told)

    monkeypatch.setattr(webhooks, "all_told", all_told)
    job = call()
    assert job.state == JobState.QUEUED
    again(job)
    assert program.sequences == [1, 2]


def test_a_redacted_document_is_told_as_gone(hook: Webhook, story: Story, program: Program) -> None:
    redact(story, story.publish(1))
    call()
    first, second = (each.content["data"] for each in program.taken)
    assert first["document"] is None
    assert (second["kind"], second["document"]["redaction"]["rows"][0]["sequence"]) == ("redacted", 1)


def test_who_is_paused_or_removed_is_told_nothing(hook: Webhook, story: Story, program: Program) -> None:
    story.publish(1)
    webhooks.pause(hook, by=story.people.chief)
    assert call().state == JobState.DONE
    assert program.asked == []
    webhooks.remove(hook, by=story.people.chief)
    story.publish(2)
    hook.refresh_from_db()
    assert (hook.hook_url, hook.removed_by) == ("", story.people.chief)
    assert call().state == JobState.DONE
    assert program.asked == []
    with pytest.raises(Stale):
        webhooks.resume(hook, by=story.people.chief)


@pytest.mark.parametrize(
    ("name", "address", "field"),
    [
        ("", "https://app.example.org/told", "name"),
        ("x" * 101, "https://app.example.org/told", "name"),
        ("App", "", "hook_url"),
        ("App", "ftp://app.example.org/told", "hook_url"),
        ("App", "http://app.example.org/told", "hook_url"),
        ("App", "https://127.0.0.1/told", "hook_url"),
        ("App", "https://user:word@app.example.org/told", "hook_url"),
        ("App", f"https://app.example.org/{'x' * 1_000}", "hook_url"),
    ],
)
def test_what_is_no_webhook_is_refused_at_its_field(story: Story, name: str, address: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        webhooks.add_webhook(name, address, by=story.people.chief)
    assert set(refused.value.message_dict) == {field}
    assert not Webhook.objects.exists()


def test_a_row_that_is_not_there_and_an_address_that_is_told_already_are_refused(hook: Webhook, story: Story) -> None:
    with pytest.raises(ValidationError, match="0 rows so far"):
        webhooks.add_webhook("App", "https://app.example.org/told", by=story.people.chief, after=1)
    with pytest.raises(ValidationError, match="told already"), transaction.atomic():
        webhooks.add_webhook("Twice", hook.hook_url, by=story.people.chief)


def test_only_the_chief_editor_keeps_webhooks(hook: Webhook, story: Story) -> None:
    for person in (story.people.editor, story.people.reviewer):
        with pytest.raises(PermissionDenied):
            webhooks.add_webhook("App", "https://app.example.org/told", by=person)
        with pytest.raises(PermissionDenied):
            webhooks.remove(hook, by=person)


def test_the_address_is_shown_logged_and_kept_in_history_nowhere(
    hook: Webhook, story: Story, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    from django.apps import apps

    caplog.set_level(logging.DEBUG)
    story.publish(1)
    program.answers = [500]
    call()
    webhooks.pause(hook, by=story.people.chief)
    browser = Client()
    browser.force_login(story.people.chief)
    table = browser.get("/desk/claims/webhook/").content.decode()
    row = browser.get(f"/desk/claims/webhook/{hook.pk}/change/").content.decode()
    assert program.host in table
    assert "It answered 500." in table
    assert SECRET not in table + row + caplog.text
    assert browser.get("/desk/claims/webhook/?hook_url__startswith=http").status_code in {302, 400}
    kept = apps.get_model("claims", "WebhookEvent").objects.values()
    assert kept
    assert not any("hook_url" in each for each in kept)


def test_the_chief_editor_adds_one_at_the_desk(story: Story) -> None:
    browser = Client()
    browser.force_login(story.people.chief)
    typed = {"name": "App", "hook_url": "https://127.0.0.1/", "after": ""}
    refused = browser.post("/desk/claims/webhook/add/", typed)
    assert refused.status_code == 422
    assert "127.0.0.1" in refused.content.decode()
    done = browser.post("/desk/claims/webhook/add/", typed | {"hook_url": "https://app.example.org/told"}, follow=True)
    assert "App is told of each new row of the ledger." in done.content.decode()
    assert Webhook.objects.get().added_by == story.people.chief
