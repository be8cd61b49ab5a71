"""Labels of choices, read from a table that is made once for each field."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.encoding import force_str

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def labels_of(field: models.Field[Any, Any]) -> Mapping[Any, Any]:
    """Return the labels of a field's choices by value; lazy ones stay so, and speak each reader's language."""
    return dict(field.flatchoices)


class Displayed(models.Model):
    """A model whose `get_…_display` is as cheap as the lookup it is; for models of which a page shows many.

    Django makes the table of labels anew for every call, and to do so translates and hashes them all: on a page of a
    hundred claims that was a quarter of its time.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: models.Field[Any, Any]) -> str:  # noqa: N802 - Django's own name
        value = getattr(self, field.attname)
        return str(force_str(labels_of(field).get(value, value), strings_only=True))
