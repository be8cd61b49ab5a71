"""Percentiles of a length of time, worked out by PostgreSQL."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, FloatField, Func


class Hours(Func):
    """A length of time as a number of hours."""

    template = "(EXTRACT(EPOCH FROM %(expressions)s) / 3600)::float8"
    output_field = FloatField()


class MedianAndNinetieth(Aggregate):
    """The median and the 90th percentile of a number, in this order; each lies between two numbers where it must."""

    template = "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())
