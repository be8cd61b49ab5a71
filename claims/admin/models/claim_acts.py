"""What can be done to chosen claims: each a move of the desk, or a request to the machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.models.acts import Act, Reason, movers, whose
from claims.desk import assignment, machines, triage
from claims.lifecycle import ASSIGN, DISMISS, RESTORE, UNASSIGN, UNMERGE
from claims.models.user import User

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.claim import Claim


if TYPE_CHECKING:
    PersonField = forms.ModelChoiceField[User]
else:
    PersonField = forms.ModelChoiceField


class ReviewerField(PersonField):
    """A choice of people who review, the least busy first, with what each has open."""

    def label_from_instance(self, obj: User) -> str:
        """Name the person and their open work."""
        return _("%(person)s (%(open)d open)") % {"person": obj, "open": obj.open_work}  # type: ignore[attr-defined]


class WhoAndWhen(forms.Form):
    """Who shall review, and until when."""

    reviewer = ReviewerField(label=gettext_lazy("Reviewer"), queryset=User.objects.none())
    due = forms.DateTimeField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Without a time: by the claim’s priority."),
    )

    def __init__(self, *given: object, **named: object) -> None:
        """Ask for the people as they are now."""
        super().__init__(*given, **named)  # type: ignore[arg-type]
        field = self.fields["reviewer"]
        field.queryset = User.objects.who_can_review().by_workload()  # type: ignore[attr-defined]


def assign(claim: Claim, *, by: User, seen: int, reviewer: User, due: datetime | None) -> str:
    """Put the claim on a desk, in place of whoever has it."""
    before = assignment.in_whose_place(claim, reviewer)
    assignment.assign(claim, reviewer, by=by, seen=seen, due_at=due, instead_of=before)
    return _("on %(reviewer)s’s desk.") % {"reviewer": reviewer}


def unassign(claim: Claim, *, by: User, seen: int, reason: str) -> str:
    """Take the claim off every desk."""
    assignment.unassign(claim, by=by, seen=seen, reason=reason)
    return _("waits in triage again.")


def dismiss(claim: Claim, *, by: User, seen: int, reason: str) -> str:
    """Leave the claim unchecked."""
    triage.dismiss(claim, by=by, seen=seen, reason=reason)
    return _("dismissed.")


def restore(claim: Claim, *, by: User, seen: int) -> str:
    """Take a dismissal back."""
    triage.restore(claim, by=by, seen=seen)
    return _("waits in triage again.")


def unmerge(claim: Claim, *, by: User, seen: int) -> str:
    """Take a merge back."""
    triage.unmerge(claim, by=by, seen=seen)
    return _("waits in triage again, apart from the claim that was kept.")


def look_again(claim: Claim, *, by: User, seen: int) -> str:
    """Ask the providers again that did not answer."""
    asked = machines.look_again(claim, by=by)
    return _("we are looking again; %(asked)d providers had not answered.") % {"asked": asked}


CLAIM_ACTS = (
    Act("assign", gettext_lazy("Assign…"), movers(ASSIGN), assign, asks=WhoAndWhen),
    Act("unassign", gettext_lazy("Unassign…"), movers(UNASSIGN), unassign, asks=Reason),
    Act("dismiss", gettext_lazy("Dismiss…"), movers(DISMISS), dismiss, asks=Reason),
    Act("restore", gettext_lazy("Restore"), movers(RESTORE), restore),
    Act("unmerge", gettext_lazy("Take the merge back"), movers(UNMERGE), unmerge),
    Act("look_again", gettext_lazy("Look for sources again"), whose("look_for_sources_again"), look_again),
)
