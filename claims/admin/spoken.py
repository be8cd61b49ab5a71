"""What every template can say of languages: a machine's words in the reader's, and whose words are in another one."""

from __future__ import annotations

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from claims.pipeline.machine_words import in_words

register = Library()


@register.filter
def spoken(kept: object) -> str:
    """Say kept words in the language of the page; what is not known stays as it is."""
    return in_words(str(kept or ""))


@register.simple_tag
def in_language(code: str | None) -> SafeString:
    """Return a `lang` attribute for words of another language than the page's, so that they are read out rightly."""
    if not code or code.split("-")[0] == (get_language() or "").split("-")[0]:
        return SafeString("")
    return format_html(' lang="{}"', code)
