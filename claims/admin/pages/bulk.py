"""One act on many claims: a transaction for each, in the order of primary keys, and one result line a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from claims.admin.pages.acts import perform
from claims.admin.pages.page import Problem, number
from claims.models.claim import Claim

if TYPE_CHECKING:
    from django.http import QueryDict

    from claims.models.user import User

MOST_AT_ONCE = 100
BULK_ACTS = {"assign", "take", "unassign", "dismiss", "restore", "sort"}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claim."""

    claim: Claim | None
    words: str
    done: bool


def run(typed: QueryDict, *, me: User) -> list[Result]:
    """Do the act that the form names on each claim that it ticks, given as `id:version seen`."""
    chosen = dict(pair for given in typed.getlist("claims")[:MOST_AT_ONCE] if (pair := parse(given)))
    act = typed.get("bulk", "")
    if act not in BULK_ACTS:
        return [Result(None, _("Choose what to do with them."), False)]
    if not chosen:
        return [Result(None, _("Nothing was selected. Tick the claims first."), False)]
    claims = (
        Claim.objects.visible_to(me)
        .filter(pk__in=chosen)
        .select_related("article", "topic", "run")
        .defer("article__text")
    )
    results = []
    for claim in claims.order_by("pk"):
        asked = typed.copy()
        asked["act"], asked["seen"] = act, str(chosen[claim.pk])
        done = perform(claim, by=me, typed=asked)
        problem = isinstance(done, Problem)
        results.append(Result(claim, done.words if isinstance(done, Problem) else done, not problem))
    return results


def parse(given: str) -> tuple[int, int] | None:
    """Read `id:version`; None for anything else."""
    claim, _colon, version = given.partition(":")
    read = number(claim), number(version)
    return None if read[0] is None or read[1] is None else (read[0], read[1])
