"""The published document: the complete ClaimReview and all that the public page shows, as canonical JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import rfc8785

from claims.pipeline.publishing.claim_review import TYPES, Answer, ReviewedClaim, claim_review
from claims.pipeline.publishing.rationale import as_html, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "claimdesk/1"


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """A passage as the public sees it: the words, what they do to the claim, and the copy that they stand in."""

    stance: str
    words: str
    publisher: str
    title: str
    url: str
    kind: str
    published_on: str
    fetched_at: str
    raw_sha256: str
    text_sha256: str
    archived_url: str = ""
    cites: Sequence[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statement:
    """All that goes into a document. Ids are opaque; no person of the newsroom is named."""

    public_id: str
    url: str
    claim: ReviewedClaim
    quote: str
    kind: str
    reported_by: str
    article_id: str
    language: str
    rating: str
    answer: Answer
    attribution: str
    rationale: str
    reviewer_id: str
    approver_id: str
    evidence: Sequence[CitedPassage]
    newsroom: str
    newsroom_url: str
    rehearsal: bool
    first_published_at: str
    published_at: str
    change: str
    note: str
    replies: Sequence[dict[str, Any]] = field(default_factory=list)
    topics: Sequence[str] = ()


def document(of: Statement) -> dict[str, Any]:
    """Build the document of a publication. `change` is the ledger row's kind; a retraction carries no ClaimReview."""
    made: dict[str, Any] = {
        "format": FORMAT,
        "id": of.public_id,
        "url": of.url,
        "kind": of.change,
        "note": of.note,
        "rehearsal": of.rehearsal,
        "newsroom": {"name": of.newsroom, "url": of.newsroom_url},
        "firstPublishedAt": of.first_published_at,
        "publishedAt": of.published_at,
        "claim": {
            "text": of.claim.wording,
            "quote": of.quote,
            "claimant": of.claim.claimant,
            "claimantRole": of.claim.claimant_role,
            "reportedBy": of.reported_by,
            "kind": of.kind,
        },
        "article": {
            "id": of.article_id,
            "title": of.claim.appeared_in_title,
            "outlet": of.claim.outlet,
            "url": of.claim.appeared_on,
            "publishedAt": of.claim.appeared_at,
            "language": of.language,
        },
        "verdict": {
            "rating": of.rating,
            "label": of.answer.label,
            "value": of.answer.value,
            "scale": list(of.answer.values),
            "attribution": of.attribution,
            "rationale": as_text(of.rationale),
            "rationaleHtml": as_html(of.rationale),
            "reviewer": of.reviewer_id,
            "approver": of.approver_id,
        },
        "evidence": [passage(each) for each in of.evidence],
    }
    if of.claim.claimant and of.claim.claimant_kind in TYPES:
        made["claim"]["claimantKind"] = of.claim.claimant_kind
    if of.topics:
        made["claim"]["topics"] = list(of.topics)
    if of.replies:
        made["replies"] = list(of.replies)
    if of.change != "retracted":
        made["claimReview"] = claim_review(
            of.claim,
            of.answer,
            url=of.url,
            published_at=of.first_published_at,
            newsroom=f"{of.newsroom} (rehearsal)" if of.rehearsal else of.newsroom,
            newsroom_url=of.newsroom_url,
        )
        if of.change == "corrected":
            made["claimReview"]["dateModified"] = of.published_at
    return made


def passage(cited: CitedPassage) -> dict[str, Any]:
    """Build the public form of a cited passage."""
    copy = {"fetchedAt": cited.fetched_at, "sha256": cited.raw_sha256, "textSha256": cited.text_sha256}
    if cited.archived_url:
        copy["archivedUrl"] = cited.archived_url
    return {
        "stance": cited.stance,
        "passage": cited.words,
        "source": {
            "publisher": cited.publisher,
            "title": cited.title,
            "url": cited.url,
            "kind": cited.kind,
            "publishedOn": cited.published_on,
            "cites": list(cited.cites),
        },
        "copy": copy,
    }


def canonical(content: dict[str, Any]) -> tuple[str, str]:
    """Return the document as canonical JSON (RFC 8785), and the SHA-256 of its bytes in hexadecimal."""
    body = rfc8785.dumps(content)
    return body.decode(), hashlib.sha256(body).hexdigest()
