"""Troubles that a person can mend, each in one line: what is wrong, and what to do."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from factcheck import embedded
from factcheck.embedded.errors import CannotStart, refusal

if TYPE_CHECKING:
    from types import TracebackType

MENDABLE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An excepthook: a mendable trouble is one line on standard error; only an error of ours shows its traceback."""
    line = "" if issubclass(kind, KeyboardInterrupt) else in_plain_words(error)
    if line is None:
        sys.__excepthook__(kind, error, trace)
    elif line:
        print(f"claimdesk: {line}", file=sys.stderr)


def in_plain_words(error: BaseException) -> str | None:
    """One line for the person at the terminal; None for an error that is ours to mend, which keeps its traceback."""
    from django.core.exceptions import ImproperlyConfigured  # here: CannotStart may come before Django can be imported
    from django.db import DatabaseError

    if isinstance(error, CannotStart):
        return str(error)
    if isinstance(error, ImproperlyConfigured):
        return f"A setting is wrong. {error}"
    if isinstance(error, DatabaseError):
        return _database(error)
    if _is_broker_trouble(error):
        return f"The queue at {_where(_redis_url())} cannot be reached ({_first_line(error)}). Is REDIS_URL right?"
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "The port is taken by another program. Stop it, or choose another port."
    if isinstance(error, OSError) and error.errno in MENDABLE:
        return refusal(error, Path(str(error.filename)) if error.filename else Path.cwd())
    return None


def require_database() -> None:
    """Raises CannotStart where a database that a URL names does not let us in."""
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if (url := os.environ.get(name)) and (trouble := why_unreachable(url)):
            raise CannotStart(trouble)


def require_queue() -> None:
    """Raises CannotStart where a queue that REDIS_URL names does not answer."""
    if (url := os.environ.get("REDIS_URL")) and (trouble := why_queue_unreachable(url)):
        raise CannotStart(trouble)


def why_unreachable(url: str) -> str | None:
    """Why the database at `url` does not let us in, in one line; None where it does."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return _refused(error, url)
    return None


def why_queue_unreachable(url: str) -> str | None:
    """Why the queue at `url` does not answer, in one line; None where it does."""
    import redis

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as line:
            line.ping()
    except redis.RedisError as error:
        return f"The queue at {_where(url)} cannot be reached ({_first_line(error)}). Is REDIS_URL right?"
    except ValueError as error:
        return f"REDIS_URL cannot be read ({_first_line(error)}): write redis://:password@host:6379/0."
    return None


def _database(error: BaseException) -> str | None:
    from psycopg import OperationalError, errors

    cause = error.__cause__ or error
    if isinstance(cause, errors.DiskFull):
        return "The disk that holds the database is full. Make room and start again."
    if isinstance(cause, errors.UndefinedTable):
        return "The database is not up to date with this version of Claimdesk. Run `manage.py migrate`."
    if isinstance(cause, errors.InsufficientPrivilege):
        return f"The database refused: {_first_line(cause)}. Does DATABASE_OWNER_URL name the owner of its tables?"
    if isinstance(cause, OperationalError) and cause.sqlstate is None:
        # A pool that could not connect says only that it waited; one direct try tells why.
        return why_unreachable(_database_url()) or f"The connection to the database was lost ({_first_line(cause)})."
    return None


def _refused(error: BaseException, url: str) -> str:
    said = str(error)
    where = _where(url)
    if "password authentication failed" in said or "no password supplied" in said:
        return f"The database at {where} refuses the user or the password of DATABASE_URL."
    if "does not exist" in said:
        return f"The server at {where} answers, but: {said.rsplit('FATAL:', 1)[-1].strip()}. Is DATABASE_URL right?"
    if "too many" in said:
        return f"The database at {where} has no connection left for us. Close some, or raise its max_connections."
    reason = next(
        (word for word in ("refused", "timed out", "timeout expired", "resolve", "translate") if word in said), ""
    )
    told = {"refused": "connection refused", "timed out": "no answer", "timeout expired": "no answer"}.get(
        reason, "no such host" if reason else _first_line(error)
    )
    return f"The database at {where} cannot be reached ({told}). Does it run, and is DATABASE_URL right?"


def _is_broker_trouble(error: BaseException) -> bool:
    import kombu.exceptions
    import redis

    return isinstance(error, (redis.ConnectionError, redis.TimeoutError, kombu.exceptions.OperationalError))


def _where(url: str) -> str:
    # Never the whole URL: it carries the password.
    return unquote(urlsplit(url).netloc.rsplit("@", 1)[-1]) or "its address"


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _database_url() -> str:
    return os.environ.get("DATABASE_URL") or embedded.database_urls()[0]


def _redis_url() -> str:
    return os.environ.get("REDIS_URL") or embedded.redis_url()
