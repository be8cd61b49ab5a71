"""A stale form: what others saved meanwhile, by whom and when, beside what was typed. Nothing of either is lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from claims.admin.models.claim_history import tell_moves
from claims.admin.models.timeline import Entry, Teller, events, plainly
from claims.admin.pages.differing import Change, told
from claims.admin.pages.page import Problem, number
from claims.models.claim import Claim, Priority
from claims.models.move import ClaimMove
from claims.models.topic import Topic
from claims.models.user import User

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what is saved now, what was typed, and how the typed words differ from the saved ones."""

    label: str
    theirs: str
    yours: str

    @property
    def changes(self) -> list[Change]:
        """Tell the difference word by word, where both say something."""
        texts = " " in self.theirs and " " in self.yours
        return told(self.theirs, self.yours) if texts and self.theirs != self.yours else []


@dataclass(frozen=True, slots=True)
class Both:
    """Both versions, and what was done meanwhile."""

    fields: list[Compared]
    meanwhile: list[Entry] = field(default_factory=list)

    @classmethod
    def where_they_differ(cls, *pairs: Compared) -> Both:
        """Show the fields in which what is saved and what was typed are not the same."""
        return cls([pair for pair in pairs if pair.theirs != pair.yours])


def with_both(problem: Problem, claim: Claim, *, seen: int, me: User, typed: QueryDict) -> Problem:
    """Put both versions into a refusal that came too late; anything else stays as it is."""
    now_is = Claim.objects.with_people(seen_by=me).select_related("topic").get(pk=claim.pk)
    late = now_is.version > seen and (problem.status == 403 or typed.get("act") == "rate")
    if problem.status != 409 and not late:
        return problem
    return replace(problem, both=Both(compared(now_is, typed), meanwhile(now_is, seen=seen, me=me)))


def meanwhile(claim: Claim, *, seen: int, me: User) -> list[Entry]:
    """Tell what was done to a claim since the version that this person saw, the oldest first."""
    found = events(Claim, pgh_obj_id=claim.pk, version__gte=seen)
    lines = Teller(found, reader=me).lines()
    newer = [line for line, event in zip(lines, found, strict=True) if event.version > seen]
    since = next((event.pgh_created_at for event in reversed(found) if event.version <= seen), None)
    moves = ClaimMove.objects.visible_to(me).filter(claim=claim).select_related("by", "order__signed_by")
    if since is not None:
        moves = moves.filter(made_at__gt=since)
    told_of = tell_moves(newer, list(moves))
    for entry in told_of:
        entry.changes = plainly(Claim, entry.changes)
        if not me.edits and entry.who != str(me):
            entry.why = ""
    return sorted(told_of, key=lambda entry: (entry.at, entry.order))


def compared(claim: Claim, typed: QueryDict) -> list[Compared]:
    """Set what was typed beside what the claim says now, field by field; what was left empty is left out."""
    named = {
        "text": (_("Wording"), claim.text),
        "text_1": (_("The first claim"), claim.text),
        "text_2": (_("The second claim"), ""),
        "words_1": (_("its words in the article"), claim.quote),
        "words_2": (_("its words in the article"), ""),
        "rationale": (_("Reasons"), ""),
        "reason": (_("Note"), ""),
    }
    if typed.get("act") == "change_span":
        named["words"] = (_("Words of the article"), claim.quote)
    elif typed.get("act") == "comment":
        named["words"] = (_("Comment"), "")
    pairs = [
        Compared(label, theirs, given[:LONGEST_SHOWN])
        for name, (label, theirs) in named.items()
        if (given := typed.get(name, "").strip())
    ]
    return [*pairs, *chosen(claim, typed)]


def chosen(claim: Claim, typed: QueryDict) -> list[Compared]:
    """Set choices from lists beside what holds now."""
    found = []
    if typed.get("act") == "sort":
        priorities = {str(each.value): str(each.label) for each in Priority}
        given = priorities.get(typed.get("priority", ""), "")
        found.append(Compared(_("Priority"), priorities[str(claim.priority)], given))
        topic = Topic.objects.filter(pk=number(typed.get("topic")) or 0).first()
        found.append(Compared(_("Topic"), str(claim.topic or _("no topic")), str(topic or _("no topic"))))
    if typed.get("reviewer"):
        who = User.objects.get_queryset().filter(pk=number(typed["reviewer"]) or 0).first()
        there = ", ".join(str(each.reviewer) for each in claim.current_assignments) or _("nobody")
        found.append(Compared(_("Reviewer"), there, str(who or "")))
    return found
