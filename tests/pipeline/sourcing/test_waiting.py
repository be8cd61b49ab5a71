"""How long we wait before asking again: anything up to a longest wait, never less than we were asked to wait."""

from __future__ import annotations

from datetime import timedelta

from claims.delivery.waiting import hand_over_after
from claims.pipeline.sourcing.waiting import SHORTEST_WAIT, wait_after

TIMES = 400


def test_a_wait_is_anything_up_to_the_longest_one() -> None:
    waits = [wait for _time in range(TIMES) if (wait := wait_after(2)) is not None]

    assert len(waits) == TIMES
    assert min(waits) < timedelta(minutes=1)
    assert timedelta(minutes=9) < max(waits) <= timedelta(minutes=10)
    assert min(wait_after(1) or timedelta() for _time in range(TIMES)) >= SHORTEST_WAIT


def test_the_fourth_try_is_the_last() -> None:
    assert [wait_after(tries) is not None for tries in range(6)] == [False, True, True, True, False, False]


def test_nobody_is_asked_earlier_than_they_said_nor_later_than_in_a_day() -> None:
    asked = [wait_after(1, asked_to_wait=90.0) for _time in range(TIMES)]

    assert set(asked) == {timedelta(seconds=90)}
    assert wait_after(1, asked_to_wait=1e12) == timedelta(days=1)


def test_a_message_is_handed_over_five_times_and_each_wait_is_longer() -> None:
    waits = [hand_over_after(tries) for tries in range(1, 6)]

    assert waits[-1] is None
    least = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
    assert all(wait is not None and low <= wait <= low * 1.2 for wait, low in zip(waits, least, strict=False))
    assert hand_over_after(1, asked_to_wait=600.0) == timedelta(minutes=10)
