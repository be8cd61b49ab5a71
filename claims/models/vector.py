"""A text's place in the space of meanings, as PostgreSQL's pgvector keeps it: half precision, searched by a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import PostgresIndex
from django.db import models

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

    Column = models.Field[Any, Any]
else:
    Column = models.Field

DIMENSIONS = 384


def as_literal(vector: Sequence[float]) -> str:
    """Write a vector as pgvector reads it."""
    return f"[{','.join(f'{value:.5g}' for value in vector)}]"


class HalfVectorField(Column):
    """A vector of DIMENSIONS numbers, two bytes each. Rows are compared in SQL; Python writes it and reads it as a list."""

    description = "vector"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Name the column's type."""
        return f"halfvec({DIMENSIONS})"

    def get_prep_value(self, value: Any) -> Any:
        """Write it as pgvector reads it."""
        return value if value is None or isinstance(value, str) else as_literal(value)

    def from_db_value(self, value: str | None, *_given: object) -> list[float] | None:
        """Read it as a list of numbers."""
        return None if value is None else [float(number) for number in value.strip("[]").split(",")]


class NearestIndex(PostgresIndex):
    """HNSW by cosine: the nearest vectors are found without reading all of them."""

    suffix = "hnsw"

    def __init__(self, field: str, *, name: str) -> None:
        """Index a vector field for the cosine distance."""
        super().__init__(fields=(field,), name=name, opclasses=("halfvec_cosine_ops",))

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Say how a migration builds it again."""
        path, _expressions, _options = super().deconstruct()
        return path, (self.fields[0],), {"name": self.name}
