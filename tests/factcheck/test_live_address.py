"""Where readers are led who wait or follow: in production never to this machine alone."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest

from factcheck.embedded.place import CHECKOUT

SERVER = {
    "CLAIMDESK_PRODUCTION": "yes",
    "SECRET_KEY": "x" * 60,
    "LEDGER_KEY": base64.b64encode(b"k" * 32).decode(),
    "DATABASE_URL": "postgres://claimdesk@database.example.org/claimdesk",
    "REDIS_URL": "redis://broker.example.org/0",
    "SITE_URL": "https://facts.example.org/",
    "ALLOWED_HOSTS": "facts.example.org",
}


def live_url(**environment: str) -> str:
    """Return what the settings make of an environment."""
    code = "from factcheck import settings; print(settings.LIVE_URL, settings.API_STREAMS_AT_ONCE, end='')"
    kept = {name: value for name, value in os.environ.items() if name not in {*SERVER, "LIVE_URL", "WEB_THREADS"}}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "http://127.0.0.1:8001 2"),
        ({"WEB_THREADS": "1"}, "http://127.0.0.1:8001 1"),
        (SERVER, "https://facts.example.org 2"),
        (SERVER | {"LIVE_URL": "https://live.example.org/", "WEB_THREADS": "8"}, "https://live.example.org 4"),
        (SERVER | {"LIVE_URL": "", "API_STREAMS_AT_ONCE": "0"}, " 0"),
    ],
)
def test_the_live_process_is_found_below_the_site_unless_told_otherwise(
    environment: dict[str, str], expected: str
) -> None:
    assert live_url(**environment) == expected
