"""Addresses under /api/ that lead nowhere, or lead somewhere once they end in a slash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import resolve
from drf_spectacular.utils import extend_schema

from claims.api.problems import Problem
from claims.api.reading import Reading

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from rest_framework.request import Request


@extend_schema(exclude=True)
class Nowhere(Reading):
    """Answers whatever no other view does."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the request, and say that nothing is here."""
        super().initial(request, *args, **kwargs)
        raise Problem(404)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the address with its slash, keeping method and body; otherwise go on."""
        with_slash = f"{request.path_info}/"
        if not request.path_info.endswith("/") and resolve(with_slash).url_name != "nowhere":
            asked = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
            onward = HttpResponse(status=308, headers={"Location": f"{request.path}/{asked}"})
            self.open_to_all(onward)
            return onward
        return super().dispatch(request, *args, **kwargs)
