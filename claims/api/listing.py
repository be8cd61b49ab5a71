"""What every list does: a page of stored texts, or the whole as a stream, with the members that the reader chose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse

from claims.api import media, streams
from claims.api.asking import asked
from claims.api.choosing import cut, tree
from claims.api.pages import NONE_OF_OURS, Pages, Part
from claims.api.problems import Problem, wrong_parameter
from claims.api.reading import Reading
from claims.models.question import Given, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import Field, Model, QuerySet
    from django.http import HttpResponseBase
    from rest_framework import serializers
    from rest_framework.renderers import JSONRenderer
    from rest_framework.request import Request

    Row = dict[str, Any]
    Expansion = Callable[[list[Row]], None]

CHOICES = frozenset({"sort", "fields", "expand", "q"})
"""What is asked of the answer, not of its rows; `q` is both."""


OF_THE_ANSWER = CHOICES - {"q"}

RELEVANCE = ("-rank", "-publication_id")
"""The order of a search: what fits best comes first. `rank` is no column; `ranked` and `weighed` add it."""


def chosen(wanted: dict[str, Any]) -> dict[str, Any]:
    """Keep what is asked of the rows themselves."""
    return {name: value for name, value in wanted.items() if name not in CHOICES}


class Listing(Reading):
    """A list of JSON texts as PostgreSQL writes them; a row is parsed here only if a reader wants it otherwise."""

    renderer_classes: tuple[type[JSONRenderer], ...] = media.TABLES
    pagination_class = Pages

    model: ClassVar[type[Model]]
    form: ClassVar[type[serializers.Serializer[None]]]
    orders: ClassVar[Mapping[str, Sequence[str]]]
    """Each order by its name, the usual one first: the fields to order by, which tell every row from every other."""

    text: ClassVar[Any]
    """The JSON text of a row, as an expression."""

    columns: ClassVar[Mapping[str, Any]]
    """The columns of the CSV: fields or expressions by name."""

    expansions: ClassVar[Mapping[str, Expansion]] = {}

    def found(self, wanted: dict[str, Any]) -> QuerySet[Any]:
        """Return the rows that are wanted, in no order."""
        raise NotImplementedError  # each list says how, as with the class variables above

    def weighed(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Add to rows what an order needs beside their columns; lists that can be searched do."""
        return rows

    def ranked(self, found: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Make rows ready for the order that is wanted. Raises Problem where they have no such order."""
        return found

    def listed(self, request: Request) -> HttpResponseBase:
        """Answer with a page, or with the whole."""
        wanted = asked(request, self.form)
        if (unchanged := self.ledger_unchanged(self.name_of_list)) is not None:
            return unchanged
        order = tuple(self.orders[wanted.get("sort") or next(iter(self.orders))])
        pages, whole = Pages(*order), isinstance(request.accepted_renderer, media.WHOLE)
        if not whole and wanted.keys() <= OF_THE_ANSWER and order != RELEVANCE:
            rows = self.usual_rows(pages, order, request)
        else:
            found = self.found({name: value for name, value in wanted.items() if name not in OF_THE_ANSWER})
            found = self.ranked(found, wanted)
            if whole:
                return self.whole(request, found.order_by(*order), wanted)
            part = pages.part(request)
            kept = self.weighed(written(type(self), pages.cut(found, part)), wanted)
            order = tuple(pages.order(backwards=part.backwards))
            rows = pages.kept(list(kept.order_by(*order).values(*pages.keys, "text")), part, request)
        texts = self.reshaped([row["text"] for row in rows], wanted)
        return pages.answer(texts)

    def usual_rows(self, pages: Pages, order: tuple[str, ...], request: Request) -> list[Row]:
        """Return the rows of a page that nothing filters: the question of nearly all readers."""
        part = pages.part(request)
        given = {}
        for key, value in (part.place or {}).items():
            try:
                column = cast("Field[Any, Any]", self.model._meta.get_field(key))  # noqa: SLF001 - Django's public name
                given[key] = column.get_prep_value(value)
            except (ValueError, TypeError, ValidationError) as problem:
                raise wrong_parameter("cursor", NONE_OF_OURS) from problem
        found = USUAL.ask(given, type(self), order, part.size, part.backwards, part.place is not None)
        return pages.kept([dict(zip((*pages.keys, "text"), row, strict=True)) for row in found], part, request)

    def whole(self, request: Request, found: QuerySet[Any], wanted: dict[str, Any]) -> HttpResponseBase:
        """Answer with everything, row by row."""
        if "cursor" in request.query_params:
            raise wrong_parameter("cursor", "As CSV or NDJSON a list comes whole: leave the cursor out.")
        if "limit" in request.query_params:
            found = found[: Pages(*self.orders).size(request)]
        type_ = request.accepted_renderer.media_type
        blocks: Iterator[bytes]
        if type_ == media.CSV.media_type:
            for name in ("fields", "expand"):
                if wanted.get(name):
                    raise wrong_parameter(name, "CSV has always the same columns. Ask for NDJSON, or leave it out.")
            blocks = streams.table(found, self.columns)
            type_ += "; charset=utf-8; header=present"
        elif self.is_plain(wanted):
            blocks = streams.lines(found.values_list(self.text))
        else:
            made = lambda texts: [each.encode() for each in self.reshaped(texts, wanted)]  # noqa: E731
            blocks = streams.batches(found.values_list(self.text, flat=True), made)
        if request.method == "HEAD":
            return StreamingHttpResponse((), content_type=type_)  # as long as nobody knows
        response = StreamingHttpResponse(streams.seated(blocks), content_type=type_)
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{self.name_of_list}.{request.accepted_renderer.format}"'
        )
        return response

    def is_plain(self, wanted: dict[str, Any]) -> bool:
        """Say whether rows go out as they are stored."""
        return not (wanted.get("fields") or wanted.get("expand") or wanted.get("q"))

    def reshaped(self, texts: list[str], wanted: dict[str, Any]) -> list[str]:
        """Put into the rows what is to be put into them, and cut them down to what is wanted."""
        if self.is_plain(wanted):
            return texts
        rows: list[Row] = [json.loads(text) for text in texts]
        for name in wanted.get("expand", ()):
            self.expansions[name](rows)
        if wanted.get("q"):
            self.mark_hits(rows, wanted)
        if wanted.get("fields"):
            branches = tree(
                [*wanted["fields"], *wanted.get("expand", ()), *(["highlights"] if wanted.get("q") else [])]
            )
            rows = [cut(row, branches) for row in rows]
        return [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]

    def mark_hits(self, rows: list[Row], wanted: dict[str, Any]) -> None:
        """Show where the words occur; lists that can be searched do."""

    def only_json(self) -> None:
        """Refuse to stream the desk's own rows, which no cache and no consumer keeps. Raises Problem."""
        if isinstance(self.request.accepted_renderer, media.WHOLE):
            raise Problem(406, "What a key opens of the desk comes as JSON. Send “Accept: application/json”.")

    def trimmed(self, rows: list[Row], wanted: dict[str, Any]) -> list[Row]:
        """Cut the desk's own rows down to the members that are wanted."""
        branches = tree(wanted["fields"]) if wanted.get("fields") else None
        return [cut(row, branches) for row in rows] if branches else rows


def written(view: type[Listing], rows: QuerySet[Any]) -> QuerySet[Any]:
    """Write these rows, which are at most a page.

    The page is cut out before anything is joined to it: else PostgreSQL may walk the whole ledger for a page close to its end.
    """
    every: QuerySet[Any] = view.model._default_manager.all()  # noqa: SLF001 - Django's public name
    those: QuerySet[Any] = every.filter(pk__in=rows.values("pk")).annotate(text=view.text)
    return those


def usual(view: type[Listing], order: tuple[str, ...], size: int, backwards: bool, placed: bool) -> Any:
    """Build the question for a page that nothing filters, from the start or from a place."""
    pages = Pages(*order)
    part = Part(size, backwards, {key: Given(key) for key in pages.keys} if placed else None)
    rows = written(view, pages.cut(view().found({}), part))
    return rows.order_by(*pages.order(backwards=backwards)).values_list(*pages.keys, "text")


USUAL = Question(usual)
