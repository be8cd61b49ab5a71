"""What every provider takes and gives: a claim as plain data in, hits out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from claims.pipeline.sourcing.bodies import Limits
    from claims.pipeline.sourcing.fetched import Copy, Fetched
    from claims.pipeline.sourcing.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Cited:
    """A publication that a source rests on."""

    publisher: str
    title: str
    published_on: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a provider found. `copy` is what it handed over itself; without one, the page at `address` is fetched.

    `kind` is a value of SourceKind.
    """

    address: str
    title: str
    query: str
    kind: str = "other"
    publisher: str = ""
    author: str = ""
    published_on: date | None = None
    cites: tuple[Cited, ...] = ()
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """All hits of a search, the best first. `partial` says what is missing, where the provider itself said so."""

    hits: Sequence[Hit]
    partial: str = ""


class Client(Protocol):
    """The guarded client, as providers use it."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        secret: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        types: Iterable[str] = ...,
        limits: Limits | None = None,
        on_the_way: Callable[[str], None] | None = None,
    ) -> Fetched:
        """Fetch an address. `secret` parameters (a key) are sent and never kept; `on_the_way` is asked about redirects.

        Raises Refused, Unreachable.
        """


class Provider(Protocol):
    """Somebody to ask for sources."""

    @property
    def name(self) -> str:
        """How the newsroom's settings call it; also stored with what it found."""

    def search(self, wanted: Wanted) -> Answer:
        """Look for sources of a claim. Raises Unreachable (ask later) and Refused (asking again changes nothing)."""
