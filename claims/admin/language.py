"""In which language a page speaks before anybody is known: the desk in the browser's, all else in the newsroom's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers

from claims.admin.language_and_zone import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


class SpokenLanguage:
    """Stands in for LocaleMiddleware; LanguageAndZone, further in, knows what the person at the desk chose.

    Public pages and feeds do not look at the reader's browser: one address is one text, which a cache may keep.
    The API never comes here: its lane leads past.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the way on."""
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language, and name it."""
        at_the_desk = request.path.startswith(DESK)
        language = translation.get_language_from_request(request) if at_the_desk else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        if at_the_desk:
            patch_vary_headers(response, ("Accept-Language",))
        return response
