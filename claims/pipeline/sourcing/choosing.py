"""Which providers this newsroom asks, built from its settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from redis import Redis

from claims.pipeline.sourcing.desk_archive import archive_for, listed_for, written
from claims.pipeline.sourcing.fetching import Fetcher
from claims.pipeline.sourcing.guard import Guard
from claims.pipeline.sourcing.pacing import Manners, Pace
from claims.pipeline.sourcing.polite import A_SITE, PoliteClient, Tally
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.providers import brave, crossref, fact_check_tools, gdelt, openalex, pubmed
from claims.pipeline.sourcing.providers.archive import Archive
from claims.pipeline.sourcing.providers.mediawiki import MediaWiki
from claims.pipeline.sourcing.providers.searxng import SearXNG
from claims.pipeline.sourcing.reading import read_markup
from claims.pipeline.sourcing.robots import Robots

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.pipeline.sourcing.desk_archive import About
    from claims.pipeline.sourcing.polite import AnyClient
    from claims.pipeline.sourcing.providers.base import Answer, Client, Provider
    from claims.pipeline.sourcing.wanted import Wanted

    Maker = Callable[[Client], Provider]

PACES = {
    "mediawiki": Pace(rate=5.0, most=40),
    "fact_check_tools": Pace(rate=2.0, most=20),
    "searxng": Pace(rate=2.0, most=20),
    "brave": Pace(rate=1.0, most=5),
    "openalex": Pace(rate=5.0, most=20),
    "crossref": Pace(rate=3.0, most=20),
    "pubmed": Pace(rate=3.0, most=9),
    "gdelt": Pace(rate=0.2, most=1),
    "wayback": Pace(rate=0.2, most=4),
}
"""How often each provider is asked by all workers together; what it allows, or less."""

PUBMED_WITH_KEY = Pace(rate=10.0, most=20)

AT_ONCE = {"mediawiki": 3}
"""How many searches of all workers may be with a provider at the same time, where it asks for a bound."""


def client() -> Fetcher:
    """Open the guarded client under the newsroom's rules. Close it when done."""
    ports = {80, 443, *map(int, knob("FETCH_PORTS"))}
    return Fetcher(Guard.of(settings.FETCH_ALLOWED_HOSTS, ports=ports), user_agent=settings.FETCH_USER_AGENT)


@once
def manners() -> Manners:
    """Return what paces all workers."""
    return Manners(Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2))


def polite_client(name: str, client: AnyClient, *, tally: Tally | None = None) -> PoliteClient:
    """Return the client that minds its manners towards a provider; `tally` counts what it asks."""
    return PoliteClient(
        client, manners(), whom=name, pace=pace_of(name), at_once=AT_ONCE.get(name, 0), tally=tally or Tally()
    )


def pace_of(name: str) -> Pace:
    """Return how often a provider may be asked; NCBI allows more to who has a key."""
    return PUBMED_WITH_KEY if name == "pubmed" and knob("PUBMED_KEY") else PACES[name]


@dataclass(frozen=True, slots=True)
class Visit:
    """A provider whose client makes room for the next one when the search is over."""

    provider: Provider
    client: PoliteClient

    @property
    def name(self) -> str:
        """Return the provider's name."""
        return self.provider.name

    def search(self, wanted: Wanted) -> Answer:
        """Look for sources of a claim. Raises Unreachable, Limited, Refused."""
        with self.client.visit():
            return self.provider.search(wanted)


def pages_client(client: AnyClient) -> PoliteClient:
    """Return the client that fetches pages of a site no oftener than two a second, or than FETCH_PAGES_A_SECOND says."""
    rate = float(knob("FETCH_PAGES_A_SECOND") or A_SITE.rate)
    return PoliteClient(client, manners(), pace=Pace(rate=rate, most=max(A_SITE.most, int(rate))))


def site_rules(client: Client) -> Robots:
    """Return what obeys robots.txt, with the answers remembered for all workers."""
    return Robots(client=client, memory=cache, user_agent=settings.FETCH_USER_AGENT)


def provider(name: str, *, about: About | None, client: AnyClient, tally: Tally | None = None) -> Provider:
    """Return the provider of this name, ready to be asked. Raises Refused where there is none, or it lacks a setting.

    About nothing in particular the archive is the notes alone, and no database is needed.
    """
    if name == "archive":
        if about is None:
            return Archive(items=written(), publisher=settings.NEWSROOM_NAME)
        return Archive(items=archive_for(about), listed=listed_for(about), publisher=settings.NEWSROOM_NAME)
    maker = MAKERS.get(name)
    if maker is None:
        raise Refused("There is no provider of this name. Check the setting PROVIDERS.")
    politely = polite_client(name, client, tally=tally)
    return Visit(maker(politely), politely)


def knob(name: str) -> str:
    """Return a setting, or nothing where this newsroom has none."""
    return getattr(settings, name, "") or ""


def needed(name: str) -> str:
    """Return a setting that a provider cannot do without. Raises Refused, naming it."""
    value = knob(name)
    if not value:
        raise Refused(f"The setting {name} is missing.")
    return value


MAKERS: dict[str, Maker] = {
    "mediawiki": lambda client: MediaWiki(api=settings.MEDIAWIKI_API, client=client, read_markup=read_markup),
    "fact_check_tools": lambda client: fact_check_tools.FactCheckTools(
        client=client,
        base=knob("FACT_CHECK_TOOLS_URL") or fact_check_tools.GOOGLE,
        key=knob("FACT_CHECK_TOOLS_KEY") if knob("FACT_CHECK_TOOLS_URL") else needed("FACT_CHECK_TOOLS_KEY"),
    ),
    "searxng": lambda client: SearXNG(base=needed("SEARXNG_URL"), client=client),
    "brave": lambda client: brave.Brave(key=needed("BRAVE_KEY"), client=client, base=knob("BRAVE_URL") or brave.BRAVE),
    "openalex": lambda client: openalex.OpenAlex(
        key=knob("OPENALEX_KEY") if knob("OPENALEX_URL") else needed("OPENALEX_KEY"),
        client=client,
        base=knob("OPENALEX_URL") or openalex.OPENALEX,
    ),
    "crossref": lambda client: crossref.Crossref(
        client=client, email=knob("CONTACT_EMAIL"), base=knob("CROSSREF_URL") or crossref.CROSSREF
    ),
    "gdelt": lambda client: gdelt.Gdelt(client=client, base=knob("GDELT_URL") or gdelt.GDELT),
    "pubmed": lambda client: pubmed.PubMed(
        client=client, key=knob("PUBMED_KEY"), email=knob("CONTACT_EMAIL"), base=knob("PUBMED_URL") or pubmed.NCBI
    ),
}
