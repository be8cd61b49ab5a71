"""The media types that answers come in. Problems are JSON in every one of them."""

from __future__ import annotations

from rest_framework.renderers import JSONRenderer


class JSONLD(JSONRenderer):
    """schema.org markup."""

    media_type = "application/ld+json"
    format = "jsonld"


class CSV(JSONRenderer):
    """A table, whole."""

    media_type = "text/csv"
    format = "csv"


class NDJSON(JSONRenderer):
    """One JSON text a line, whole."""

    media_type = "application/x-ndjson"
    format = "ndjson"


WHOLE = (CSV, NDJSON)
"""In these a list comes as a stream, without pages."""

TABLES = (JSONRenderer, NDJSON, CSV)
MARKED_UP = (JSONRenderer, JSONLD, NDJSON, CSV)
