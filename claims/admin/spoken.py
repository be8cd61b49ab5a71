"""The template filter `spoken`: what a machine wrote down, in the reader's language."""

from __future__ import annotations

from django.template import Library

from claims.pipeline.machine_words import in_words

register = Library()


@register.filter
def spoken(kept: object) -> str:
    """Say kept words in the language of the page; what is not known stays as it is."""
    return in_words(str(kept or ""))
