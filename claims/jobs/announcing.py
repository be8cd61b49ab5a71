"""Telling open pages that something changed: which article or claim, and nothing of what it is."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from claims.models.added_page import AddedPage
from claims.models.claim import Claim
from claims.models.job import JobKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

log = structlog.get_logger(__name__)

CHANNEL = "claimdesk:changes"
"""Where changes are published, as JSON: {"article": its primary key or null, "claim": likewise, "hidden_from": people} or
{"ledger": sequence} or {"person": whose notes changed}."""

ABOUT_CLAIMS = {JobKind.FIND_SOURCES, JobKind.RELEASE_EMBARGO}
ABOUT_ARTICLES = {JobKind.SPLIT_ARTICLE, JobKind.ASSIGN_NEW_CLAIMS}


def announce(*, article_id: int | None = None, claim_id: int | None = None, hidden_from: Collection[int] = ()) -> None:
    """Tell open pages, once the transaction is committed, that an article or a claim changed. Never raises.

    The people in `hidden_from`, by primary key, are not told: under blind review the change itself would tell too much.
    """
    transaction.on_commit(lambda: tell(article_id=article_id, claim_id=claim_id, hidden_from=hidden_from), robust=True)


def announce_ledger(sequence: int) -> None:
    """Tell those who follow the ledger, once the transaction is committed, that it grew to this sequence. Never raises."""
    transaction.on_commit(lambda: shout({"ledger": sequence}), robust=True)


def announce_notes(person_id: int) -> None:
    """Tell a person's open pages, once the transaction is committed, that their notes changed. Never raises."""
    transaction.on_commit(lambda: shout({"person": person_id}), robust=True)


def announce_work(kind: str, subject: int) -> None:
    """Tell open pages that the work on an article or a claim went on."""
    if JobKind(kind) in ABOUT_CLAIMS:
        announce(claim_id=subject)
    elif JobKind(kind) == JobKind.TAKE_IN_PAGE:
        announce(claim_id=AddedPage.objects.filter(pk=subject).values_list("claim", flat=True).first())
    elif JobKind(kind) in ABOUT_ARTICLES:
        announce(article_id=subject)


def tell(*, article_id: int | None, claim_id: int | None, hidden_from: Collection[int] = ()) -> None:
    """Publish a change at once; a claim's article is told too. Without a broker nobody is told, and a log line says so."""
    if claim_id is not None and article_id is None:
        article_id = Claim.objects.filter(pk=claim_id).values_list("article_id", flat=True).first()
    shout({"article": article_id, "claim": claim_id, "hidden_from": sorted(hidden_from)})


def shout(said: Mapping[str, object]) -> None:
    """Publish a message at once; without a broker it is lost, and a log line says so."""
    try:
        broker().publish(CHANNEL, json.dumps(said))
    except RedisError as problem:
        log.warning("announcement_lost", problem=type(problem).__name__, **said)


@cache
def broker() -> Redis:
    """Connect once a process; a fork gets connections of its own. It waits a second at most: pages can wait, work can't."""
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0))
