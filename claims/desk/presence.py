"""Who has a claim or an article open at this moment. Kept by the broker alone: it is gone with it, and nothing depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from claims.desk.blind_review import kept_apart
from claims.jobs.announcing import announce, broker
from claims.models.user import User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claims.models.article import Article
    from claims.models.claim import Claim

log = structlog.get_logger(__name__)

FORGOTTEN_AFTER = 120
"""Seconds after the last sign of a person; an open page gives one every 45."""

GONE_AFTER = 5
"""Seconds after an editor left an article: whoever only goes on to its next claim is back by then."""

SEEN = "claimdesk:seen"
SEEN_KEPT = 366 * 24 * 3600
SEEN_EVERY = 60
told: dict[str, float] = {}
"""When this process last wrote down that a person is at the desk: once a minute is enough."""


@dataclass(frozen=True, slots=True)
class Here:
    """A person who has the claim open, and their last sign."""

    person: User
    at: datetime


@dataclass(frozen=True, slots=True)
class InHand:
    """An editor who has the article open, and the number of the claim that they have in hand; None where they have none."""

    person: User
    claim: int | None


def come(claim: Claim, *, by: User) -> list[Here]:
    """Say that this person has the claim open, and return who else has. Others are told when somebody comes.

    A blind review hides people from each other here as everywhere. Without a broker nobody is seen.
    """
    at, me = time(), str(by.public_id)
    try:
        with broker().pipeline() as asked:
            asked.zscore(key(claim), me)
            asked.zadd(key(claim), {me: at})
            asked.zremrangebyscore(key(claim), "-inf", at - FORGOTTEN_AFTER)
            asked.expire(key(claim), FORGOTTEN_AFTER)
            asked.zadd(SEEN, {me: at})
            asked.zrange(key(claim), 0, -1, withscores=True)
            before, *_rest, found = asked.execute()
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)
        return []
    if before is None or float(before) < at - FORGOTTEN_AFTER:
        announce(claim_id=claim.pk, hidden_from=kept_apart(claim, by))
    signs = {name.decode(): score for name, score in found if name.decode() != me}
    return others(claim, signs, by=by) if signs else []


def others(claim: Claim, signs: dict[str, float], *, by: User) -> list[Here]:
    """Name the people behind the signs, but for those whom a blind review keeps apart from this person."""
    apart = set() if by.edits else set(kept_apart(claim, by))
    people = User.objects.get_queryset().filter(public_id__in=signs).exclude(pk__in=apart).order_by("username")
    return [Here(each, datetime.fromtimestamp(signs[str(each.public_id)], tz=UTC)) for each in people]


def leave(claim: Claim, *, by: User) -> None:
    """Say that this person has closed the claim, and tell the others."""
    try:
        gone = broker().zrem(key(claim), str(by.public_id))
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)
        return
    if gone:
        announce(claim_id=claim.pk, hidden_from=kept_apart(claim, by))


def come_to_article(article: Article, *, by: User, claim: int | None) -> list[InHand]:
    """Say that this editor has the article open, with the claim of that number in hand; return who else triages it.

    Only editors are seen here, and only by editors: reviewers read an article, and a blind review may keep them apart.
    Others are told when somebody comes. Without a broker nobody is seen.
    """
    if not by.edits:
        return []
    at, me, place = time(), str(by.public_id), article_key(article)
    try:
        with broker().pipeline() as asked:
            asked.hgetall(place)
            asked.hset(place, me, f"{at + FORGOTTEN_AFTER:.0f} {claim or ''}")
            asked.expire(place, FORGOTTEN_AFTER)
            asked.zadd(SEEN, {me: at})
            found, *_rest = asked.execute()
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)
        return []
    signs = dict(sign(name, value) for name, value in found.items())
    there = {name: number for name, (until, number) in signs.items() if until > at}
    if me not in there:
        announce(article_id=article.pk)
    there.pop(me, None)
    if not there:
        return []
    people = User.objects.get_queryset().filter(public_id__in=there).order_by("username")
    return [InHand(each, there[str(each.public_id)]) for each in people]


def leave_article(article: Article, *, by: User) -> None:
    """Say that this editor has closed the article. They are gone in a moment, unless they come back to another claim of it."""
    try:
        place, me = article_key(article), str(by.public_id)
        if broker().hexists(place, me):
            broker().hset(place, me, f"{time() + GONE_AFTER:.0f} ")
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)


def sign(name: bytes, value: bytes) -> tuple[str, tuple[float, int | None]]:
    """Read whose sign it is, until when it counts, and the number of the claim in hand."""
    until, number = value.decode().split(" ")
    return name.decode(), (float(until), int(number) if number else None)


def be_seen(by: User) -> None:
    """Write down that this person is at the desk now."""
    at = time()
    if at - told.get(str(by.public_id), 0) < SEEN_EVERY:
        return
    told[str(by.public_id)] = at
    try:
        with broker().pipeline() as asked:
            asked.zadd(SEEN, {str(by.public_id): at})
            asked.zremrangebyscore(SEEN, "-inf", at - SEEN_KEPT)
            asked.execute()
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)


def last_seen(people: Iterable[User]) -> dict[int, datetime]:
    """Return when each was at the desk last, by primary key: the broker's word, else when they signed in."""
    asked = list(people)
    seen = {each.pk: each.last_login for each in asked if each.last_login}
    if not asked:
        return seen
    try:
        scores = broker().zmscore(SEEN, [str(each.public_id) for each in asked])
    except RedisError as problem:
        log.info("presence_unknown", problem=type(problem).__name__)
        return seen
    for each, score in zip(asked, scores, strict=True):
        if score is not None:
            at = datetime.fromtimestamp(float(score), tz=UTC)
            seen[each.pk] = max(at, seen.get(each.pk, at))
    return seen


def key(claim: Claim) -> str:
    """Return where the broker keeps who has the claim open."""
    return f"claimdesk:here:{claim.public_id}"


def article_key(article: Article) -> str:
    """Return where the broker keeps who has the article open."""
    return f"claimdesk:here:article:{article.public_id}"
