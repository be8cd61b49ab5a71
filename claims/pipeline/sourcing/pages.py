"""A page of the web: may it be fetched, fetched, read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.pipeline.sourcing.fetched import Copy
from claims.pipeline.sourcing.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.pipeline.sourcing.fetched import Fetched
    from claims.pipeline.sourcing.providers.base import Client, Hit
    from claims.pipeline.sourcing.robots import Robots


def copy_of(hit: Hit, client: Client, robots: Robots) -> Copy:
    """Return the copy of a hit: the provider's own, or the page, fetched. Raises Refused, Unreachable."""
    if hit.copy is not None:
        return hit.copy
    fetched = fetch(hit.address, client, robots).expect_ok(urlsplit(hit.address).netloc)
    return Copy(fetched=fetched, page=read_page(fetched))


def fetch(address: str, client: Client, robots: Robots | None, *, headers: Mapping[str, str] | None = None) -> Fetched:
    """Fetch a page where its site lets robots in, and so does each that a redirect leads to; without `robots`, anyway.

    Raises Refused, Unreachable, Limited.
    """
    if robots is None:
        return client.get(address, headers=headers)
    robots.check(address)
    return client.get(address, headers=headers, on_the_way=robots.check)
