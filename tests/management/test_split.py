"""`manage.py split`: claims of texts on the command line, without a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = "Alice Reed said on Thursday that the road is closed. The bridge is open."
FIELDS = {
    "start",
    "end",
    "quote",
    "text",
    "claimant",
    "claimant_kind",
    "reported_by",
    "kind",
    "checkable",
    "check_worthiness",
}


def split(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as a reader of the README would, with no database to be found."""
    return subprocess.run(
        [sys.executable, "manage.py", "split", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        timeout=300,
        check=False,
    )


def refused(*arguments: str, stdin: bytes = b"") -> str:
    """The one line of a refusal."""
    done = split(*arguments, stdin=stdin)
    lines = done.stderr.decode().strip().splitlines()
    assert done.returncode == 2, done.stderr.decode()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    return lines[0]


def test_plain_text_gives_one_json_object_with_exact_places(tmp_path: Path) -> None:
    story = tmp_path / "road.txt"
    story.write_text(STORY)

    answer = json.loads(split("--json", str(story)).stdout)

    assert answer["article"] == "road"
    assert [set(claim) for claim in answer["claims"]] == [FIELDS, FIELDS]
    assert all(STORY[c["start"] : c["end"]] == c["quote"] for c in answer["claims"])


def test_json_lines_give_a_line_an_article_and_use_their_dates(tmp_path: Path) -> None:
    rows = tmp_path / "stories.jsonl"
    rows.write_text(
        json.dumps({"article": "a", "text": STORY, "date": "2008-09-04", "outlet": "The Post"})
        + "\n\n"
        + json.dumps({"article": "b", "text": "It rained."})
    )

    answers = [json.loads(line) for line in split("--json", str(rows)).stdout.splitlines()]

    assert [answer["article"] for answer in answers] == ["a", "b"]
    assert "Thursday, September 4, 2008" in answers[0]["claims"][0]["text"]


def test_standard_input_is_read_for_a_dash() -> None:
    answer = json.loads(split("--json", "-", stdin=STORY.encode()).stdout)

    assert answer["article"] == "stdin"


def test_without_json_a_table_is_printed(tmp_path: Path) -> None:
    story = tmp_path / "road.txt"
    story.write_text(STORY)

    printed = split(str(story)).stdout.decode()

    assert "road: 2 claims" in printed
    assert "Alice Reed" in printed
    assert "the article" in printed


def test_no_database_is_started_or_asked_for(tmp_path: Path) -> None:
    story = tmp_path / "road.txt"
    story.write_text(STORY)
    before = set(tmp_path.iterdir())

    done = subprocess.run(
        [sys.executable, "manage.py", "split", "--json", str(story)],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
            "CLAIMDESK_VAR": str(tmp_path / "var"),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        },
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr.decode()
    assert not {path.name for path in tmp_path.iterdir() if path not in before} & {"postgres", "pgdata"}


def test_a_missing_file_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "No such file" in refused(str(tmp_path / "none.txt"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "directory" in refused(str(tmp_path))


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"PK\x03\x04\x00\x00", b"text\x00with a zero"])
def test_a_binary_file_is_refused(raw: bytes) -> None:
    assert "not a text file" in refused("-", stdin=raw)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert "200,000" in refused("-", stdin=b"It rained. " * 20_000)


def test_another_language_is_refused_by_name() -> None:
    german = "Die Stadt hat am Dienstag beschlossen, dass die Schule geschlossen wird und die Kinder umziehen."

    assert "(de)" in refused("-", stdin=german.encode())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"article": "a", "text": ', "not valid JSON"),
        (b'{"article": 7, "text": "It rained."}', "\u201carticle\u201d must be a string"),
        (b'{"article": "a", "text": null}', "\u201ctext\u201d must be a string"),
        (b'{"article": "a", "text": "It rained.", "date": 5}', "\u201cdate\u201d must be a string"),
        (b'{"article": "a", "text": "It rained.", "date": "soon"}', "must look like 2008-09-04"),
        (b'{"article": "a", "text": "It rained."}\n[1]', "line 2: not a JSON object"),
    ],
)
def test_a_broken_line_is_refused_with_its_place_and_reason(line: bytes, reason: str) -> None:
    assert reason in refused("-", stdin=line)
