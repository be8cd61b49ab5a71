"""A page of the web: may it be fetched, fetched, read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from claims.pipeline.sourcing.fetched import Copy
from claims.pipeline.sourcing.reading import read_page

if TYPE_CHECKING:
    from claims.pipeline.sourcing.providers.base import Client, Hit
    from claims.pipeline.sourcing.robots import Robots


def copy_of(hit: Hit, client: Client, robots: Robots) -> Copy:
    """Return the copy of a hit: the provider's own, or the page, fetched. Raises Refused, Unreachable."""
    if hit.copy is not None:
        return hit.copy
    robots.check(hit.address)
    fetched = client.get(hit.address).expect_ok(urlsplit(hit.address).netloc)
    return Copy(fetched=fetched, page=read_page(fetched))
