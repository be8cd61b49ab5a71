"""The examples in docs/api.md, run as they stand there against a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from claims.desk.assignment import assign
from claims.desk.webhooks import add_webhook
from claims.models import ApiKey, Article, Job, LedgerHead, Publication
from claims.models.job import JobKind, JobState
from factcheck.supervisor import running
from tests.api.asking import a_key
from tests.browser.conftest import serving
from tests.delivery.conftest import again
from tests.ports import free_port
from tests.publishing.test_redaction import redact
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"^## (\d+)\. [^\n]*\n(?:(?!```).*\n)*```python\n((?:(?!```).*\n)*)```", PAGE.read_text(), re.M)
WHERE = "http://127.0.0.1:8000"


@pytest.fixture
def site(committed_db: str, queue: str) -> Iterator[tuple[str, Story]]:
    """A newsroom with two verdicts and a correction, behind a real server."""
    story = rehearse()
    story.correct(story.publish(1, wording="Ein Fluß trat über die Ufer."))
    story.publish(2, wording="The bridge opens in May.", rating="unproven")
    with serving() as root:
        yield root, story


def run(number: str, root: str, folder: Path, **environment: str) -> str:
    """Run one example, as a reader would; return what it printed."""
    code = dict(EXAMPLES)[number]
    assert WHERE in code
    done = subprocess.run(
        [sys.executable, "-"],
        input=code.replace(WHERE, root),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def live(processes_see: dict[str, str]) -> Iterator[None]:
    """The live process on a port of its own, to which the site leads those who wait."""
    port = free_port()
    with (
        running("live", port=port, environment=processes_see),
        override_settings(LIVE_URL=f"http://127.0.0.1:{port + 1}"),
    ):
        yield


def test_every_example_of_the_page_is_run_here() -> None:
    run_here = set(re.findall(r'(?:run\(|submit\(run, )"(\d+)"', Path(__file__).read_text()))

    assert {number for number, _code in EXAMPLES} == run_here == {str(number) for number in range(1, 13)}


def test_the_examples_that_read(site: tuple[str, Story], tmp_path: Path) -> None:
    root, _story = site

    assert run("1", root, tmp_path) == "Unproven | The bridge opens in May.\nHalf true | Ein Fluß trat über die Ufer.\n"
    assert run("2", root, tmp_path).startswith("ClaimReview Unproven http")
    assert run("4", root, tmp_path) == f"genuine: row 3 {LedgerHead.objects.get().hash}\n"


def test_the_example_that_keeps_a_copy_catches_up_and_catches_a_forgery(
    site: tuple[str, Story], tmp_path: Path
) -> None:
    root, story = site

    copy = tmp_path / "ledger.jsonl"
    assert run("3", root, tmp_path).startswith("3 rows, every hash verified")
    story.retract(story.publish(3))
    redact(story, story.publish(4))
    for number in range(5, 112):  # more than a page of what was missed
        story.publish(number)
    rows = list(Publication.objects.with_documents().order_by("sequence"))
    assert run("3", root, tmp_path) == f"{len(rows)} rows, every hash verified, head {rows[-1].hash}\n"
    kept = [json.loads(line) for line in copy.read_text().splitlines()]
    assert [(each["sequence"], each["kind"], each["note"], each["hash"], each["documentSha256"]) for each in kept] == [
        (row.sequence, row.kind, row.note, row.hash, row.document_id) for row in rows
    ]
    assert [each["document"] for each in kept] == [
        None if row.document.is_redacted else row.document.content for row in rows
    ]
    assert [each["sequence"] for each in kept if each["document"] is None] == [6]
    copy.write_text(copy.read_text().replace("The bridge opens", "No bridge opens", 1))
    with pytest.raises(AssertionError, match="row 3 was changed"):
        run("3", root, tmp_path)


def test_the_example_that_keeps_a_copy_deletes_what_was_redacted_after_it_was_copied(
    site: tuple[str, Story], tmp_path: Path
) -> None:
    root, story = site
    copy = tmp_path / "ledger.jsonl"
    secret = "Herr Beispielmann took the bribe."
    claim = story.publish(3, wording=secret)
    story.correct(claim, note=f"We were wrong on this: {secret}")
    run("3", root, tmp_path)
    assert "Beispielmann" in copy.read_text()

    redact(story, claim)
    assert run("3", root, tmp_path).startswith("6 rows, every hash verified")

    assert "Beispielmann" not in copy.read_text()
    kept = [json.loads(line) for line in copy.read_text().splitlines()]
    rows = Publication.objects.order_by("sequence")
    assert [(each["sequence"], each["note"], each["documentSha256"]) for each in kept] == [
        (row.sequence, row.note, row.document_id) for row in rows
    ]
    assert [each["sequence"] for each in kept if each["document"] is None] == [4, 5]
    kept[0]["document"] = None  # gone, and no order says so
    copy.write_text("".join(json.dumps(each) + "\n" for each in kept))
    with pytest.raises(AssertionError, match="row 1 was changed"):
        run("3", root, tmp_path)


def test_the_example_that_keeps_a_copy_has_twenty_lines() -> None:
    assert len([line for line in dict(EXAMPLES)["3"].splitlines() if line.strip()]) == 20


def test_the_example_that_hands_in(site: tuple[str, Story], tmp_path: Path) -> None:
    root, story = site
    key = a_key(story.people.reviewer)

    first = run("5", root, tmp_path, CLAIMDESK_KEY=key)
    again = run("5", root, tmp_path, CLAIMDESK_KEY=key)

    made = Article.objects.get(title="The bridge")
    assert first == f"taken in at {root}/api/v1/articles/{made.public_id}/\n"
    assert again.startswith("409 This text is on the desk already")
    assert again.rstrip().endswith(f"{root}/api/v1/articles/{made.public_id}/")


def test_the_examples_that_search_table_and_look_back(site: tuple[str, Story], tmp_path: Path) -> None:
    root, _story = site

    assert run("6", root, tmp_path) == (
        "Unproven | The <mark>bridge</mark> opens in May. | Vladimir Putin\nledger rows: 3\n"
    )
    assert run("7", root, tmp_path) == (
        "2 Half true Ein Fluß trat über die Ufer.\n3 Unproven The bridge opens in May.\n"
        "corrected rating: Mostly true → Half true\n"
    )
    assert run("8", root, tmp_path) == "after row 2: 2\nafter row 3: 3 2\n"


def test_the_examples_that_wait_and_follow(site: tuple[str, Story], live: None, tmp_path: Path) -> None:
    root, story = site

    assert run("10", root, tmp_path) == "1 published\n2 corrected\n3 published\n"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(run, "9", root, tmp_path)
        time.sleep(2)  # until it waits; were it late, it would wait in vain and print no row
        story.publish(3, wording="The third is out.")
        assert waiting.result(timeout=240) == "waiting after 3\n4 published The third is out.\n"


def test_the_example_that_reads_the_desk(site: tuple[str, Story], tmp_path: Path) -> None:
    root, story = site
    claim = story.spot(3, wording="Nobody published this.")
    assign(claim, story.people.reviewer, by=story.people.editor, seen=claim.version)
    _made, narrow = ApiKey.issue(story.people.reviewer, name="reader", scopes=[])

    assert (
        run("11", root, tmp_path, CLAIMDESK_KEY=a_key(story.people.reviewer)) == "assigned | Nobody published this.\n"
    )
    assert run("11", root, tmp_path, CLAIMDESK_KEY=narrow) == ""
    assert run("11", root, tmp_path, CLAIMDESK_KEY="cd_none").startswith("401 This key is unknown")


def test_the_example_that_is_told_of_each_row(
    site: tuple[str, Story], tmp_path: Path, settings: SettingsWrapper
) -> None:
    root, story = site
    port = free_port()
    settings.FETCH_ALLOWED_HOSTS = [f"127.0.0.1:{port}"]
    add_webhook("News app", f"http://127.0.0.1:{port}/told", by=story.people.chief)
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(run, "12", root, tmp_path, PORT=str(port))
        story.publish(3, wording="The third is out.")
        job = Job.objects.get(kind=JobKind.CALL_WEBHOOK)
        for _try in range(60):  # until it listens
            again(job)
            if job.state == JobState.DONE:
                break
            time.sleep(0.2)
        assert told.result(timeout=240) == "ledger-4 ledger.published The third is out. of 4 rows\n"
