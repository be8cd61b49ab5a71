"""Many articles at once, from a table: looked through first, taken in when a person has seen what would happen."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

import tablib
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import number_format
from django.utils.timezone import is_aware, make_aware
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource
from tablib.exceptions import TablibException

from claims.desk.intake import AlreadyHere, BadText, TooLong, take_in
from claims.models.article import Article
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.models.user import User

COLUMNS: Final = ("text", "title", "outlet", "url", "author", "published_at")
"""What a table may say of an article. Only `text` must be there."""
MOST_ROWS = 1_000
LARGEST_TABLE = 10_000_000
"""In bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one row: `number` counts from 1 below the heading; `problem` is empty where it is taken in."""

    number: int
    title: str
    problem: str = ""


class ArticleTable(ModelResource):  # type: ignore[misc]  # the library has no types
    """Hands each row to the desk, one transaction a row; a row that is refused leaves the others alone."""

    class Meta:
        """Articles are only ever added; the desk knows by their text which are new."""

        model = Article
        fields = COLUMNS
        import_id_fields = ()
        store_row_values = True
        skip_diff = True
        use_transactions = False  # the desk has one for each article

    def __init__(self, *, by: User) -> None:
        """Take in for this person."""
        super().__init__()
        self._by = by

    def import_instance(self, instance: Article, row: dict[str, Any], **kwargs: Any) -> None:
        """Leave it to the desk to fill an article."""

    def validate_instance(self, instance: Article, *args: Any, **kwargs: Any) -> None:
        """Leave it to the desk to say what makes a good article."""

    def save_instance(self, instance: Article, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """Take the row's article in. Raises ValidationError."""
        given = {name: said(row.get(name)) for name in COLUMNS}
        published_at = moment(given.pop("published_at"))
        try:
            taken = take_in(
                given["text"],
                by=self._by,
                title=given["title"],
                outlet=given["outlet"],
                url=given["url"],
                author=given["author"],
                published_at=published_at,
            )
        except AlreadyHere as there:
            # without its title, which is not for everybody who may take in
            raise ValidationError(_("This text is on the desk already.")) from there
        instance.pk, instance.title, instance.text = taken.pk, taken.title, taken.text

    def after_import(self, dataset: tablib.Dataset, result: Any, **kwargs: Any) -> None:
        """Leave the counters of the database alone: keys come from there."""


def look_through(content: bytes, *, by: User) -> list[Row]:
    """Say what would become of each row; nothing is kept. Raises BadText (no table at all), PermissionDenied."""
    require_act(by, "take_in_article")
    return rows(ArticleTable(by=by).import_data(read_table(content), dry_run=True))


def take_in_table(content: bytes, *, by: User) -> list[Row]:
    """Take in each row that can be, and say what became of all. Raises BadText, PermissionDenied."""
    require_act(by, "take_in_article")
    return rows(ArticleTable(by=by).import_data(read_table(content), dry_run=False))


def read_table(content: bytes) -> tablib.Dataset:
    """Read CSV with a heading, or a JSON list of objects, in UTF-8. Raises BadText with what is wrong."""
    if len(content) > LARGEST_TABLE:
        raise TooLong(_("This file is too large: a table may have up to 10 MB. Split it."))
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadText(_("This file is not in UTF-8. Save the table as CSV in UTF-8 and try again.")) from problem
    try:
        table = listed(json.loads(words)) if words.lstrip().startswith(("[", "{")) else written(words)
    except (csv.Error, TablibException, ValueError, TypeError, KeyError, RecursionError) as problem:
        raise BadText(_("This is no table: it takes CSV with a heading, or a JSON list of objects.")) from problem
    headings = [str(heading).strip().lower() for heading in table.headers or ()]
    if "text" not in headings:
        raise BadText(_("The table has no column “text”. Its first line names the columns: %s.") % ", ".join(COLUMNS))
    unknown = [heading for heading in headings if heading not in COLUMNS]
    if unknown or len(set(headings)) != len(headings):
        names = ", ".join(f"“{heading[:40]}”" for heading in unknown[:5]) or ", ".join(headings)
        raise BadText(
            _("These columns are not known, or stand there twice: %(names)s. Known: %(known)s.")
            % {"names": names, "known": ", ".join(COLUMNS)}
        )
    if len(table) > MOST_ROWS:
        raise TooLong(
            _("This table has %(rows)s rows; up to %(most)s are taken at once.")
            % {
                "rows": number_format(len(table), force_grouping=True),
                "most": number_format(MOST_ROWS, force_grouping=True),
            }
        )
    if not len(table):
        raise BadText(_("This table has no rows."))
    table.headers = headings
    return table


def written(words: str) -> tablib.Dataset:
    """Read CSV. Raises csv.Error, TablibException."""
    csv.field_size_limit(LARGEST_TABLE)  # Python's own limit is shorter than an article
    return tablib.Dataset().load(words, format="csv")


def listed(given: object) -> tablib.Dataset:
    """Read a list of objects, each with the names that it has. Raises TypeError where it is something else."""
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise TypeError
    names = list(dict.fromkeys(str(name) for row in given for name in row))
    return tablib.Dataset(*(tuple(row.get(name) for name in names) for row in given), headers=names)


def rows(result: Any) -> list[Row]:
    """Return what the library found, row by row."""
    return [
        Row(number, said(row.row_values.get("title")) or said(row.row_values.get("text"))[:60], problem_of(row))
        for number, row in enumerate(result.rows, 1)
    ]


def problem_of(row: Any) -> str:
    """Return why a row is refused; empty where it is not. What is no refusal is a fault of ours, and is raised."""
    for error in row.errors:
        raise error.error
    wrong = row.validation_error
    if wrong is None:
        return ""
    if hasattr(wrong, "error_dict"):
        return " ".join(f"{name}: {' '.join(words)}" for name, words in wrong.message_dict.items())
    return " ".join(wrong.messages)


def said(value: object) -> str:
    """Return a cell as text; empty for nothing."""
    return "" if value is None else str(value)


def moment(words: str) -> datetime | None:
    """Read a day or a time as ISO 8601 writes it; a day alone means its noon. Raises ValidationError."""
    words = words.strip()
    if not words:
        return None
    try:
        day = parse_date(words)
        read = datetime.combine(day, time(12)) if day else parse_datetime(words)
    except ValueError:
        read = None
    if read is None:
        raise ValidationError({"published_at": _("Write the time as day and hour, such as 2026-11-12 16:00.")})
    return read if is_aware(read) else make_aware(read)
