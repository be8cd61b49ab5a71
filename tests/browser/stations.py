"""A desk with something on every page, and where these pages are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils.timezone import now

from claims.desk import assignment, invitations, publication, readers, redaction, reply, review
from claims.models import CurrentVerdict, Invitation, PageFlag, PageLook, ReaderRequest
from claims.models.page_look import LookFound
from claims.models.reply import Way
from claims.models.user import Role
from tests.admin.pages.stations import give, rate
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Claim, User
    from tests.browser.conftest import Desk

WRONG = "The offer was made on 17 March, not on 18 March: see the transcript."


def fill(desk: Desk, claims: list[Claim]) -> dict[str, Claim]:
    """Leave one claim waiting for its verdict, one for approval, one published; each with archived evidence."""
    people = desk.people
    for place, claim in enumerate(claims):
        archive_evidence(claim, name=f"note-{place}", words=f"Putin proposed holding the discussion, record {place}.")
        give(claim, people)
    for claim in claims[1:]:
        rate(claim, people)
    review.approve(claims[2], by=people.editor, seen=claims[2].version)
    publication.publish(claims[2], by=people.editor, seen=claims[2].version)
    assignment.assign(claims[0], people.editor, by=people.editor, seen=claims[0].version)
    doubted(claims[2], by=people.editor)
    return {"assigned": claims[0], "rated": claims[1], "published": claims[2]}


def doubted(claim: Claim, *, by: User) -> None:
    """Let a published claim be doubted from all sides: its page is gone, a reader writes, a reply and a redaction wait."""
    copy = claim.evidence.get().snapshot
    gone = PageLook.objects.create(
        snapshot=copy, looked_at=now(), found=LookFound.GONE, because="The page is no longer there."
    )
    PageFlag.objects.create(claim=claim, look=gone, snapshot=copy)
    shown = CurrentVerdict.objects.get(claim=claim)
    readers.receive(shown, words=WRONG, name="", email="reader@example.org", address=str(uuid4()))
    reply.ask(
        claim, by=by, addressee="The Kremlin", way=Way.BY_HAND, words="Did you?", due_at=now() + timedelta(hours=3)
    )
    redaction.order_redaction(claim, by=by, sequences=[1], reason="A court says so.", reference="LG 1/26")


def outside(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    """What a reader opens who has something to say, and who comes to the desk or cannot get in."""
    shown = CurrentVerdict.objects.get(claim=stations["published"])
    mine = ReaderRequest.objects.get()
    guest = (
        Invitation.objects.first()
        or invitations.invite(by=desk.people.chief, email="guest@news.example", role=Role.READER)[0]
    )
    return [
        f"/verdicts/{shown.public_id}/correction/",
        f"/requests/{mine.public_id}/",
        f"/desk/invitation/{invitations.token_of(guest)}/",
        "/desk/invitation/used/",
        "/desk/password/forgot/",
    ]


def addresses(desk: Desk, stations: dict[str, Claim]) -> list[str]:
    copy = stations["assigned"].evidence.get().snapshot_id
    published = stations["published"].pk
    return [
        "/desk/articles/feeds/",
        "/desk/articles/table/",
        f"/desk/articles/{desk.article.pk}/facts/",
        "/desk/flags/",
        f"/desk/flags/{PageFlag.objects.get().pk}/",
        "/desk/notes/",
        "/desk/notes/wishes/",
        "/desk/providers/",
        "/desk/agreement/",
        "/desk/requests/",
        f"/desk/requests/{ReaderRequest.objects.get().pk}/",
        f"/desk/reply/{published}/",
        f"/desk/redact/{published}/",
        "/desk/mine/",
        "/desk/history/",
        "/desk/history/?kind=claim&until=2001-01-01",
        "/desk/people/",
        f"/desk/people/{desk.people.reviewer.pk}/",
        "/desk/settings/",
        "/desk/work/",
        f"/desk/work/{desk.people.reviewer.pk}/",
        "/desk/machine/",
        "/desk/",
        "/desk/articles/",
        "/desk/articles/new/",
        f"/desk/articles/{desk.article.pk}/",
        f"/desk/articles/{desk.article.pk}/?claim={stations['assigned'].number}&do=unassign",
        "/desk/list/",
        "/desk/list/?q=nothing-has-this",
        "/desk/board/",
        f"/desk/review/{stations['assigned'].pk}/",
        f"/desk/review/{stations['published'].pk}/",
        f"/desk/copies/{copy}/?claim={stations['assigned'].pk}",
        "/desk/approve/",
        f"/desk/approve/{stations['rated'].pk}/",
        f"/desk/approve/{stations['published'].pk}/",
        "/desk/published/",
        "/desk/tables/",
    ]


def tables(stations: dict[str, Claim]) -> list[str]:
    """Name pages of the tables: lists, one row, its history, and what can be added."""
    row = stations["published"].pk
    return [
        *(reverse(f"admin:claims_{name}_changelist") for name in ("claim", "verdict", "user", "apikey", "job")),
        reverse("admin:claims_claim_changelist") + "?status__exact=published",
        reverse("admin:claims_claim_change", args=[row]),
        reverse("admin:claims_claim_history", args=[row]),
        *(reverse(f"admin:claims_{name}_add") for name in ("topic", "standingorder", "ratingscale", "apikey")),
    ]
