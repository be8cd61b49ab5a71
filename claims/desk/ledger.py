"""Appending to the ledger: one row, one document, the head locked last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from claims.desk import webhooks
from claims.desk.projection import project
from claims.jobs.announcing import announce_ledger
from claims.models.checked_claim import CheckedClaim
from claims.models.newsroom import Newsroom
from claims.models.publication import (
    REDACTED_NOTE,
    LedgerHead,
    Publication,
    PublicationKind,
    PublishedDocument,
    row_hash,
)
from claims.pipeline.publishing.claim_review import Answer, ReviewedClaim
from claims.pipeline.publishing.document import CitedPassage, Statement, canonical, document
from claims.pipeline.publishing.rationale import as_text
from claims.pipeline.publishing.redacted import RedactionStatement, redaction_document
from claims.ratings import Attribution

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.claim import Claim
    from claims.models.external_copy import ExternalCopy
    from claims.models.redaction import Redaction
    from claims.models.reply import ReplyRequest
    from claims.models.source import Snapshot
    from claims.models.user import User
    from claims.models.verdict import Citation, Verdict


def append(
    claim: Claim, verdict: Verdict, kind: PublicationKind, *, approver: User, by: User, note: str
) -> Publication:
    """Append a row to the ledger and move the readers' projection with it. Needs a transaction; lock nothing after it."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written inside the transaction of its cause.")
    head = LedgerHead.objects.select_for_update().get(pk=1)
    at = time_after(head)
    made = statement(claim, verdict, kind, approver=approver, note=note, at=at)
    row = Publication(
        kind=kind,
        claim=claim,
        verdict=verdict,
        reviewer_id=verdict.reviewer_id,
        adjudicator_id=verdict.approval.adjudicator_id,
        approver=approver,
        published_by=by,
        note=note,
        rehearsal=made.rehearsal,
        published_at=at,
    )
    link(row, document(made), head=head)
    project(row)
    return row


def append_redaction(redaction: Redaction, *, by: User) -> Publication:
    """Append the row that says what an order takes away, and take it: documents, notes, what readers and the desk find by.

    Needs a transaction; lock nothing after it.
    """
    head = LedgerHead.objects.select_for_update().get(pk=1)
    at = time_after(head)
    rows = list(redaction.claim.publications.with_documents().order_by("sequence"))
    gone = [row for row in rows if row.sequence in redaction.sequences]
    newest = next(row for row in reversed(rows) if row.kind != PublicationKind.REDACTED)
    row = Publication(
        kind=PublicationKind.REDACTED,
        claim=redaction.claim,
        verdict=newest.verdict,
        reviewer=newest.reviewer,
        approver=newest.approver,
        published_by=by,
        note=redaction.reason,
        rehearsal=newest.rehearsal,
        published_at=at,
        redaction=redaction,
    )
    said = RedactionStatement(
        public_id=str(redaction.claim.public_id),
        url=f"{settings.SITE_URL}/verdicts/{redaction.claim.public_id}/",
        newsroom=settings.NEWSROOM_NAME,
        newsroom_url=f"{settings.SITE_URL}/",
        rehearsal=newest.rehearsal,
        first_published_at=stamp(rows[0].published_at),
        published_at=stamp(at),
        reason=redaction.reason,
        reference=redaction.reference,
        ordered_by=str(redaction.ordered_by.public_id),
        confirmed_by=str(by.public_id),
        rows=[(each.sequence, each.document_id) for each in gone],
    )
    link(row, redaction_document(said), head=head)
    for each in gone:
        PublishedDocument.objects.filter(pk=each.document_id).update(body=each.document.redacted_body())
    Publication.objects.filter(sequence__in=redaction.sequences).exclude(note="").update(note=REDACTED_NOTE)
    project(row)
    CheckedClaim.objects.forget_outdated(redaction.claim)
    return row


def link(row: Publication, content: dict[str, Any], *, head: LedgerHead) -> None:
    """Write the document and the row as the next of the chain, and move the locked head on."""
    body, sha256 = canonical(content)
    PublishedDocument.objects.bulk_create([PublishedDocument(sha256=sha256, body=body)], ignore_conflicts=True)
    row.sequence, row.previous_hash, row.document_id = head.sequence + 1, head.hash, sha256
    row.hash = row_hash(previous=head.hash, sequence=row.sequence, kind=row.kind, document_sha256=sha256)
    row.save(force_insert=True)
    head.sequence, head.hash = row.sequence, row.hash
    head.save(update_fields=["sequence", "hash"])
    webhooks.call_all()
    announce_ledger(row.sequence)


def time_after(head: LedgerHead) -> datetime:
    """Return the time of the next row: now, but never before that of the last, so that times rise with the sequence.

    The head must be locked. Clocks of several machines differ, and any may be set back.
    """
    last = Publication.objects.filter(pk=head.sequence).values_list("published_at", flat=True).first()
    return max(now(), last) if last else now()


def first_published(claim: Claim, at: datetime) -> datetime:
    """Return when the claim was first published, or the given time if it never was."""
    first = claim.publications.order_by("sequence").first()
    return first.published_at if first else at


def stamp(at: datetime | None) -> str:
    """Return a time in RFC 3339, to the second; empty for none."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def told(asked: ReplyRequest) -> dict[str, str]:
    """Say of a request for a reply what readers are told: who was asked when, and what they said, if they did."""
    return {
        "from": asked.addressee,
        "askedAt": stamp(asked.asked_at),
        "outcome": asked.state,
        "repliedAt": stamp(asked.replied_at) if asked.reply else "",
        "text": asked.reply,
    }


def statement(
    claim: Claim, verdict: Verdict, kind: PublicationKind, *, approver: User | None, note: str, at: datetime
) -> Statement:
    """Gather what a document says. People stand in it as opaque ids."""
    article = claim.article
    rating = verdict.rating
    return Statement(
        public_id=str(claim.public_id),
        url=f"{settings.SITE_URL}/verdicts/{claim.public_id}/",
        claim=ReviewedClaim(
            wording=claim.text,
            claimant=claim.claimant.name if claim.claimant else "",
            claimant_kind=claim.claimant.kind if claim.claimant else "",
            claimant_role=claim.claimant_role,
            appeared_on=article.url,
            appeared_in_title=article.title,
            appeared_at=stamp(article.published_at),
            outlet=article.outlet,
        ),
        quote=claim.quote,
        kind=claim.kind,
        reported_by=claim.reported_by,
        topics=[claim.topic.name] if claim.topic else [],
        article_id=str(article.public_id),
        language=article.language,
        rating=rating.slug,
        answer=Answer(
            label=rating.label,
            value=rating.value,
            values=tuple(each.value for each in rating.scale.ratings.all() if each.value is not None),
            explanation=as_text(verdict.rationale),
        ),
        attribution=Attribution(verdict.attribution).value,
        rationale=verdict.rationale,
        reviewer_id=str(verdict.reviewer.public_id),
        approver_id=str(approver.public_id) if approver else "",
        evidence=[cited(each) for each in verdict.citations.all()],
        replies=[told(each) for each in claim.reply_requests.told()],
        newsroom=settings.NEWSROOM_NAME,
        newsroom_url=f"{settings.SITE_URL}/",
        rehearsal=Newsroom.objects.ours().rehearsal,
        first_published_at=stamp(first_published(claim, at)),
        published_at=stamp(at),
        change=kind,
        note=note,
    )


def cited(citation: Citation) -> CitedPassage:
    """Turn a citation into its public form."""
    snapshot = citation.snapshot
    source = snapshot.source
    return CitedPassage(
        stance=citation.stance,
        words=citation.text,
        publisher=source.publisher,
        title=source.title,
        url=snapshot.public_address if source.is_web else "",
        kind=source.kind,
        published_on=source.published_on.isoformat() if source.published_on else "",
        fetched_at=stamp(snapshot.fetched_at),
        raw_sha256=snapshot.raw_sha256,
        text_sha256=snapshot.text_sha256,
        archived_url=archived_url(snapshot),
        cites=source.cites,
    )


def archived_url(snapshot: Snapshot) -> str:
    """Return the public archive's copy of the page, where there is one by now."""
    copy: ExternalCopy | None = getattr(snapshot, "external_copy", None)
    return copy.link if copy else ""
