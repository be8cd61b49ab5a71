"""Deciding what is worth a check, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from claims.desk.judging import as_found, judge, withdraw
from claims.desk.spans import place
from claims.jobs.announcing import announce
from claims.jobs.outbox import enqueue
from claims.lifecycle import DISMISS, MERGE, PUBLISH, RESTORE, UNMERGE, IllegalMove
from claims.models.article import Article
from claims.models.claim import Claim, Kind, Priority, next_number
from claims.models.claim_words import story
from claims.models.claimant import Claimant
from claims.models.job import JobKind
from claims.models.judgement import Outcome, Stage
from claims.permissions import require, require_act

if TYPE_CHECKING:
    from claims.models.topic import Topic
    from claims.models.user import User

LONGEST_WORDING = 2_000


class Stale(Exception):
    """Someone changed the claim while this person was reading; nothing of theirs was overwritten."""


@transaction.atomic
def dismiss(claim: Claim, *, by: User, seen: int, reason: str) -> None:
    """Leave a claim unchecked, with a reason. Raises IllegalMove, PermissionDenied."""
    require(by, DISMISS, claim)
    claim.make(DISMISS, by=by, seen=seen, reason=reason)
    if claim.checkable:
        judge(claim, Stage.FINDING, Outcome.REJECTED, by=by, reason=reason)
    else:
        judge(claim, Stage.CHECKABILITY, Outcome.ACCEPTED, by=by, reason=reason)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def restore(claim: Claim, *, by: User, seen: int) -> None:
    """Take a dismissal back. Raises IllegalMove, PermissionDenied."""
    require(by, RESTORE, claim)
    claim.make(RESTORE, by=by, seen=seen)
    withdraw(claim, Stage.FINDING if claim.checkable else Stage.CHECKABILITY, by=by)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def merge(claim: Claim, kept: Claim, *, by: User, seen: int) -> None:
    """Let a double point to the claim that is kept. Raises IllegalMove, PermissionDenied.

    Both rows are locked, so that of two people who merge the same two claims into each other one is told so.
    """
    require(by, MERGE, claim)
    both = Claim.objects.with_last_move().select_for_update(no_key=True).filter(pk__in=(claim.pk, kept.pk))
    locked = {row.pk: row for row in both.order_by("pk")}
    kept = locked[kept.pk]
    if kept.pk == claim.pk:
        raise IllegalMove(MERGE, str(_("Choose another claim to keep: this one is the same.")))
    if MERGE.target == kept.status or DISMISS.target == kept.status:
        raise IllegalMove(MERGE, str(_("Choose another claim to keep. %(story)s") % {"story": story(kept)}))
    double = claim.doubles.order_by("number").first()
    if double is not None:
        words = _("Claim %(double)d is merged into this one. Keep this one, or take that merge back first.")
        raise IllegalMove(MERGE, words % {"double": double.number})
    claim.make(MERGE, by=by, seen=seen, kept=kept)
    judge(claim, Stage.FINDING, Outcome.DOUBLE, by=by, reason=str(kept.public_id))
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def unmerge(claim: Claim, *, by: User, seen: int) -> None:
    """Take a merge back. Raises IllegalMove, PermissionDenied."""
    require(by, UNMERGE, claim)
    claim.make(UNMERGE, by=by, seen=seen, kept=None)
    withdraw(claim, Stage.FINDING, by=by)
    announce(article_id=claim.article_id, claim_id=claim.pk)


@transaction.atomic
def reword(claim: Claim, text: str, *, by: User, seen: int) -> None:
    """Give the claim a better stand-alone wording; the machine's is kept beside. Raises Stale, ValidationError."""
    require_act(by, "reword_claim")
    refuse_settled(claim)
    before = as_found(claim)
    change(claim, seen=seen, text=wording(text))
    judge(claim, Stage.WORDING, Outcome.REWORDED, by=by, before=before)


@transaction.atomic
def change_span(claim: Claim, *, start: int, end: int, by: User, seen: int) -> None:
    """Let the claim stand on other words of its article, snapped to whole words. Raises Stale, ValidationError."""
    require_act(by, "reword_claim")
    refuse_settled(claim)
    before = as_found(claim)
    change(claim, seen=seen, **place(claim.article, start, end))
    judge(claim, Stage.FINDING, Outcome.SPAN_CHANGED, by=by, before=before)


@transaction.atomic
def sort(claim: Claim, *, priority: int, topic: Topic | None, by: User, seen: int) -> None:
    """Say how soon the newsroom wants an answer, and what the claim is about. Raises Stale, ValidationError."""
    require_act(by, "sort_claim")
    if priority not in Priority.values:
        raise ValidationError({"priority": _("Choose a priority.")})
    if topic is not None and topic.retired_at is not None and topic.pk != claim.topic_id:
        raise ValidationError({"topic": _("This topic is retired. Choose another.")})
    change(claim, seen=seen, priority=priority, topic=topic)


def change(claim: Claim, *, seen: int, **fields: object) -> None:
    """Change what the claim says and tell open pages, or raise Stale with who made the last move, and when."""
    if "text" in fields:  # the search for earlier verdicts holds this lock when it ends: no wording slips past it
        Article.objects.select_for_update(no_key=True).only("pk").get(pk=claim.article_id)
    if not claim.change(seen=seen, **fields):
        there = Claim.objects.with_last_move().get(pk=claim.pk)
        words = _(
            "Someone changed this claim while you were reading. %(story)s Look again; what you wrote is kept below."
        )
        raise Stale(words % {"story": story(there)})
    if "text" in fields:
        enqueue(JobKind.FIND_EARLIER, claim.article_id)
    announce(article_id=claim.article_id, claim_id=claim.pk)


def refuse_settled(claim: Claim) -> None:
    """Raise ValidationError where an editor has agreed with a verdict on the words as they are."""
    if claim.is_public:
        raise ValidationError(_("This claim is published. Reopen it first, so that the change is public too."))
    if PUBLISH.starts_from(claim.status):
        raise ValidationError(_("The verdict on this claim is approved. Send it back first."))


def wording(text: str) -> str:
    """Return a wording as it is kept, or raise ValidationError."""
    text = " ".join(text.split())
    if not text:
        raise ValidationError(_("Write the claim in words that stand alone."))
    if len(text) > LONGEST_WORDING:
        raise ValidationError(
            _("A claim has at most %(most)s characters.")
            % {"most": number_format(LONGEST_WORDING, force_grouping=True)}
        )
    return text


@transaction.atomic
def add_claim(
    article: Article, *, start: int, end: int, text: str, by: User, kind: str = Kind.FACT, claimant: str = ""
) -> Claim:
    """Add a claim that the machine missed, at its exact place. Raises ValidationError, PermissionDenied."""
    require_act(by, "add_claim")
    where = place(article, start, end)
    who = Claimant.objects.get_or_create(name=claimant.strip()[:300])[0] if claimant.strip() else None
    type(article).objects.select_for_update(no_key=True).get(pk=article.pk)
    claim = Claim(
        article=article,
        number=next_number(article.pk),
        **where,
        text=wording(text),
        claimant=who,
        kind=kind,
        reason=str(_("Added by hand.")),
        provenance={"added_by_hand": True},
    )
    claim.full_clean(exclude=("article", "claimant", "run", "kept"), validate_unique=False, validate_constraints=False)
    claim.save(force_insert=True)
    judge(claim, Stage.FINDING, Outcome.MISSED, by=by)
    enqueue(JobKind.FIND_EARLIER, article.pk)
    announce(article_id=article.pk, claim_id=claim.pk)
    return claim
