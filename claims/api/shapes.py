"""What the API answers with: plain values, made from ledger rows and their documents, or from the desk's own rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claims.lifecycle import Status
from claims.models.claimant import KNOWN_KINDS
from claims.pipeline.publishing.difference import differences

if TYPE_CHECKING:
    from datetime import datetime

    from claims.models.article import Article
    from claims.models.claim import Claim
    from claims.models.current_verdict import CurrentVerdict
    from claims.models.publication import Publication

PUBLIC = {Status.PUBLISHED, Status.CORRECTED, Status.RETRACTED}


def time(at: datetime | None) -> str:
    """Return a time in RFC 3339, in UTC; empty where it is not known."""
    return at.isoformat().replace("+00:00", "Z") if at else ""


def row(of: Publication) -> dict[str, Any]:
    """Show a ledger row without its document."""
    return {
        "sequence": of.sequence,
        "kind": of.kind,
        "publishedAt": time(of.published_at),
        "note": of.note,
        "rehearsal": of.rehearsal,
        "previousHash": of.previous_hash,
        "hash": of.hash,
        "documentSha256": of.document_id,
    }


def entry(of: Publication) -> dict[str, Any]:
    """Show a ledger row with its document, exactly as it was hashed; null where it was redacted. Needs it fetched."""
    content = of.document.content
    return {"id": content["id"], **row(of), "document": None if of.document.is_redacted else content}


def correction(of: Publication, *, before: Publication | None) -> dict[str, Any]:
    """Show a correction or retraction: what it replaces, and the old words beside the new."""
    made = entry(of)
    readable = made["document"] is not None and of.kind != "redacted"
    old = before.document.content if before and not before.document.is_redacted else None
    made["replaces"] = {"sequence": before.sequence, "hash": before.hash} if before else None
    made["changes"] = [
        {"pointer": each.pointer, "name": each.name, "before": each.before, "after": each.after}
        for each in (differences(old, made["document"]) if readable and old else ())
    ]
    return made


def published_article(of: CurrentVerdict) -> dict[str, Any]:
    """Show an article as the newest document on one of its claims has it."""
    article: dict[str, Any] = of.publication.document.content["article"]
    return dict(article)


def published_claim(of: CurrentVerdict) -> dict[str, Any]:
    """Show a claim as its newest document has it."""
    content = of.publication.document.content
    return {
        "id": content["id"],
        **content["claim"],
        "status": content["kind"],
        "article": content["article"]["id"],
        "verdict": {
            "url": content["url"],
            "rating": content["verdict"]["rating"],
            "label": content["verdict"]["label"],
            "attribution": content["verdict"]["attribution"],
        },
    }


def desk_article(of: Article, *, text: bool = False) -> dict[str, Any]:
    """Show an article as the desk has it; with its text, if asked for."""
    made = {
        "id": str(of.public_id),
        "title": of.title,
        "outlet": of.outlet,
        "url": of.url,
        "publishedAt": time(of.published_at),
        "language": of.language,
        "author": of.author,
        "textSha256": of.text_sha256,
        "takenInAt": time(of.taken_in_at),
    }
    return made | ({"text": of.text} if text else {})


def desk_claim(of: Claim) -> dict[str, Any]:
    """Show a claim as the desk has it. Needs claimant, article and topic fetched."""
    known: dict[str, Any] = {"topics": [of.topic.name]} if of.topic else {}
    if of.claimant and of.claimant.kind in KNOWN_KINDS:
        known["claimantKind"] = of.claimant.kind
    return known | {
        "id": str(of.public_id),
        "text": of.text,
        "quote": of.quote,
        "claimant": of.claimant.name if of.claimant else "",
        "claimantRole": of.claimant_role,
        "reportedBy": of.reported_by,
        "kind": of.kind,
        "status": of.status,
        "article": str(of.article.public_id),
        "verdict": None,
        "number": of.number,
        "start": of.start,
        "end": of.end,
        "checkable": of.checkable,
        "checkWorthiness": of.check_worthiness,
        "updatedAt": time(of.updated_at),
    }
