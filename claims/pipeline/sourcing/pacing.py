"""Manners towards others, kept in Redis for all workers: so many questions a second, and none to who lies down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from redis import Redis

log = structlog.get_logger(__name__)

FAILURES = 5
WITHIN = 60
REST = 60
PROBE = 30
REMEMBER = 3600

# KEYS: the bucket. ARGV: tokens a second, most tokens. Returns the seconds to wait, as text; 0: a token was taken.
TAKE = """
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
            return float(self._redis.eval(TAKE, 1, f"pace:{whom}", str(pace.rate), str(pace.most)))
        except RedisError as problem:
            log.warning("pacing_without_redis", problem=type(problem).__name__)
            return 0.0

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


def breaker(whom: str) -> tuple[str, str, str, str]:
    """Return the keys of a breaker: open, tripped, probe, failures. The braces keep them on one node of a cluster."""
    base = f"breaker:{{{whom}}}"
    return f"{base}:open", f"{base}:tripped", f"{base}:probe", f"{base}:failures"
