"""Which providers this newsroom asks, built from its settings."""

from __future__ import annotations

from functools import cache as cache_of_process
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis import Redis

from claims.pipeline.sourcing.desk_archive import archive_for
from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.pacing import Manners, Pace
from claims.pipeline.sourcing.polite import PoliteClient
from claims.pipeline.sourcing.providers.archive import Archive
from claims.pipeline.sourcing.providers.mediawiki import MediaWiki
from claims.pipeline.sourcing.reading import read_markup
from claims.pipeline.sourcing.robots import Robots

WIKI_PACE = Pace(rate=5.0, most=40)

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.pipeline.sourcing.providers.base import Client, Provider


def client() -> Fetcher:
    """Open the guarded client under the newsroom's rules. Close it when done."""
    guard = Guard.of(settings.FETCH_ALLOWED_HOSTS)
    return Fetcher(guard, user_agent=settings.FETCH_USER_AGENT)


@cache_of_process
def manners() -> Manners:
    """Return what paces all workers."""
    return Manners(Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2))


def polite(client: Client, name: str, pace: Pace) -> PoliteClient:
    """Return the client that asks a provider no oftener than agreed."""
    return PoliteClient(client, manners(), whom=name, pace=pace)


def site_rules(client: Client) -> Robots:
    """Return what obeys robots.txt, with the answers remembered for all workers."""
    return Robots(client=client, memory=cache, user_agent=settings.FETCH_USER_AGENT)


def provider(name: str, *, claim: Claim, client: Client) -> Provider | None:
    """Return the provider of this name, ready to be asked about a claim; None where there is none of that name."""
    match name:
        case "archive":
            return Archive(items=archive_for(claim))
        case "mediawiki":
            return MediaWiki(
                api=settings.MEDIAWIKI_API, client=polite(client, name, WIKI_PACE), read_markup=read_markup
            )
        case _:
            return None
