"""Copies of pages in a file store that has no folders: what an object store is to the archive."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage

from claims.pipeline.sourcing.archiving import archive, body_of
from claims.pipeline.sourcing.fetched import Fetched

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

IN_MEMORY = "django.core.files.storage.InMemoryStorage"
PAGE = Fetched(
    requested_url="https://example.org/", url="https://example.org/", redirects=(), ip="93.184.215.14",
    fetched_at=datetime(2026, 11, 22, tzinfo=UTC), status=200, headers=(("Content-Type", "text/html"),), body=b"<p>words</p>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def object_store(settings: Settings) -> None:
    """Keep files where no path leads."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": IN_MEMORY}}


def test_a_copy_is_kept_and_read_where_there_are_no_folders() -> None:
    name = archive(PAGE)

    assert body_of(name) == b"<p>words</p>"
    assert not Path(default_storage.path(name)).exists()


def test_the_same_copy_is_written_once() -> None:
    first, second = archive(PAGE), archive(PAGE)

    assert first == second
    assert default_storage.listdir("2026/11")[1] == [first.rpartition("/")[2]]


def named_by(store: str, options: str) -> dict[str, object]:
    """Read the settings in a process of its own, and return the store that they name."""
    read = "import json, factcheck.settings as knobs; print(json.dumps(knobs.STORAGES['default']))"
    given = {"SNAPSHOT_STORE": store, "SNAPSHOT_STORE_OPTIONS": options}
    said = subprocess.run(
        [sys.executable, "-c", read], env=os.environ | given, capture_output=True, text=True, check=True
    )
    return dict(json.loads(said.stdout))


def test_the_settings_name_the_store_and_what_it_is_given() -> None:
    store = named_by("storages.backends.s3.S3Storage", '{"bucket_name": "evidence"}')

    assert store == {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "evidence"}}


@pytest.mark.parametrize("given", ["bucket=evidence", "[]", "{"])
def test_options_that_are_no_object_are_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    from factcheck.settings import options

    monkeypatch.setenv("SNAPSHOT_STORE_OPTIONS", given)

    with pytest.raises(ImproperlyConfigured, match="must be a JSON object"):
        options("SNAPSHOT_STORE_OPTIONS")


def test_options_without_a_store_are_refused_at_the_start() -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        named_by("", '{"bucket_name": "evidence"}')

    assert "SNAPSHOT_STORE_OPTIONS needs SNAPSHOT_STORE" in refused.value.stderr


@pytest.mark.parametrize(
    ("status", "reason", "line"),
    [
        (200, "", b"HTTP/1.1 200 OK"),
        (200, "Fine by us", b"HTTP/1.1 200 Fine by us"),
        (404, "Keine Seite\r\nX-Own: 1", b"HTTP/1.1 404 Not Found"),
        (299, "", b"HTTP/1.1 299"),
    ],
)
def test_a_copy_has_the_servers_own_words_beside_the_status_or_the_usual_ones(
    status: int, reason: str, line: bytes
) -> None:
    from claims.pipeline.sourcing.archiving import warc

    written = gzip.decompress(warc(replace(PAGE, status=status, reason=reason)))

    assert written.partition(b"HTTP/1.1")[1:] != (b"", b"")
    assert (b"HTTP/1.1" + written.partition(b"HTTP/1.1")[2]).partition(b"\r\n")[0].rstrip() == line
