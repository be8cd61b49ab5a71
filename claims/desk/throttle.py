"""Bounds for what strangers may ask of the desk: counted in Redis; without it nobody is counted."""

from __future__ import annotations

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class TooMany(ValidationError):
    """They have asked often enough for now."""


def within(counter: str, *, most: int, seconds: int) -> bool:
    """Count one more, and say whether that is within what is allowed in so many seconds."""
    try:
        cache.add(counter, 0, timeout=seconds)
        return bool(cache.incr(counter) <= most)
    except RedisError as problem:
        log.warning("throttle_unreachable", problem=type(problem).__name__)
        return True
    except ValueError:  # it ran out between the two calls: a new span
        return True
