"""Publishing, correcting, retracting: the acts that append to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from claims.desk import blind_review
from claims.desk.ledger import append, statement
from claims.desk.returning import back_on_desks
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.lifecycle import CORRECT, PUBLISH, REOPEN, RETRACT, IllegalMove
from claims.models.current_verdict import CurrentVerdict
from claims.models.embargo import Embargo
from claims.models.job import JobKind
from claims.models.newsroom import Newsroom
from claims.models.notification import NoteKind
from claims.models.publication import PublicationKind
from claims.models.verdict import Verdict
from claims.permissions import require
from claims.pipeline.publishing.document import document
from claims.pipeline.publishing.validator import Finding, validate

if TYPE_CHECKING:
    from claims.lifecycle import Move
    from claims.models.claim import Claim
    from claims.models.publication import Publication
    from claims.models.user import User


class CannotPublish(Exception):
    """The document has something that must be mended first; `findings` says what, and where."""

    def __init__(self, words: str, findings: list[Finding]) -> None:
        """Keep the findings beside the sentence for people."""
        super().__init__(words)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Proof:
    """What would be published now: the document as readers will see it, and what the checks found."""

    content: dict[str, object]
    findings: list[Finding]

    @property
    def is_sound(self) -> bool:
        """Say whether nothing blocks the publication."""
        return not any(finding.blocks for finding in self.findings)


@transaction.atomic
def publish(claim: Claim, *, by: User, seen: int) -> Publication:
    """Append the approved verdict to the ledger for the first time. Raises CannotPublish, IllegalMove, PermissionDenied."""
    require(by, PUBLISH, claim)
    if claim.publications.exists():
        raise IllegalMove(PUBLISH, str(_("This claim was published before. Correct it, with a note for readers.")))
    return put_out(claim, PUBLISH, PublicationKind.PUBLISHED, by=by, seen=seen, note="")


@transaction.atomic
def correct(claim: Claim, *, by: User, seen: int, note: str) -> Publication:
    """Append a corrected verdict, with a note for readers. Raises CannotPublish, IllegalMove, PermissionDenied."""
    require(by, CORRECT, claim)
    if not claim.publications.exists():
        raise IllegalMove(CORRECT, str(_("This claim was never published. Publish it first.")))
    return put_out(claim, CORRECT, PublicationKind.CORRECTED, by=by, seen=seen, note=note)


@transaction.atomic
def retract(claim: Claim, *, by: User, seen: int, reason: str) -> Publication:
    """Withdraw the standing verdict, with a reason for readers. Raises IllegalMove, PermissionDenied."""
    require(by, RETRACT, claim)
    shown = CurrentVerdict.objects.filter(claim=claim).select_related("publication__approver").first()
    if shown is not None and shown.status == PublicationKind.REDACTED:
        raise IllegalMove(RETRACT, str(_("This verdict was redacted by order: readers see nothing of it any more.")))
    claim.make(RETRACT, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    if shown is None:
        raise IllegalMove(RETRACT, str(_("This claim was never published.")))
    standing = shown.publication
    verdict = Verdict.objects.complete().get(pk=standing.verdict_id)
    return append(claim, verdict, PublicationKind.RETRACTED, approver=standing.approver, by=by, note=reason.strip())


@transaction.atomic
def reopen(claim: Claim, *, by: User, seen: int, reason: str) -> None:
    """Look again at a published verdict: it is on its reviewer's desk, and stands until then. Raises IllegalMove, PermissionDenied."""
    require(by, REOPEN, claim)
    claim.make(REOPEN, by=by, seen=seen, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    latest = Verdict.objects.select_related("assignment__reviewer").standing_on(claim)
    if latest is not None:
        span = latest.assignment.due_at - latest.assignment.assigned_at
        people = blind_review.order_again(claim, by=by, seen=claim.version) or [latest.reviewer]
        back_on_desks(claim, people, by=by, due_at=now() + span, note=NoteKind.REOPENED)


def put_out(claim: Claim, move: Move, kind: PublicationKind, *, by: User, seen: int, note: str) -> Publication:
    """Make the move and append the approved verdict, unless a check refuses it."""
    verdict = Verdict.objects.complete().standing_on(claim)
    refuse_what_waits(claim, move)
    claim.make(move, by=by, seen=seen, reason=note)
    announce(article_id=claim.article_id, claim_id=claim.pk)
    if verdict is None or not hasattr(verdict, "approval"):
        raise IllegalMove(move, str(_("The newest verdict is not approved.")))
    refuse_what_is_unsound(claim, note=note)
    enqueue(JobKind.FIND_EARLIER, claim.article_id)
    return append(claim, verdict, kind, approver=verdict.approval.approver, by=by, note=note.strip())


def refuse_what_waits(claim: Claim, move: Move) -> None:
    """Raise IllegalMove while an embargo is in force: publishing now means lifting it first."""
    embargo = Embargo.objects.in_force().filter(claim=claim).first()
    if embargo is not None:
        until = f"{localtime(embargo.until):%Y-%m-%d %H:%M}"
        words = _("This claim is under embargo until %(time)s. Lift it first to publish now.") % {"time": until}
        raise IllegalMove(move, words)


def refuse_what_is_unsound(claim: Claim, *, note: str) -> None:
    """Raise CannotPublish where a check refuses the verdict that stands."""
    kind = PublicationKind.CORRECTED if claim.publications.exists() else PublicationKind.PUBLISHED
    verdict = Verdict.objects.complete().standing_on(claim)
    made = proof(claim, verdict=verdict, kind=kind, note=note) if verdict is not None else None
    if made is not None and not made.is_sound:
        first = next(finding for finding in made.findings if finding.blocks)
        raise CannotPublish(first.words, made.findings)


def proof(claim: Claim, *, verdict: Verdict, kind: PublicationKind, note: str = "") -> Proof:
    """Show what would be published, and what the checks say; nothing is written."""
    approver = verdict.approval.approver if hasattr(verdict, "approval") else None
    content = document(statement(claim, verdict, kind, approver=approver, note=note, at=now()))
    findings = validate(content.get("claimReview"), site=settings.SITE_URL, own=own_address(claim))
    if claim.redactions.filter(confirmed_at__isnull=False).exists():
        words = str(_("An earlier version was redacted by order. Make sure that nothing of what had to go comes back."))
        findings.append(Finding("nothing-redacted-comes-back", False, "", words))
    if not content["evidence"]:
        words = str(_("The verdict cites no archived passage. Send it back, asking for evidence."))
        findings.insert(0, Finding("evidence-is-cited", True, "/evidence", words))
    if not Newsroom.objects.ours().rehearsal and is_laptop(settings.SITE_URL):
        words = str(
            _(
                "SITE_URL is %(url)s, which readers cannot reach, and addresses go into the ledger for good. Set SITE_URL."
            )
            % {"url": settings.SITE_URL}
        )
        findings.insert(0, Finding("site-has-a-public-address", True, "/url", words))
    return Proof(content, findings)


def own_address(claim: Claim) -> str:
    """Return the address at which the verdict's page answers without leading anywhere else."""
    site = settings.SITE_URL.replace("http://", "https://", 1) if settings.SECURE_SSL_REDIRECT else settings.SITE_URL
    return f"{site}{reverse('site:verdict', args=[claim.public_id])}"


def is_laptop(url: str) -> bool:
    """Say whether an address is one that only this machine or its network reaches."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".lan", ".test"))
