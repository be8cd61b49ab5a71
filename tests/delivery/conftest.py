"""A mail server and a chat for tests, and what a worker and the beat would do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from tests.delivery.chat_server import Chat, listening
from tests.delivery.mail_server import Post, taking_letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import Settings

    from claims.models import Job


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A mail server that the desk uses."""
    with taking_letters() as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "desk@news.example"
        yield server


@pytest.fixture
def chat(settings: Settings) -> Iterator[Chat]:
    """A chat on the newsroom's own network, which the deployment lists."""
    with listening() as server:
        settings.FETCH_ALLOWED_HOSTS = [server.host]
        yield server


def again(job: Job) -> None:
    """Have the worker do the job once more, as after a crash, or when its time has come."""
    from claims.models import Job as Jobs
    from claims.models.job import JobState
    from claims.tasks import work

    Jobs.objects.filter(pk=job.pk).update(state=JobState.QUEUED, run_after=now(), lease_until=None)
    work(job.pk)
    job.refresh_from_db()


def send() -> list[Job]:
    """Do what beat and worker do: write the letters that are due, and hand over those that wait. Return their jobs."""
    from claims.models import Job as Jobs
    from claims.models.job import JobKind
    from claims.tasks import work, write_letters

    write_letters()
    ready = list(Jobs.objects.ready().filter(kind=JobKind.POST_LETTER).order_by("pk"))
    for job in ready:
        work(job.pk)
        job.refresh_from_db()
    return ready
