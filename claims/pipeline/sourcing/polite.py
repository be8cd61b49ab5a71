"""The guarded client with manners: asks no oftener than agreed, and leaves alone who gives no answer."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

from claims.pipeline.sourcing.fetched import is_passing
from claims.pipeline.sourcing.fetching import DATA_TYPES, PAGE_TYPES
from claims.pipeline.sourcing.pacing import Pace
from claims.pipeline.sourcing.problems import Limited, Unreachable
from claims.pipeline.sourcing.providers.base import Client
from claims.pipeline.sourcing.waiting import seconds_to_wait, spacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from claims.pipeline.sourcing.bodies import Limits
    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.pacing import Manners

A_SITE = Pace(rate=2.0, most=10)
"""How often pages of one site are fetched: two a second, ten at once."""
A_MOMENT = 2.0
"""Seconds to wait, at least, where as many as may be are there."""


@dataclass(slots=True)
class Tally:
    """How many questions were asked; and, within a visit, whether the last answer is still to be judged by who reads it."""

    asked: int = 0
    visiting: bool = False
    unread: bool = False


class AnyClient(Client, Protocol):
    """The guarded client, which can also send forms."""

    def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = ...,
        limits: Limits | None = None,
    ) -> Fetched:
        """Send a form. Raises Refused, Unreachable."""


@dataclass(frozen=True, slots=True)
class PoliteClient:
    """A client that minds its manners towards one provider (`whom`), or, without that, towards each site.

    `at_once` is how many clients of all workers may be with a provider at the same time (0: any number); a client is
    there from its first question until it leaves.
    """

    client: AnyClient
    manners: Manners
    whom: str = ""
    pace: Pace = A_SITE
    at_once: int = 0
    tally: Tally = field(default_factory=Tally)
    visitor: str = field(default_factory=lambda: uuid4().hex)

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        secret: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = PAGE_TYPES,
        limits: Limits | None = None,
        on_the_way: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Fetch an address. Raises Limited (not yet), Unreachable, Refused."""
        return self._ask(
            url,
            lambda: self.client.get(
                url,
                params=params,
                secret=secret,
                headers=headers,
                types=types,
                limits=limits,
                on_the_way=on_the_way,
            ),
        )

    def post(
        self,
        url: str,
        *,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = DATA_TYPES,
        limits: Limits | None = None,
    ) -> Fetched:
        """Send a form. Raises Limited (not yet), Unreachable, Refused."""
        return self._ask(url, lambda: self.client.post(url, form=form, headers=headers, types=types, limits=limits))

    @contextmanager
    def visit(self) -> Iterator[None]:
        """Ask within this block as one visit. An answer counts as one once it was read; afterwards there is room for others.

        Many say that they are in trouble in an answer that looks like a success. Whoever reads that raises Unreachable.
        """
        self.tally.visiting = True
        try:
            yield
        except Unreachable:
            if self.tally.unread:
                self.tally.unread = False
                self.manners.failed(self.whom)
            raise
        finally:
            self.tally.visiting = False
            self._read()
            self.leave()

    def leave(self) -> None:
        """Make room for the next client, where only some may be there at once."""
        if self.at_once:
            self.manners.leave(self.whom, self.visitor)

    def _read(self) -> None:
        """Note that the last answer was one, if nobody has yet."""
        if self.tally.unread:
            self.tally.unread = False
            self.manners.answered(self.whom)

    def _ask(self, url: str, question: Callable[[], Fetched]) -> Fetched:
        self._read()  # who asks on could read what came before
        whom = self.whom or f"site {urlsplit(url).netloc.lower()[:255]}"
        rest = self.manners.rests_for(whom)
        if rest:
            who = self.whom or urlsplit(url).netloc
            raise Unreachable(f"{who} gave no answer several times and is left alone for a while.", retry_after=rest)
        if self.at_once and not self.manners.visit(whom, self.visitor, most=self.at_once):
            wait = A_MOMENT * (1 + random.random())  # noqa: S311 - spreads load, hides nothing
            raise Limited(f"At most {self.at_once} ask at once.", retry_after=wait)
        wait = self.manners.wait_for(whom, self.pace)
        if wait:
            raise Limited("We ask no oftener than agreed.", retry_after=wait)
        self.tally.asked += 1
        try:
            answer = question()
        except Unreachable:
            self.manners.failed(whom)
            raise
        told = seconds_to_wait(answer.header("retry-after"), now=answer.fetched_at) or 0.0
        allowed = spacing(answer.header("x-rate-limit-limit"), answer.header("x-rate-limit-interval"))
        if allowed * self.pace.rate > 1:  # who allows less than we agreed on is asked no sooner than that
            told = max(told, allowed)
        if told:
            self.manners.told_to_wait(whom, told)
        if is_passing(answer.status) and answer.status != 429:
            self.manners.failed(whom)
        elif self.whom and self.tally.visiting and answer.status != 429:
            self.tally.unread = True
        else:
            self.manners.answered(whom)
        return answer
