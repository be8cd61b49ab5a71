"""A claim of the seed article, a wiki and an archive to ask, and a search without minding its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from redis import Redis

from tests.pipeline.sourcing.wiki import Wiki

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django.fixtures import Settings

    from claims.models import Article, Claim
    from tests.desk import People
    from tests.pipeline.sourcing.loopback import Site

RECALLED = (
    "The comments sparked outrage in Russia, with the country recalling its Washington ambassador Anatoly Antonov for "
    "consultations"
)


def search(claim: Claim) -> datetime | None:
    """Look for sources, without minding the progress."""
    from claims.pipeline.sourcing import finding

    return finding.find(claim, progress=lambda _done, _of: None)


@pytest.fixture
def manners(queue: str) -> Redis:
    """Valkey, without any memory of whom earlier tests asked."""
    redis = Redis.from_url(queue)
    for kept in ("pace:*", "breaker:*", "*robots:*"):
        for key in redis.scan_iter(kept):
            redis.delete(key)
    return redis


@pytest.fixture
def wiki(site: Site, settings: Settings, store: Path, manners: Redis) -> Wiki:
    """A wiki that the newsroom asks, beside its archive."""
    wiki = Wiki()
    settings.MEDIAWIKI_API = wiki.install(site)
    settings.FETCH_ALLOWED_HOSTS = [site.host]
    settings.PROVIDERS = ["archive", "mediawiki"]
    return wiki


@pytest.fixture
def recalled(article: Article, people: People) -> Claim:
    """The claim that Russia recalled its ambassador."""
    from tests.desk import make_claim

    return make_claim(article, by=people.editor, words=RECALLED)
