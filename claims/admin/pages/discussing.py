"""The discussion on a claim: what a page shows of it, and the form's act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from claims.admin.pages.page import number
from claims.desk import discussion
from claims.models.comment import Comment
from claims.models.verdict import Citation, Verdict
from claims.permissions import may_act
from claims.pipeline.publishing.rationale import as_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import QueryDict

    from claims.models.claim import Claim
    from claims.models.user import User


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its words as clean HTML."""

    comment: Comment
    html: SafeString


def shown(claim: Claim, *, me: User, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return what the discussion shows to this person; `verdicts` are those that they may see, with their citations."""
    rows = Comment.objects.visible_to(me).on(claim)
    # as_html lets nothing through but paragraphs, emphasis, lists, quotations and links to the web
    return {
        "comments": [Said(each, mark_safe(as_html(each.words))) for each in rows],  # noqa: S308
        "may_comment": may_act(me, "comment"),
        "about_choices": choices(verdicts),
    }


def choices(verdicts: Sequence[Verdict]) -> list[tuple[str, str]]:
    """Return what can be commented on beside the claim, as values and words of a form's choice."""
    offered = []
    for verdict in verdicts:
        told = {"rating": verdict.rating, "who": verdict.reviewer}
        offered.append((f"verdict:{verdict.pk}", _("the verdict “%(rating)s” of %(who)s") % told))
        for each in verdict.citations.all():
            words = Truncator(each.text).chars(60)
            offered.append((f"citation:{each.pk}", _("the passage “%(words)s”") % {"words": words}))
    return offered


def comment(claim: Claim, by: User, seen: int, typed: QueryDict) -> str:
    """Say something about the claim, a verdict or a cited passage."""
    about, _colon, key = typed.get("about", "").partition(":")
    verdict, citation = None, None
    if about == "verdict":
        verdict = Verdict.objects.visible_to(by).filter(claim=claim, pk=number(key) or 0).first()
    elif about == "citation":
        citation = cited(claim, key, by=by)
    if about and verdict is None and citation is None:
        raise ValidationError({"about": _("Choose what you comment on. Nothing was said yet.")})
    discussion.comment(claim, typed.get("words", ""), by=by, verdict=verdict, citation=citation)
    return _("Said. Whoever sees what it is about can read it.")


def cited(claim: Claim, key: object, *, by: User) -> Citation | None:
    """Return the cited passage that a form names, among those that this person may see."""
    rows = Citation.objects.visible_to(by).select_related("verdict")
    return rows.filter(verdict__claim=claim, pk=number(key) or 0).first()
