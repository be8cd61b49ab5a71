"""Adding a page to a claim by hand: an address, which is fetched like any other, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from claims.jobs import outbox
from claims.jobs.announcing import announce
from claims.models.added_page import AddedPage, AddedState
from claims.models.claim import Claim
from claims.models.job import Job, JobKind, JobState
from claims.models.source import SourceKind
from claims.permissions import require_act
from claims.pipeline.machine_words import in_words
from claims.pipeline.sourcing import by_hand
from claims.pipeline.sourcing.problems import Refused

if TYPE_CHECKING:
    from claims.models.user import User

LONGEST_ADDRESS = 2_000
LONGEST_TITLE = 500
MOST_PAGES = 100
"""Pages that people can add to one claim."""


@transaction.atomic
def add_address(claim: Claim, address: str, *, by: User, overrides_robots: bool = False) -> AddedPage:
    """Queue a page of the web to be fetched, archived and ranked for a claim; once more, where it was added before.

    Raises ValidationError, PermissionDenied.
    """
    allow(claim, by=by)
    address = web_address(address)
    override = {"overrides_robots": True, "overridden_by": by} if overrides_robots else {}
    page, is_new = AddedPage.objects.get_or_create(claim=claim, address=address, defaults={"added_by": by, **override})
    if not is_new:
        again = {"state": AddedState.WAITING, "problem": "", "retry_at": None, "added_by": by}
        # whoever overrode it first stands for that, whoever adds it again
        AddedPage.objects.filter(pk=page.pk).update(**again, **({} if page.overrides_robots else override))
    queue(page, by=by)
    return page


def add_file(claim: Claim, name: str, body: bytes, *, by: User, title: str = "", kind: str = "") -> AddedPage:
    """Archive an uploaded file and queue it to be read and ranked for a claim. Raises ValidationError, PermissionDenied."""
    allow(claim, by=by)
    title = title.strip() or name.strip()
    if len(title) > LONGEST_TITLE:
        raise ValidationError({"title": _("A title has at most 500 characters.")})
    if kind and kind not in SourceKind.values:
        raise ValidationError({"kind": _("Choose what sort of publication it is.")})
    try:
        fetched = by_hand.uploaded(name, body, at=now())
    except Refused as problem:
        raise ValidationError({"file": in_words(str(problem))}) from problem
    warc = by_hand.keep_file(fetched)  # written before the row: a file that nobody refers to does no harm
    with transaction.atomic():
        page, _is_new = AddedPage.objects.get_or_create(
            claim=claim,
            address=fetched.url,
            defaults={
                "added_by": by,
                "title": title,
                "kind": kind or SourceKind.OTHER,
                "warc": warc,
                "content_type": fetched.header("content-type"),
            },
        )
        queue(page, by=by)
    return page


def allow(claim: Claim, *, by: User) -> None:
    """Raise PermissionDenied unless this person may add pages to this claim; ValidationError where it has too many."""
    require_act(by, "add_page")
    if not Claim.objects.visible_to(by).filter(pk=claim.pk).exists():
        raise PermissionDenied(_("This claim is not assigned to you. Ask an editor to assign it."))
    if claim.added_pages.count() >= MOST_PAGES:
        raise ValidationError(_("A claim holds at most %(most)d pages added by hand.") % {"most": MOST_PAGES})


def web_address(given: str) -> str:
    """Return an address that can be fetched, without its fragment. Raises ValidationError."""
    address = given.strip().partition("#")[0]
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError({"address": _("An address has at most 2,000 characters.")})
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        sound = False
    if not sound or any(sign.isspace() or not sign.isprintable() for sign in address):
        raise ValidationError(
            {"address": _("Write the whole address of a page, such as https://www.example.org/page.")}
        )
    return address


def queue(page: AddedPage, *, by: User) -> None:
    """Queue the work on a page, at once where it waits for its next try."""
    Job.objects.open().about(JobKind.TAKE_IN_PAGE, page.pk).filter(state=JobState.QUEUED).update(
        run_after=now(), sent_at=None
    )
    outbox.enqueue(JobKind.TAKE_IN_PAGE, page.pk, by=by)
    announce(claim_id=page.claim_id)
