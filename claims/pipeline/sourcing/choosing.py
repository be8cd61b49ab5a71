"""Which providers this newsroom asks, built from its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

from claims.pipeline.sourcing.desk_archive import archive_for
from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.providers.archive import Archive
from claims.pipeline.sourcing.providers.mediawiki import MediaWiki
from claims.pipeline.sourcing.reading import read_markup
from claims.pipeline.sourcing.robots import Robots

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.pipeline.sourcing.providers.base import Client, Provider


def client() -> Fetcher:
    """Open the guarded client under the newsroom's rules. Close it when done."""
    guard = Guard.of(settings.FETCH_ALLOWED_HOSTS)
    return Fetcher(guard, user_agent=settings.FETCH_USER_AGENT)


def site_rules(client: Client) -> Robots:
    """Return what obeys robots.txt, with the answers remembered for all workers."""
    return Robots(client=client, memory=cache, user_agent=settings.FETCH_USER_AGENT)


def provider(name: str, *, claim: Claim, client: Client) -> Provider | None:
    """Return the provider of this name, ready to be asked about a claim; None where there is none of that name."""
    match name:
        case "archive":
            return Archive(items=archive_for(claim))
        case "mediawiki":
            return MediaWiki(api=settings.MEDIAWIKI_API, client=client, read_markup=read_markup)
        case _:
            return None
