"""How the search of each provider stands: which are due, what they found, when to ask again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import now

from claims.models.source_search import SearchState, SourceSearch
from claims.pipeline.sourcing.waiting import wait_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from claims.models.claim import Claim

UNFINISHED = (SearchState.WAITING, SearchState.SEARCHING, SearchState.UNREACHABLE)


def due(claim: Claim, providers: Iterable[str]) -> list[SourceSearch]:
    """Return the searches to carry out now, each provider having its row.

    Those are: never tried, left behind by a worker that died, or out of reach and due again. A provider that is no
    longer in use is marked off; one that is back waits again.
    """
    names = list(dict.fromkeys(providers))
    for name in names:
        SourceSearch.objects.get_or_create(claim=claim, provider=name)
    rows = SourceSearch.objects.filter(claim=claim)
    rows.filter(state__in=UNFINISHED).exclude(provider__in=names).update(
        state=SearchState.OFF, retry_at=None, problem="", updated_at=now()
    )
    rows.filter(state=SearchState.OFF, provider__in=names).update(
        state=SearchState.WAITING, tries=0, retry_at=None, updated_at=now()
    )
    is_due = (
        Q(state=SearchState.SEARCHING)
        | Q(state=SearchState.WAITING, retry_at=None)
        | Q(state__in=(SearchState.WAITING, SearchState.UNREACHABLE, SearchState.DONE), retry_at__lte=now())
    )
    return list(rows.filter(is_due, provider__in=names).order_by("provider"))


def begin(search: SourceSearch, queries: Sequence[str]) -> None:
    """Mark a search as under way, with the wordings that it asks with."""
    anew = search.state == SearchState.WAITING and search.retry_at is None
    write(
        search,
        state=SearchState.SEARCHING,
        queries=list(queries),
        found=0,
        kept=0,
        pages_done=0,
        problem="",
        tries=0 if anew else search.tries,
        retry_at=None,
    )


def answered(search: SourceSearch, *, found: int) -> None:
    """Note how many hits the provider gave."""
    write(search, found=found)


def pages_done(search: SourceSearch, count: int, *, kept: int) -> None:
    """Note how many pages are done with so far, whatever came of it, and how many of them are kept."""
    write(search, pages_done=count, kept=kept)


def done(search: SourceSearch, *, problem: str = "", again: bool = False, asked_to_wait: float | None = None) -> None:
    """Mark a search as finished; `problem` says what is missing in it, which `again` looks for once more later."""
    wait = wait_after(search.tries + 1, asked_to_wait=asked_to_wait) if again else None
    write(
        search,
        state=SearchState.DONE,
        problem=problem,
        tries=search.tries + 1 if again else search.tries,
        retry_at=now() + wait if wait is not None else None,
    )


def limited(search: SourceSearch, *, seconds: float, problem: str = "") -> None:
    """Put a search back for a moment: who is still to be asked was not, so no try is counted."""
    write(search, state=SearchState.WAITING, problem=problem, retry_at=now() + timedelta(seconds=seconds + 1))


def has_tries_left(search: SourceSearch) -> bool:
    """Say whether who gave no answer now is asked once more."""
    return wait_after(search.tries + 1) is not None


def refused(search: SourceSearch, problem: str) -> None:
    """Mark a search as refused: asking again changes nothing."""
    write(search, state=SearchState.REFUSED, problem=problem, retry_at=None)


def unreachable(search: SourceSearch, problem: str, *, asked_to_wait: float | None = None) -> None:
    """Mark a search as without an answer, with the time of the next try while there is one."""
    tries = search.tries + 1
    wait = wait_after(tries, asked_to_wait=asked_to_wait)
    write(
        search,
        state=SearchState.UNREACHABLE,
        problem=problem,
        tries=tries,
        retry_at=now() + wait if wait is not None else None,
    )


def next_try(claim: Claim) -> datetime | None:
    """Return when the earliest of a claim's searches is to be tried again, if any is."""
    waiting = SourceSearch.objects.filter(claim=claim, retry_at__isnull=False).exclude(state=SearchState.OFF)
    return waiting.order_by("retry_at").values_list("retry_at", flat=True).first()


def write(search: SourceSearch, **fields: object) -> None:
    """Write some fields of a row, here and in the database."""
    fields["updated_at"] = now()
    for name, value in fields.items():
        setattr(search, name, value)
    SourceSearch.objects.filter(pk=search.pk).update(**fields)
