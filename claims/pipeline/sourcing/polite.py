"""The guarded client with manners: asks no oftener than agreed, and leaves alone who gives no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.pipeline.sourcing.fetched import PASSING
from claims.pipeline.sourcing.fetching import PAGE_TYPES
from claims.pipeline.sourcing.pacing import Pace
from claims.pipeline.sourcing.problems import Limited, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claims.pipeline.sourcing.bodies import Limits
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.pacing import Manners
    from claims.pipeline.sourcing.providers.base import Client

A_SITE = Pace(rate=2.0, most=10)
"""How often pages of one site are fetched: two a second, ten at once."""


@dataclass(frozen=True, slots=True)
class PoliteClient:
    """A client that minds its manners towards one provider (`whom`), or, without that, towards each site."""

    client: Client
    manners: Manners
    whom: str = ""
    pace: Pace = A_SITE

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = PAGE_TYPES,
        limits: Limits | None = None,
    ) -> Fetched:
        """Fetch an address. Raises Limited (not yet), Unreachable, Refused."""
        whom = self.whom or f"site {urlsplit(url).netloc.lower()[:255]}"
        rest = self.manners.rests_for(whom)
        if rest:
            who = self.whom or urlsplit(url).netloc
            raise Unreachable(f"{who} gave no answer several times and is left alone for a while.", retry_after=rest)
        wait = self.manners.wait_for(whom, self.pace)
        if wait:
            raise Limited("We ask no oftener than agreed.", retry_after=wait)
        try:
            answer = self.client.get(url, params=params, headers=headers, types=types, limits=limits)
        except Unreachable:
            self.manners.failed(whom)
            raise
        if answer.status in PASSING and answer.status != 429:
            self.manners.failed(whom)
        else:
            self.manners.answered(whom)
        return answer
