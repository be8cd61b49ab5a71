"""Reading a body: JSON, of bounded size and depth."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from claims.api.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping


class BoundedJSON(BaseParser):
    """JSON in UTF-8, no longer than the largest body that the settings allow."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what the body says. Raises ParseError; Problem 413 where it is too long."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        body = stream.read(most + 1)
        if len(body) > most:
            raise Problem(413, f"A body has at most {most:,} bytes. Split the text into parts.")
        try:
            return json.loads(body.decode("utf-8-sig"), parse_constant=refuse)
        except (ValueError, RecursionError) as problem:
            words = "nested too deeply" if isinstance(problem, RecursionError) else str(problem)
            raise ParseError(f"The body is not JSON in UTF-8: {words}.") from problem


def refuse(word: str) -> NoReturn:
    """Refuse the numbers that JSON does not have."""
    raise ValueError(f"{word} is no JSON number")
