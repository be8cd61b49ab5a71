"""Saving a cited page in a public archive, step by step: asked, looked after until it is done, the link kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from claims.models.external_copy import CopyState, ExternalCopy
from claims.models.source import Snapshot
from claims.pipeline.sourcing import usage
from claims.pipeline.sourcing.choosing import client as guarded_client
from claims.pipeline.sourcing.choosing import needed, polite_client
from claims.pipeline.sourcing.in_use import in_use
from claims.pipeline.sourcing.polite import Tally
from claims.pipeline.sourcing.problems import Limited, Refused, Unreachable
from claims.pipeline.sourcing.waiting import wait_after
from claims.pipeline.sourcing.wayback import Wayback

if TYPE_CHECKING:
    from datetime import datetime

    from claims.pipeline.sourcing.polite import PoliteClient

NAME = "wayback"
FIRST_LOOK = timedelta(seconds=20)
NEXT_LOOK = timedelta(seconds=30)
PATIENCE = timedelta(minutes=20)
"""A job of the archive that is not done by then is given up, and the page asked for anew."""


def save(snapshot_id: int) -> datetime | None:
    """Take the next step; return when to take another (None: it is saved, or refused for good).

    Safe to run twice, and twice at once: the archive is asked once while a job of its is open, and a link is never
    changed. The net is only used outside of transactions.
    """
    snapshot = Snapshot.objects.select_related("source").defer("text", "headers").get(pk=snapshot_id)
    copy, _new = ExternalCopy.objects.get_or_create(snapshot=snapshot)
    if copy.state in (CopyState.SAVED, CopyState.REFUSED):
        return None
    tally = Tally()
    try:
        with guarded_client() as client:
            politely = polite_client(NAME, client, tally=tally)
            archive = archive_behind(politely)
            with politely.visit():
                next_step = ask(copy, snapshot, archive) if copy.state == CopyState.WANTED else look(copy, archive)
    except Limited as problem:
        usage.counted(NAME, asked=tally.asked)
        return now() + timedelta(seconds=problem.retry_after + 1)
    except Refused as problem:
        usage.failed(NAME, asked=tally.asked, problem=str(problem))
        write(copy, state=CopyState.REFUSED, problem=str(problem), settled_at=now())
        return None
    except Unreachable as problem:
        usage.failed(NAME, asked=tally.asked, problem=str(problem))
        return later(copy, problem)
    usage.answered(NAME, asked=tally.asked)
    return next_step


def archive_behind(client: PoliteClient) -> Wayback:
    """Return the archive, ready to be asked. Raises Refused where it is switched off, or has no key."""
    if NAME not in in_use():
        raise Refused("Pages are no longer saved in a public archive. An editor can switch it on.")
    return Wayback(client=client, key=needed("WAYBACK_KEY"), base=settings.WAYBACK_URL)


def ask(copy: ExternalCopy, snapshot: Snapshot, archive: Wayback) -> datetime:
    """Ask the archive to save the page."""
    job = archive.ask(snapshot.public_address)
    write(copy, state=CopyState.PENDING, job=job, asked_at=now(), problem="")
    return now() + FIRST_LOOK


def look(copy: ExternalCopy, archive: Wayback) -> datetime | None:
    """Ask whether the archive is done; keep the link where it is."""
    link = archive.link(copy.job)
    if link:
        write(copy, state=CopyState.SAVED, link=link[:2200], problem="", settled_at=now())
        return None
    if copy.asked_at is not None and now() - copy.asked_at > PATIENCE:
        raise Unreachable("The Wayback Machine began to save the page and did not end.")
    return now() + NEXT_LOOK


def later(copy: ExternalCopy, told: Unreachable) -> datetime | None:
    """Put a try back: the page is asked for anew. After the last one it is refused, with the words of the trouble."""
    tries = copy.tries + 1
    wait = wait_after(tries, asked_to_wait=told.retry_after)
    if wait is None:
        write(copy, state=CopyState.REFUSED, problem=str(told), tries=tries, settled_at=now())
        return None
    write(copy, state=CopyState.WANTED, job="", problem=str(told), tries=tries)
    return now() + wait


def write(copy: ExternalCopy, **fields: object) -> None:
    """Write a step, unless a twin came further: what is saved or refused stays so."""
    with transaction.atomic():
        open_states = (CopyState.WANTED, CopyState.PENDING)
        ExternalCopy.objects.filter(pk=copy.pk, state__in=open_states).update(**fields)
