"""How long the desk takes to start, to stop, to make up for a killed worker, and to take an article in without a broker.

    uv run python benchmarks/endurance.py

One line a promise: name, value, comparison, goal, ok or MISS. Exit status 1 on a miss. Uses a folder of its own; loopback only.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
HOME = tempfile.mkdtemp(prefix="claimdesk-endurance-")
os.environ |= {"CLAIMDESK_VAR": HOME, "DJANGO_SETTINGS_MODULE": "factcheck.settings", "LOG_LEVEL": "ERROR"}
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
    os.environ.pop(name, None)
sys.path.insert(0, str(CHECKOUT))

from benchmarks.promises import Promises  # noqa: E402 - after the checkout is on the path

PORT = 8650
TEXT = (
    "The council said on Monday that it built {number} homes in 2025. Mayor Anna Berg said the city will build 60 more."
)


def serve() -> tuple[subprocess.Popen[str], float]:
    """Start `manage.py desk`; return it, and the seconds until it served."""
    started = time.monotonic()
    desk = subprocess.Popen(
        [sys.executable, "manage.py", "desk", "--port", str(PORT)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert desk.stdout is not None
    for line in desk.stdout:
        if "API docs" in line:
            return desk, time.monotonic() - started
    raise SystemExit(f"The desk did not start; it ended with {desk.wait()}.")


def stop(desk: subprocess.Popen[str]) -> float:
    """Stop the desk as Ctrl-C does; return the seconds that it took."""
    started = time.monotonic()
    desk.send_signal(signal.SIGINT)
    desk.wait(60)
    return time.monotonic() - started


def starts_and_stops(told: Promises) -> None:
    """Time a second start, which keeps all data, and a stop."""
    first, _seconds = serve()
    stop(first)
    second, started = serve()
    told.hold("second_start_seconds", started, "<=", 10)
    told.hold("stop_seconds", stop(second), "<=", 10)


def recovers(told: Promises) -> None:
    """Kill a worker with -9 in the middle of its work, and time until the work is done."""
    from django.db import transaction

    from claims.jobs import outbox
    from claims.models import Claim, Job
    from claims.models.job import JobKind, JobState
    from factcheck.supervisor import running

    with running("worker", "beat") as supervisor:
        subjects = list(Claim.objects.filter(status="assigned").values_list("pk", flat=True))
        with transaction.atomic():
            jobs = [outbox.enqueue(JobKind.FIND_SOURCES, subject).pk for subject in subjects]
        left = Job.objects.filter(pk__in=jobs).exclude(state=JobState.DONE)
        while not left.filter(state=JobState.RUNNING).exists():
            time.sleep(0.005)
        os.killpg(supervisor.number("worker"), signal.SIGKILL)
        killed = time.monotonic()
        while left.exists() and time.monotonic() - killed < 120:
            supervisor.check()
            time.sleep(0.1)
        crashed = Job.objects.filter(pk__in=jobs, crashes__gt=0).count()
    told.note(f"{len(jobs)} jobs, {crashed} of them in the dead worker's hands")
    told.hold("recovery_after_kill_9_seconds", time.monotonic() - killed, "<=", 30)


def takes_in_without_a_broker(told: Promises) -> None:
    """Compare taking an article in without a broker with the same where there is one."""
    from claims.desk.intake import take_in
    from claims.models import User
    from factcheck import embedded

    def median(first: int) -> float:
        taken = []
        for number in range(first, first + 15):
            started = time.perf_counter()
            take_in(TEXT.format(number=number), by=User.objects.get(username="chief"))
            taken.append(time.perf_counter() - started)
        return sorted(taken)[7]

    with embedded.valkey():
        beside = median(100)
    told.hold("intake_without_broker_over_with", median(200) / beside, "<=", 2)


def main() -> int:
    """Print every promise; return 1 on a miss."""
    import django

    from factcheck import embedded

    told = Promises()
    starts_and_stops(told)
    with embedded.postgres():
        django.setup()
        recovers(told)
        takes_in_without_a_broker(told)
    with suppress(OSError):
        from factcheck.embedded.clearing import clear

        clear()
    return told.sum_up()


if __name__ == "__main__":
    raise SystemExit(main())
