"""What people do to the words and the place of a claim: other words, two claims of one, priority and topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.admin.pages.marks import place_of
from claims.admin.pages.page import number
from claims.desk import splitting, triage
from claims.desk.spans import Part
from claims.models.claim import Priority
from claims.models.topic import Topic

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User

NO_TOPIC = "none"


def place(claim: Claim, typed: QueryDict, *, field: str) -> tuple[int, int]:
    """Return start and end of the words that a field names: inside the claim where they stand there, else the first in the article.

    With `start` and `end` in the form, as a selection sends them, the place is exact. Raises ValidationError.
    """
    text, words = claim.article.text, typed.get(field, "")
    start, end = number(typed.get("start")), number(typed.get("end"))
    if field == "words" and start is not None and end is not None and words.split() == text[start:end].split():
        return start, end
    inside = place_of(claim.quote, words)
    found = (inside[0] + claim.start, inside[1] + claim.start) if inside else place_of(text, words)
    if found is None:
        raise ValidationError({field: _("These words do not stand in the article like this. Copy them from its text.")})
    return found


def change_span(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Let the claim stand on other words."""
    start, end = place(claim, typed, field="words")
    triage.change_span(claim, start=start, end=end, by=by, seen=seen)
    return _("Claim %(number)d stands on its new words.") % {"number": claim.number}


def split(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Make two claims of one."""
    parts = [Part(*place(claim, typed, field=f"words_{half}"), typed.get(f"text_{half}", "")) for half in (1, 2)]
    other = splitting.split(claim, *parts, by=by, seen=seen)
    return _("Claim %(number)d is split: its second half is claim %(other)d.") % {
        "number": claim.number,
        "other": other.number,
    }


def sort(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Set priority and topic; a field that is left empty keeps what the claim has."""
    given, named = typed.get("priority", ""), typed.get("topic", "")
    priority = number(given) if given else claim.priority
    topic = claim.topic if not named else Topic.objects.filter(pk=number(named) or 0).first()
    if named and named != NO_TOPIC and topic is None:
        raise ValidationError({"topic": _("Choose a topic.")})
    triage.sort(claim, priority=-1 if priority is None else priority, topic=topic, by=by, seen=seen)
    return _("Claim %(number)d: %(priority)s, %(topic)s.") % {
        "number": claim.number,
        "priority": Priority(claim.priority).label,
        "topic": claim.topic or _("no topic"),
    }
