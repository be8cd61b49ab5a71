"""One claim that is two: each half gets its own words, its own wording and its own number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from claims.desk.judging import as_found, judge
from claims.desk.spans import place
from claims.desk.triage import change, wording
from claims.jobs.announcing import announce
from claims.lifecycle import DISMISS, IllegalMove
from claims.models.article import Article
from claims.models.claim import Claim, next_number
from claims.models.claim_words import story
from claims.models.judgement import Outcome, Stage
from claims.permissions import require_act

if TYPE_CHECKING:
    from claims.desk.spans import Part
    from claims.models.user import User


@transaction.atomic
def split(claim: Claim, first: Part, second: Part, *, by: User, seen: int) -> Claim:
    """Split a claim in triage in two: it keeps the first part, and the second is a new claim, which is returned.

    Both keep claimant, kind, priority and topic. Merging the new claim back undoes it. Raises IllegalMove (it is no
    longer in triage), Stale, ValidationError (two parts that are the same), PermissionDenied.
    """
    require_act(by, "reword_claim")
    Article.objects.select_for_update(no_key=True).only("pk").get(pk=claim.article_id)
    there = Claim.objects.with_last_move().get(pk=claim.pk)
    if not DISMISS.starts_from(there.status):
        words = _("%(story)s A claim is split only in triage: take it off the desk first.")
        raise IllegalMove(DISMISS, words % {"story": story(there)})
    texts = wording(first.text), wording(second.text)
    if texts[0] == texts[1]:
        raise ValidationError({"text_2": _("Both halves say the same. Say in each what only it claims.")})
    before = as_found(claim)
    change(claim, seen=seen, text=texts[0], **place(claim.article, first.start, first.end))
    other = Claim(
        article=claim.article,
        number=next_number(claim.article_id),
        text=texts[1],
        claimant=claim.claimant,
        claimant_role=claim.claimant_role,
        reported_by=claim.reported_by,
        kind=claim.kind,
        checkable=claim.checkable,
        check_worthiness=claim.check_worthiness,
        unresolved=claim.unresolved,
        reason=str(_("Split from claim %(number)d.") % {"number": claim.number}),
        provenance={"split_from": claim.number},
        priority=claim.priority,
        topic=claim.topic,
        split_from=claim,
        **place(claim.article, second.start, second.end),
    )
    other.save(force_insert=True)
    judge(claim, Stage.FINDING, Outcome.SPLIT, by=by, before=before)
    if texts[0] != before["text"]:
        judge(claim, Stage.WORDING, Outcome.REWORDED, by=by, before=before)
    announce(article_id=claim.article_id, claim_id=other.pk)
    return other
