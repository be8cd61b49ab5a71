"""Asking the model: the named host and port alone, on the newsroom's own network too; settings that fail loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claims.pipeline.extraction.llm import NoAnswer
from claims.pipeline.language_model import Endpoint, guard_for
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.problems import Refused
from tests.pipeline.model_server import serving_model

ROOT = Path(__file__).resolve().parents[2]
NAMED = {"EXTRACTOR": "llm", "LLM_BASE_URL": "http://10.0.0.7:8080/v1", "LLM_MODEL": "small"}


def test_the_named_host_is_open_on_the_own_network_and_nothing_beside_it() -> None:
    import httpx2

    guard = guard_for(httpx2.URL("http://10.0.0.7:8080/v1/chat/completions"))

    guard.check_answers("10.0.0.7", 8080, ["10.0.0.7"])
    for host, port in (("10.0.0.7", 80), ("10.0.0.8", 8080), ("localhost", 8080)):
        with pytest.raises(Refused):
            guard.check_answers(host, port, ["10.0.0.8"])


def test_pages_are_not_fetched_from_the_models_host() -> None:
    with pytest.raises(Refused):
        Guard.of([]).check("http://10.0.0.7:8080/v1/models")


@pytest.mark.parametrize(
    ("status", "words"), [(401, "LLM_KEY"), (404, "LLM_BASE_URL"), (429, "too many"), (500, "500")]
)
def test_a_refusal_says_what_to_look_at(status: int, words: str) -> None:
    with serving_model() as model:
        model.status = status

        with pytest.raises(NoAnswer, match=words):
            Endpoint(model.url, key="wrong", seconds=2).ask({"model": "small"})


def test_the_environments_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving_model() as model:
        model.answers()

        assert b"chat.completion" in Endpoint(model.url, seconds=2).ask({"model": "small"})


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"EXTRACTOR": "gpt"}, "write rules or llm"),
        ({"EXTRACTOR": "llm"}, "LLM_BASE_URL"),
        ({**NAMED, "LLM_BASE_URL": "ftp://models.example.org"}, "LLM_BASE_URL"),
        ({**NAMED, "LLM_BASE_URL": "https://me:pass@models.example.org/v1"}, "LLM_BASE_URL"),
        ({**NAMED, "LLM_MODEL": ""}, "LLM_MODEL"),
        ({**NAMED, "LLM_KEY": "two\nlines"}, "LLM_KEY"),
        ({**NAMED, "LLM_SECONDS": "119"}, "LLM_SECONDS"),
        (NAMED, ""),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(knobs: dict[str, str], words: str) -> None:
    given = {**os.environ, "DATABASE_URL": "postgres://a:b@127.0.0.1/c", "REDIS_URL": "redis://127.0.0.1/0", **knobs}

    done = subprocess.run(
        [sys.executable, "-c", "import factcheck.settings"],
        env=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) is not bool(words), done.stderr[-500:]
    assert words in done.stderr
