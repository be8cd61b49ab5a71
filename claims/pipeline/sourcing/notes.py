"""The newsroom's background notes: Markdown files with a head that says what they rest on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import structlog

from claims.pipeline.sourcing.fetched import Fetched
from claims.pipeline.sourcing.providers.archive import ArchiveItem
from claims.pipeline.sourcing.providers.base import Cited

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = structlog.get_logger(__name__)

EXTRACTOR = "background note, reader 1"
LARGEST_NOTE = 500_000
MOST_SOURCES = 100
FIELD = re.compile(r"(?P<indent> {0,8})(?P<dash>- )?(?P<key>[a-z_]{1,30}):(?: (?P<value>.*))?")


class NotANote(ValueError):
    """The file does not read as a note; says why, with the line."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: what it says (`text`), and the publications that it rests on."""

    title: str
    written_on: date | None
    text: str
    cites: tuple[Cited, ...]


def read_note(written: str) -> Note:
    """Read a note. Its head stands between two lines of `---`: title, date, and sources, all of them optional.

    Raises NotANote for a head that is not closed or has lines of another form. The head is read by these rules alone
    and not as YAML: nothing in it is ever evaluated.
    """
    lines = written.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        raise NotANote("line 1: a note begins with ---")
    try:
        end = next(number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---")
    except StopIteration:
        raise NotANote("the head is not closed by ---") from None
    fields: dict[str, str] = {}
    sources: list[dict[str, str]] = []
    for number, line in enumerate(lines[1:end], start=2):
        if not line.strip():
            continue
        found = FIELD.fullmatch(line.rstrip())
        if found is None:
            raise NotANote(f"line {number}: not of the form “key: value”")
        key, value = found["key"], unquoted((found["value"] or "").strip())
        if found["dash"]:
            sources.append({key: value})
        elif found["indent"]:
            if not sources:
                raise NotANote(f"line {number}: indented, but under no source")
            sources[-1][key] = value
        elif key in fields:
            raise NotANote(f"line {number}: {key} stands there twice")
        else:
            fields[key] = value
    return Note(
        title=fields.get("title", "")[:500],
        written_on=day(fields.get("date", "")),
        text="\n".join(lines[end + 1 :]).replace("\x00", " ").strip(),
        cites=tuple(
            Cited(
                publisher=each.get("publisher", "")[:300],
                title=each.get("title", "")[:500],
                published_on=each.get("date", "")[:10],
                url=web_address(each.get("url", "")),
            )
            for each in sources[:MOST_SOURCES]
        ),
    )


def unquoted(value: str) -> str:
    """Take off a pair of quotation marks around a value."""
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def web_address(value: str) -> str:
    """Return the address if it is one of the web, else nothing: a `javascript:` address must never become a link."""
    return value[:2000] if value.startswith(("https://", "http://")) and not any(c.isspace() for c in value) else ""


def day(written: str) -> date | None:
    """Return a date written as 2021-03-16, or None."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def notes(folders: Iterable[Path], *, publisher: str) -> list[ArchiveItem]:
    """Read all notes of the folders, in the order of their names. What is no note is left out, and logged."""
    found: dict[str, ArchiveItem] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
            item = None if path.name == "README.md" or path.stem in found else as_item(path, publisher=publisher)
            if item is not None:
                found[path.stem] = item
    return list(found.values())


def as_item(path: Path, *, publisher: str) -> ArchiveItem | None:
    """Read one file as an item of the archive; None, and a line in the log, where it is no note."""
    try:
        if path.stat().st_size > LARGEST_NOTE:
            raise NotANote("the file is too large")
        written = path.read_bytes()
        note = read_note(written.decode("utf-8"))
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError) as problem:
        log.warning("note_left_out", note=path.name, problem=str(problem)[:200])
        return None
    if not note.text:
        return None
    address = f"archive:notes/{path.stem}"
    return ArchiveItem(
        address=address,
        title=note.title or path.stem,
        kind="note",
        publisher=publisher,
        published_on=note.written_on,
        text=note.text,
        extractor=EXTRACTOR,
        cites=note.cites,
        original=Fetched(
            requested_url=address,
            url=address,
            redirects=(),
            ip=None,
            fetched_at=max(changed, datetime(1971, 1, 1, tzinfo=UTC)),
            status=None,
            headers=(("Content-Type", "text/markdown; charset=utf-8"),),
            body=written,
        ),
    )
