"""The verdict form: what it offers, what was typed, and what the desk gets of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from claims.admin.models.timeline import Entry
from claims.admin.pages.both import Both, Compared
from claims.admin.pages.page import number
from claims.admin.pages.passages import found_passages
from claims.desk import drafts, review
from claims.lifecycle import RATE
from claims.models.blind_review import BlindReview
from claims.models.draft import VerdictDraft
from claims.models.evidence import Passage
from claims.models.rating import Rating
from claims.ratings import Attribution, Stance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User
    from claims.models.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: typed and refused, or the last verdict that was sent back, or nothing."""

    rating: str = ""
    attribution: str = ""
    rationale: str = ""
    cited: frozenset[int] = frozenset()
    stances: dict[int, str] = field(default_factory=dict)
    version: int = 0
    saved_at: datetime | None = None


def typed_draft(typed: QueryDict) -> Draft:
    """Return what was typed."""
    cited = [pk for given in typed.getlist("cite")[:200] if (pk := number(given))]
    stances = {pk: typed.get(f"stance-{pk}", "") for pk in stance_keys(typed)}
    return Draft(
        typed.get("rating", ""),
        typed.get("attribution", ""),
        typed.get("rationale", ""),
        frozenset(cited),
        stances,
        number(typed.get("draft")) or 0,
    )


def kept_draft(claim: Claim, *, of: User) -> Draft | None:
    """Return what this person has saved and not sent."""
    kept = VerdictDraft.objects.visible_to(of).filter(claim=claim).first()
    if kept is None:
        return None
    stances = {int(pk): stance for pk, stance in kept.stances.items()}
    cited = frozenset(kept.cited)
    return Draft(kept.rating, kept.attribution, kept.rationale, cited, stances, kept.version, kept.saved_at)


def save(claim: Claim, *, by: User, draft: Draft) -> VerdictDraft:
    """Keep the draft. Raises Stale, ValidationError, IllegalMove, PermissionDenied."""
    stances = {str(pk): stance for pk, stance in draft.stances.items()}
    written = drafts.Words(draft.rating, draft.attribution, draft.rationale, sorted(draft.cited), stances)
    return drafts.save_draft(claim, written, by=by, version=draft.version)


def both_drafts(claim: Claim, *, of: User, typed: Draft) -> Both | None:
    """Set what was typed beside the draft that was saved in another window; None where there is none any more."""
    saved = kept_draft(claim, of=of)
    if saved is None:
        return None
    ratings = {str(each.pk): each.label for each in Rating.objects.in_use()}
    answers = {each.value: str(each.label) for each in Attribution}
    pairs = [
        Compared(_("Was it said?"), answers.get(saved.attribution, ""), answers.get(typed.attribution, "")),
        Compared(_("Is it true?"), ratings.get(saved.rating, ""), ratings.get(typed.rating, "")),
        Compared(_("Reasons"), saved.rationale, typed.rationale),
        Compared(_("Passages cited"), str(len(saved.cited)), str(len(typed.cited))),
    ]
    done = Entry(at=saved.saved_at or now(), who=str(of), what=_("Saved this draft in another window"))
    return Both([pair for pair in pairs if pair.theirs != pair.yours], [done])


def stance_keys(typed: QueryDict) -> list[int]:
    """Return the passages to which the form gives a stance."""
    names = (name.removeprefix("stance-") for name in typed if name.startswith("stance-"))
    return [pk for name in list(names)[:400] if (pk := number(name))]


def earlier_draft(verdict: Verdict, passages: Sequence[Passage]) -> Draft:
    """Return the words and citations of an earlier verdict, to be carried on."""
    places = {(passage.evidence.snapshot_id, passage.start, passage.end): passage.pk for passage in passages}
    stances = {
        places[place]: citation.stance
        for citation in verdict.citations.all()
        if (place := (citation.snapshot_id, citation.start, citation.end)) in places
    }
    return Draft(str(verdict.rating_id), verdict.attribution, verdict.rationale, frozenset(stances), stances)


def send(claim: Claim, *, by: User, seen: int, draft: Draft) -> str:
    """Hand the draft to the desk. Raises ValidationError with all that is missing, IllegalMove, PermissionDenied."""
    rating = Rating.objects.in_use().filter(pk=number(draft.rating) or 0).first()
    citations = cites(claim, draft)
    wrong: dict[str, list[str]] = {}
    stand_in = rating or Rating.objects.in_use().first()
    if stand_in is None:
        raise ValidationError(_("No rating scale is in use. The chief editor keeps them."))
    try:
        review.check(
            claim, rating=stand_in, attribution=draft.attribution, rationale=draft.rationale, citations=citations
        )
    except ValidationError as found:
        wrong = found.message_dict
    if rating is None:
        wrong["rating"] = [_("Answer whether it is true.")]
        raise ValidationError(wrong)
    review.rate(
        claim,
        by=by,
        seen=seen,
        rating=rating,
        attribution=draft.attribution,
        rationale=draft.rationale,
        citations=citations,
    )
    if RATE.starts_from(claim.status):
        review_of = BlindReview.objects.newest_on(claim)
        if review_of is not None and review_of.disputed:
            return _("Both verdicts are in, and they differ. A third person settles which one stands.")
        return _("Your verdict is in. The claim goes on when both are.")
    return _("Sent for approval. An editor who did not write it approves it.")


def cites(claim: Claim, draft: Draft) -> list[review.Cite]:
    """Return the passages that the draft cites, in the order in which the page shows them: so they are numbered."""
    found = Passage.objects.filter(pk__in=draft.cited).select_related("evidence")
    places = {passage.pk: place for place, passage in enumerate(found_passages(claim))}
    ordered = sorted(found, key=lambda passage: (places.get(passage.pk, len(places)), passage.pk))
    return [review.Cite(passage, draft.stances.get(passage.pk, "")) for passage in ordered]


def attributions() -> list[tuple[str, str, str, str]]:
    """Return the answers to “was it said?”: value, label, what it means, its key."""
    meanings = {
        Attribution.CONFIRMED: (_("These words, by this person"), "y"),
        Attribution.MISQUOTED: (_("Said otherwise than reported"), "q"),
        Attribution.NOT_FOUND: (_("No record that it was said"), "f"),
        Attribution.NOT_APPLICABLE: (_("The article says it in its own voice"), "v"),
    }
    return [(answer.value, str(answer.label), *meanings[answer]) for answer in Attribution]


def stances() -> list[tuple[str, str, str, str]]:
    """Return what a passage can do to a claim: value, label, sign, key."""
    signs = {Stance.SUPPORTS: ("plus", "+"), Stance.REFUTES: ("minus", "-"), Stance.CONTEXT: ("dots", "~")}
    return [(stance.value, str(stance.label), *signs[stance]) for stance in Stance]
