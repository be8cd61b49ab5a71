"""Every address of the API, asked whatever its description allows and what it does not: no 5xx, nothing undescribed."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from claims.api.described_page import description
from claims.models import ApiKey
from tests.api.asking import API, a_key, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stories import Story

EXAMPLES = 12
NO_PAST = {"asOf", "retracted", "cursor", "limit"}
"""What may be asked of the past together; the description says so in words, a schema of parameters cannot."""


@cache
def schema() -> Any:
    """Load the description as its consumers do, from the application itself."""
    generation = GenerationConfig(max_examples=EXAMPLES, deterministic=True)
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=generation)))
    loaded = schemathesis.openapi.from_dict(description(), config=config)
    loaded.app = get_wsgi_application()
    return loaded


OPERATIONS = [(path, method) for path, ways in description()["paths"].items() for method in ways]


@pytest.fixture
def read(story: Story) -> Story:
    """A newsroom with a bit of everything that can be read: published, corrected, retracted, and on the desk."""
    story.correct(story.publish(1, wording="A bridge opened."))
    story.retract(story.publish(2, claimant="Jen Psaki"))
    story.publish(3, claimant="")
    story.spot(4)
    return story


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let the test's one connection stay open while the application answers, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def asked(path: str, method: str, *, key: str, mode: GenerationMode = GenerationMode.POSITIVE) -> None:
    """Ask an address many things, and hold every answer against all of schemathesis's checks."""
    operation = schema()[path][method]
    ids = {"public_id": name_of(path)} if "{public_id}" in path else {}
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {})

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def every(case: Any) -> None:
        if case.meta.generation.mode.is_positive:
            possible(case, path, key=key)
        if (
            ids
            and "path" not in wrong_in(case)
            and (mode.is_negative or len(case.path_parameters["public_id"]) % 2 == 0)
        ):
            case.path_parameters = dict(ids)  # else: an id that nobody has, or one that is none
        with connection_kept():
            case.call_and_validate(headers=headers)

    given(case=operation.as_strategy(mode))(every)()


def wrong_in(case: Any) -> set[str]:
    """Return the parts of a question that were made wrong on purpose."""
    return {place.value for place, part in case.meta.components.items() if part.mode.is_negative}


def possible(case: Any, path: str, *, key: str) -> None:
    """Take out of a question what the description forbids in words only."""
    if isinstance(case.body, dict) and "url" in case.body:  # “uri” allows more than an address of the web
        case.body = case.body | {"url": "https://news.example.org/story"}
    query = case.query
    query.pop("pageToken", None)  # a text of any form is described; only those that were given are taken
    if "asOf" in query:
        case.query = query = {name: value for name, value in query.items() if name in NO_PAST}
    if "cursor" in query:
        genuine = parse_qs(urlsplit(ask(f"{path}?limit=1", key=key).json()["next"] or "").query).get("cursor")
        query.pop("sort", None)
        if genuine is None or "asOf" in query:
            del query["cursor"]
        else:
            query["cursor"] = genuine[0]


def name_of(path: str) -> str:
    """Return the id of something that is there."""
    kind = path.removeprefix(f"{API}/").partition("/")[0]
    found: str = ask(f"{kind}/").json()["results"][0]["id"]
    return found


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_readers_get_what_is_described(read: Story, queue: str, path: str, method: str) -> None:
    with override_settings(API_ANONYMOUS_PER_MINUTE=0, LIVE_URL=""):
        asked(path, method, key="")


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_is_wrong_is_refused_as_described(read: Story, queue: str, path: str, method: str) -> None:
    if not takes_anything(path, method):
        return  # nothing can be wrong where nothing is taken; another test asks with unknown parameters
    with override_settings(API_ANONYMOUS_PER_MINUTE=0, API_KEY_PER_MINUTE=0, LIVE_URL=""):
        key = a_key(read.people.editor) if method == "post" else ""
        asked(path, method, key=key, mode=GenerationMode.NEGATIVE)


def takes_anything(path: str, method: str) -> bool:
    """Say whether an operation has a parameter or a body."""
    operation = description()["paths"][path][method]
    return bool(operation.get("parameters") or operation.get("requestBody"))


KEYED = [(path, method) for path, method in OPERATIONS if path.startswith((f"{API}/articles", f"{API}/claims"))]


@pytest.mark.parametrize(("path", "method"), KEYED)
def test_who_has_a_key_gets_what_is_described(read: Story, queue: str, path: str, method: str) -> None:
    with override_settings(API_KEY_PER_MINUTE=0):
        asked(path, method, key=a_key(read.people.editor))

    assert ApiKey.objects.get().last_used_at is not None
