"""How often one may ask: an allowance a minute, counted in Redis for all processes together."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from claims.desk.readers import address_of
from claims.models.api_key import ApiKey

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

log = structlog.get_logger(__name__)

WINDOW = 60


class Allowance(BaseThrottle):
    """So many requests a minute: fewer for an address, more for a key; 0 is no limit. Without Redis all are let in."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request; say whether it is within the allowance. `request.allowance` keeps the figures."""
        name, who, limit = asker(request)
        if not limit:
            return True
        counter = f"allowance:{who}:{int(time.time()) // WINDOW}"
        try:
            with memory(settings.REDIS_URL).pipeline(transaction=False) as asking:
                asking.incr(counter)
                asking.expire(counter, 2 * WINDOW)
                used = int(asking.execute()[0])
        except RedisError as problem:
            log.warning("throttle_unreachable", problem=type(problem).__name__)
            return True
        request.allowance = (name, limit, max(0, limit - used), self.left())  # type: ignore[attr-defined]
        return used <= limit

    def wait(self) -> float:
        """Return the seconds until the next minute."""
        return self.left()

    @staticmethod
    def left() -> int:
        """Return the whole seconds that are left of this minute, at least one."""
        return max(1, WINDOW - int(time.time()) % WINDOW)


@cache
def memory(url: str) -> Redis:
    """Return this process's connections to Redis."""
    options: Any = settings.CACHES["default"]["OPTIONS"]  # a silent server must not hold a reader up
    return Redis.from_url(url, **options)


def asker(request: Request) -> tuple[str, str, int]:
    """Return the kind of allowance, who spends it, and how much it is."""
    if isinstance(request.auth, ApiKey):
        return "key", f"key:{request.auth.pk}", settings.API_KEY_PER_MINUTE
    return "anonymous", f"address:{address_of(request.META)}", settings.API_ANONYMOUS_PER_MINUTE
