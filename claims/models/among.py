"""Whether a column names one of some rows, asked so that PostgreSQL looks each up by its index."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import IsNull


class IsAnyOf(models.Func):
    """Say whether a column is any of an array; unlike IN with a subquery, it can share an index scan with other conditions."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()


def is_among(rows: models.QuerySet[Any], column: str) -> Q:
    """Say of each row whether `column` names one of these; each is looked up by its key, where EXISTS may read all of them."""
    return is_there(rows.filter(pk=OuterRef(column)))


def is_there(rows: models.QuerySet[Any]) -> Q:
    """Say whether there is one of these rows of an outer query; one look each, where EXISTS may read all of them."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))
