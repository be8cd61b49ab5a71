"""The numbers behind the charts of Today, counted once a minute for a person at most: thirty days hardly change in one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import structlog
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import get_current_timezone_name, localdate, now
from redis.exceptions import RedisError

from claims.admin.pages import charts, month

if TYPE_CHECKING:
    from datetime import date, datetime

    from claims.models.user import User

log = structlog.get_logger(__name__)
A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted, and when: plain numbers by day, status and name, which the charts are drawn from."""

    counted_at: datetime
    came: dict[date, int]
    went: dict[date, int]
    moved: list[tuple[date, str, str, int]]
    took: list[tuple[date | None, int, list[float] | None]]
    open_work: list[tuple[str, int]]


def figures(me: User) -> Figures:
    """Return what was counted for this person within the last minute, or count anew. Without Redis each page counts."""
    place = f"figures:{connection.settings_dict['NAME']}:{me.pk}:{me.role}:{get_current_timezone_name()}:{localdate()}"
    try:
        if (kept := cache.get(place)) is not None:
            return Figures(**kept)
    except RedisError as problem:
        log.warning("figures_unreachable", problem=type(problem).__name__)
        return counted(me)
    except TypeError:  # an older version of the desk kept them in another form
        pass
    found = counted(me)
    try:
        cache.set(place, asdict(found), A_MINUTE)
    except RedisError as problem:
        log.warning("figures_not_kept", problem=type(problem).__name__)
    return found


def counted(me: User) -> Figures:
    """Count what this person may see."""
    came, went = charts.came_and_went()
    return Figures(
        counted_at=now(),
        came=came,
        went=went,
        moved=month.moved(me),
        took=month.measured(),
        open_work=charts.open_work(me) if me.edits else [],
    )
