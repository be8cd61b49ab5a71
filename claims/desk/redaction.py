"""Redacting by order: one editor orders, another confirms; then the bytes go, and the ledger says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from claims.desk.ledger import append_redaction
from claims.desk.triage import Stale
from claims.jobs.announcing import announce
from claims.models.publication import PublicationKind
from claims.models.redaction import Redaction
from claims.permissions import require_act

if TYPE_CHECKING:
    from collections.abc import Collection

    from claims.models.claim import Claim
    from claims.models.publication import Publication
    from claims.models.user import User

LONGEST_REASON = 2_000
LONGEST_REFERENCE = 300


def redactable(claim: Claim) -> list[Publication]:
    """List the ledger rows on a claim whose documents are still there and may be redacted, the newest first."""
    rows = claim.publications.with_documents().exclude(kind=PublicationKind.REDACTED).order_by("-sequence")
    return [row for row in rows if not row.document.is_redacted]


@transaction.atomic
def order_redaction(claim: Claim, *, by: User, sequences: Collection[int], reason: str, reference: str) -> Redaction:
    """Ask for documents to be taken out of the record; another editor has to confirm. Nothing goes yet.

    Raises ValidationError by field, Stale, PermissionDenied.
    """
    require_act(by, "order_redaction")
    claim.refresh_from_db(fields=["status"], from_queryset=type(claim).objects.select_for_update(no_key=True))
    there = {row.sequence: row.document_id for row in redactable(claim)}
    chosen = {document for sequence, document in there.items() if sequence in set(sequences)}
    reason, reference = reason.strip(), " ".join(reference.split())
    wrong = {}
    if not chosen or not set(sequences) <= set(there):
        wrong["sequences"] = _("Choose what is to be redacted: rows of the ledger on this claim that are still there.")
    if not reason:
        wrong["reason"] = _("Say why. Readers see it: repeat nothing of what has to go.")
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = _("This has %(length)d characters; up to 2,000 are kept.") % {"length": len(reason)}
    if not reference:
        wrong["reference"] = _("Name the order: court and file number, or the request that you comply with.")
    elif len(reference) > LONGEST_REFERENCE:
        wrong["reference"] = _("This has %(length)d characters; up to 300 are kept.") % {"length": len(reference)}
    if wrong:
        raise ValidationError(wrong)
    if (waiting := claim.redactions.waiting().select_related("ordered_by").first()) is not None:
        raise Stale(
            _("%(person)s ordered a redaction of this claim already (%(reference)s). Confirm or withdraw it first.")
            % {"person": waiting.ordered_by, "reference": waiting.reference}
        )
    with pghistory.context(user=by.pk, reason=reason):
        return Redaction.objects.create(
            claim=claim,
            sequences=sorted(sequence for sequence, document in there.items() if document in chosen),
            reason=reason,
            reference=reference,
            ordered_by=by,
        )


@transaction.atomic
def confirm_redaction(redaction: Redaction, *, by: User) -> Publication:
    """Confirm another editor's order: the documents' bytes go, and the ledger says so. Raises Stale, PermissionDenied."""
    require_act(by, "confirm_redaction")
    ordered = waiting(redaction)
    if ordered.ordered_by_id == by.pk:
        raise PermissionDenied(_("You ordered this redaction. Another editor has to confirm it."))
    ordered.confirmed_by, ordered.confirmed_at = by, now()
    with pghistory.context(user=by.pk, reason=ordered.reason):
        ordered.save(update_fields=["confirmed_by", "confirmed_at"])
        row = append_redaction(ordered, by=by)
    announce(article_id=ordered.claim.article_id, claim_id=ordered.claim_id)
    return row


@transaction.atomic
def withdraw_redaction(redaction: Redaction, *, by: User) -> None:
    """Take an order back that is not confirmed: one's own, or another's that one refuses. Raises Stale, PermissionDenied."""
    require_act(by, "confirm_redaction")
    ordered = waiting(redaction)
    ordered.withdrawn_by, ordered.withdrawn_at = by, now()
    with pghistory.context(user=by.pk, reason=ordered.reason):
        ordered.save(update_fields=["withdrawn_by", "withdrawn_at"])


def waiting(redaction: Redaction) -> Redaction:
    """Lock an order that nobody has confirmed or withdrawn yet. Raises Stale, saying who did what."""
    people = ("claim__article", "ordered_by", "confirmed_by", "withdrawn_by")
    found = Redaction.objects.select_for_update(no_key=True, of=("self",)).select_related(*people).get(pk=redaction.pk)
    if found.confirmed_by is not None:
        raise Stale(
            _("%(person)s confirmed this redaction at %(time)s; the documents are gone.")
            % {"person": found.confirmed_by, "time": f"{localtime(found.confirmed_at):%H:%M %Z}"}
        )
    if found.withdrawn_by is not None:
        raise Stale(
            _("%(person)s withdrew this order at %(time)s. Order a new redaction if it is still needed.")
            % {"person": found.withdrawn_by, "time": f"{localtime(found.withdrawn_at):%H:%M %Z}"}
        )
    return found
