"""Readers say that something is wrong; an editor answers."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.desk import notes
from claims.desk.throttle import TooMany, within
from claims.desk.triage import Stale
from claims.models.publication import PublicationKind
from claims.models.reader_request import LONGEST_WORDS, ReaderRequest, RequestState
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claims.models.current_verdict import CurrentVerdict
    from claims.models.user import User

log = structlog.get_logger(__name__)

A_DAY: Final = 86_400
MOST_A_DAY: Final = 5
"""Requests of one address a day; without Redis nobody is counted."""
FORGOTTEN_AT_ONCE: Final = 1_000


def receive(verdict: CurrentVerdict, *, words: str, name: str, email: str, address: str) -> ReaderRequest:
    """Put a reader's request into the editors' queue. Anybody may; `address` is only counted, never kept.

    Raises ValidationError by field, TooMany.
    """
    if verdict.status == PublicationKind.REDACTED:
        raise ValidationError(_("This page was redacted by order. Write to the newsroom instead."))
    asked = ReaderRequest(
        claim_id=verdict.claim_id,
        publication_id=verdict.publication_id,
        words=words.replace("\r\n", "\n").strip(),
        name=name.strip(),
        email=email.strip(),
    )
    asked.full_clean(exclude=("claim", "publication"), validate_constraints=False)
    if len(asked.words) < 10:
        raise ValidationError({"words": _("Say in a sentence what is wrong.")})
    count(address)
    with transaction.atomic():
        asked.save(force_insert=True)
        notes.of_reader(asked)
    log.info("reader_request_received", request=asked.pk)
    return asked


def count(address: str) -> None:
    """Count a request of this address. Raises TooMany."""
    if not within(f"reader-requests:{address}", most=MOST_A_DAY, seconds=A_DAY):
        raise TooMany(_("You have written to us often today. Come back tomorrow, or write to the newsroom."))


@transaction.atomic
def answer(asked: ReaderRequest, words: str, *, by: User) -> None:
    """Answer a reader; they find the words at their secret address. Raises ValidationError, Stale, PermissionDenied."""
    require_act(by, "answer_reader")
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise ValidationError({"answer": _("Write the answer first.")})
    if len(words) > LONGEST_WORDS:
        raise ValidationError(
            {
                "answer": _("The answer is %(length)d characters long; %(most)d fit.")
                % {"length": len(words), "most": LONGEST_WORDS}
            }
        )
    settle(asked, RequestState.ANSWERED, words, by=by)


@transaction.atomic
def set_aside(asked: ReaderRequest, *, by: User) -> None:
    """Put a request aside that needs no answer: spam, abuse, a doublet. Raises Stale, PermissionDenied."""
    require_act(by, "answer_reader")
    settle(asked, RequestState.SET_ASIDE, "", by=by)


def settle(asked: ReaderRequest, state: RequestState, words: str, *, by: User) -> None:
    """Settle an open request. Raises Stale, saying who was quicker."""
    done = {"state": state, "answer": words, "answered_by": by, "answered_at": now()}
    if not ReaderRequest.objects.filter(pk=asked.pk, state=RequestState.OPEN).update(**done):
        there = ReaderRequest.objects.select_related("answered_by").get(pk=asked.pk)
        told = _("%(who)s was quicker: this request is %(state)s already. What you wrote was not sent.")
        raise Stale(str(told % {"who": there.answered_by, "state": there.get_state_display()}))


def forget() -> int:
    """Erase names and e-mail addresses of requests settled longer than READER_CONTACT_KEPT ago; say of how many.

    Words and answer stay. At most 1,000 at a time; safe in several processes at once.
    """
    due = ReaderRequest.objects.to_forget(before=now() - settings.READER_CONTACT_KEPT)
    with transaction.atomic():
        found = list(
            due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]
        )
        erased = ReaderRequest.objects.filter(pk__in=found).update(name="", email="")
    if erased:
        log.info("reader_contacts_erased", requests=erased)
    return erased


def address_of(meta: Mapping[str, Any]) -> str:
    """Return who asks, from a request's META: an address, or of version 6 its /64 network, which one household has.

    Behind the newsroom's own proxy it is the last address of X-Forwarded-For: the one that the proxy itself wrote.
    """
    given = str(meta.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and (forwarded := meta.get("HTTP_X_FORWARDED_FOR", "")):
        given = str(forwarded).rpartition(",")[2].strip()
    try:
        known = ip_address(given)
    except ValueError:
        return "unknown"
    return str(ip_network((known, 64), strict=False)) if isinstance(known, IPv6Address) else str(known)
