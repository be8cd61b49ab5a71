"""Manners towards others, kept in Redis for all workers: so many questions a second, and none to who lies down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

log = structlog.get_logger(__name__)

FAILURES = 5
WITHIN = 60
REST = 60
PROBE = 30
REMEMBER = 3600
LONGEST_TOLD = 24 * 3600
VISIT_SECONDS = 10
"""A little longer than one question may take; no longer than a dead worker's job waits for another worker."""

# KEYS: the bucket, told. ARGV: tokens a second, most tokens. Returns the seconds to wait, as text; 0: a token was taken.
TAKE = """
local told = redis.call('PTTL', KEYS[2])
if told > 0 then return tostring(told / 1000) end
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local rate, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = math.min(most, (tonumber(kept[1]) or most) + (now - (tonumber(kept[2]) or now)) * rate)
if tokens < 1 then return tostring((1 - tokens) / rate) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil(most / rate * 1000) + 1000)
return '0'
"""

# KEYS: who visits, by the time until which they may. ARGV: visitor, most, seconds. Returns 1: come in (or stay), 0: full.
VISIT = """
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', tostring(now))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], tostring(now + tonumber(ARGV[3])), ARGV[1])
redis.call('EXPIRE', KEYS[1], math.ceil(tonumber(ARGV[3])) + 1)
return 1
"""

# KEYS: open, tripped, probe. ARGV: seconds for a probe. Returns the seconds to stay away; 0: ask.
MAY_ASK = """
local left = redis.call('TTL', KEYS[1])
if left > 0 then return left end
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
if redis.call('SET', KEYS[3], '1', 'NX', 'EX', ARGV[1]) then return 0 end
return 5
"""

# KEYS: open, tripped, probe, failures. ARGV: failures, within, rest, remember. A failed probe trips at once.
FAILED = """
local count = redis.call('INCR', KEYS[4])
if count == 1 then redis.call('EXPIRE', KEYS[4], ARGV[2]) end
if count >= tonumber(ARGV[1]) or redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('SET', KEYS[1], '1', 'EX', ARGV[3])
  redis.call('SET', KEYS[2], '1', 'EX', ARGV[4])
  redis.call('DEL', KEYS[3], KEYS[4])
end
return count
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often somebody may be asked: tokens a second, and how many may be saved up."""

    rate: float
    most: int


class Manners:
    """Token buckets and breakers. Without Redis everybody is asked as if there were none: searching goes before pacing."""

    def __init__(self, redis: Redis) -> None:
        """Use this connection; it is safe in threads."""
        self._redis = redis

    def wait_for(self, whom: str, pace: Pace) -> float:
        """Take a token to ask somebody; return 0, or the seconds until there is one."""
        try:
            return float(self._redis.eval(TAKE, 2, *bucket(whom)[:2], str(pace.rate), str(pace.most)))
        except RedisError as problem:
            log.warning("pacing_without_redis", problem=type(problem).__name__)
            return 0.0

    def told_to_wait(self, whom: str, seconds: float) -> None:
        """Note that somebody asked to be left alone for some time (Retry-After): no worker asks them until then."""
        try:
            self._redis.set(bucket(whom)[1], "1", px=max(1, int(min(seconds, LONGEST_TOLD) * 1000)))
        except RedisError as problem:
            log.warning("pacing_without_redis", problem=type(problem).__name__)

    def visit(self, whom: str, visitor: str, *, most: int) -> bool:
        """Say whether a visitor may ask somebody who is asked by at most so many at once; asking again prolongs the visit.

        A visitor that died makes room after some seconds by itself.
        """
        try:
            return bool(self._redis.eval(VISIT, 1, bucket(whom)[2], visitor, str(most), str(VISIT_SECONDS)))
        except RedisError as problem:
            log.warning("pacing_without_redis", problem=type(problem).__name__)
            return True

    def leave(self, whom: str, visitor: str) -> None:
        """End a visit."""
        try:
            self._redis.zrem(bucket(whom)[2], visitor)
        except RedisError as problem:
            log.warning("pacing_without_redis", problem=type(problem).__name__)

    def rests(self, names: Sequence[str]) -> dict[str, float]:
        """Return for how many seconds each is left alone now, in one question to Redis; without Redis nobody is."""
        try:
            with self._redis.pipeline(transaction=False) as asked:
                for name in names:
                    asked.pttl(breaker(name)[0])
                    asked.pttl(bucket(name)[1])
                told = asked.execute()
        except RedisError as problem:
            log.warning("breaker_without_redis", problem=type(problem).__name__)
            return dict.fromkeys(names, 0.0)
        return {name: max(0, told[2 * at], told[2 * at + 1]) / 1000 for at, name in enumerate(names)}

    def rests_for(self, whom: str) -> float:
        """Return for how many seconds somebody is to be left alone; 0: ask. After a rest one question goes first."""
        try:
            return float(self._redis.eval(MAY_ASK, 3, *breaker(whom)[:3], str(PROBE)))
        except RedisError as problem:
            log.warning("breaker_without_redis", problem=type(problem).__name__)
            return 0.0

    def failed(self, whom: str) -> None:
        """Note that somebody gave no answer; five within a minute, and they are left alone for a minute."""
        try:
            self._redis.eval(FAILED, 4, *breaker(whom), str(FAILURES), str(WITHIN), str(REST), str(REMEMBER))
        except RedisError as problem:
            log.warning("breaker_without_redis", problem=type(problem).__name__)

    def answered(self, whom: str) -> None:
        """Note that somebody answered."""
        try:
            self._redis.delete(*breaker(whom))
        except RedisError as problem:
            log.warning("breaker_without_redis", problem=type(problem).__name__)


def bucket(whom: str) -> tuple[str, str, str]:
    """Return the keys of somebody's pace: tokens, told to wait, visitors."""
    base = f"pace:{{{whom}}}"
    return base, f"{base}:told", f"{base}:visitors"


def breaker(whom: str) -> tuple[str, str, str, str]:
    """Return the keys of a breaker: open, tripped, probe, failures. The braces keep them on one node of a cluster."""
    base = f"breaker:{{{whom}}}"
    return f"{base}:open", f"{base}:tripped", f"{base}:probe", f"{base}:failures"
