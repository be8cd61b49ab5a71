"""The weekly second look at every page that a standing publication cites; what is no more as it was raises a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from claims.models.current_verdict import CurrentVerdict
from claims.models.job import Job, JobKind
from claims.models.page_look import LookFound, PageFlag, PageLook
from claims.models.source import Snapshot, Source
from claims.models.verdict import Citation
from claims.pipeline.sourcing.looking_again import look_again
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

log = structlog.get_logger(__name__)

BLIND_LOOKS = 3
"""A page that cannot be seen is flagged after so many looks in a row: sites are down for a day more often than for good."""
BLIND = frozenset({LookFound.SILENT, LookFound.CLOSED})
"""No answer, or one that is not for us: a password, robots.txt, no page. Nobody knows then what stands there."""
FLAGGED = frozenset({LookFound.CHANGED, LookFound.MOVED, LookFound.GONE}) | BLIND


def cited_in_public() -> QuerySet[Citation]:
    """Return the citations of the verdicts that stand in public now."""
    standing = CurrentVerdict.objects.standing().values("publication__verdict")
    return Citation.objects.filter(verdict__in=standing, snapshot__source__address__startswith="http")


def due() -> QuerySet[Snapshot]:
    """Return the cited copies whose page nobody has looked at for a week, the longest waiting first."""
    since = now() - settings.CITED_PAGES_EVERY
    seen = PageLook.objects.filter(snapshot=OuterRef("pk"), looked_at__gt=since)
    waiting = Job.objects.open().filter(kind=JobKind.LOOK_AT_PAGE, subject=OuterRef("pk"))
    cited = Snapshot.objects.filter(pk__in=cited_in_public().values("snapshot"), fetched_at__lte=since)
    return cited.filter(~Exists(seen), ~Exists(waiting)).order_by("fetched_at", "pk")


def look(snapshot: Snapshot) -> PageLook:
    """Look at the page of a copy, without a transaction. The row that is returned is not saved. Raises Unreachable, Limited."""
    try:
        seen = look_again(snapshot)
    except Refused as problem:
        return PageLook(snapshot=snapshot, looked_at=now(), found=LookFound.CLOSED, because=str(problem))
    newest = seen.snapshot if seen.snapshot.pk != snapshot.pk else None
    return PageLook(
        snapshot=snapshot,
        looked_at=now(),
        found=LookFound(seen.standing.value),
        address=seen.address,
        because=seen.because,
        newest=newest,
    )


def silent(snapshot: Snapshot, problem: str) -> PageLook:
    """Return a look that got no answer, not saved."""
    return PageLook(snapshot=snapshot, looked_at=now(), found=LookFound.SILENT, because=problem)


def record(seen: PageLook) -> list[PageFlag]:
    """Keep a look, and raise a flag at each claim in public that cites the copy. Needs a transaction.

    What a person has decided upon is not raised again, as long as the page stays as it was then.
    """
    Source.objects.select_for_update(no_key=True).get(pk=seen.snapshot.source_id)
    before = list(PageLook.objects.filter(snapshot=seen.snapshot_id)[: BLIND_LOOKS - 1])
    seen.save()
    if seen.found not in FLAGGED or (seen.found in BLIND and not were_blind(before)):
        return []
    citing: dict[int, list[Citation]] = {}
    for citation in cited_in_public().filter(snapshot=seen.snapshot_id).select_related("verdict"):
        citing.setdefault(citation.verdict.claim_id, []).append(citation)
    return [flag for claim, cited in sorted(citing.items()) if (flag := raised(claim, seen, cited)) is not None]


def were_blind(before: Iterable[PageLook]) -> bool:
    """Say whether the looks before this one did not see the page either."""
    earlier = list(before)
    return len(earlier) == BLIND_LOOKS - 1 and all(each.found in BLIND for each in earlier)


def raised(claim_id: int, seen: PageLook, cited: list[Citation]) -> PageFlag | None:
    """Raise a flag at a claim; None where one is open, or where this very state was decided upon."""
    flags = PageFlag.objects.filter(claim=claim_id, snapshot=seen.snapshot_id).select_related("look")
    latest = flags.order_by("-pk").first()
    if latest is not None and latest.decided_at is None:
        return None
    state = (seen.found, seen.newest_id, seen.address)
    if latest is not None and (latest.look.found, latest.look.newest_id, latest.look.address) == state:
        return None
    stand = None
    if seen.newest is not None:
        text = seen.newest.text
        stand = all(citation.text in text for citation in cited)
    flag = PageFlag.objects.create(claim_id=claim_id, look=seen, snapshot_id=seen.snapshot_id, cited_words_stand=stand)
    log.info("cited_page_flagged", claim=claim_id, found=str(seen.found))
    return flag
