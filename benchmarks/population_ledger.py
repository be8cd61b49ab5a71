"""The ledger of benchmarks/population.py: documents and rows whose chain holds."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from benchmarks.made_up import A_ARTICLE, CLAIMANTS, KINDS, LANGUAGES, OUTLETS, SOURCES, some_uuid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from benchmarks.population import Population


def documents(of: Population) -> dict[tuple[int, str], list[str]]:
    """Make a canonical document for each rating and kind of row, cut where the rows differ."""
    from claims.pipeline.publishing.claim_review import Answer, ReviewedClaim
    from claims.pipeline.publishing.document import CitedPassage, Statement, canonical, document

    of_statement = Statement(
        public_id="@id@",
        url="https://facts.example.org/verdicts/@id@/",
        claim=ReviewedClaim(
            "@wording@", "@claimant@", "", "https://paper.example.org/@article@", "Report @article@", "@at@", "@outlet@"
        ),
        quote="@wording@",
        kind="@kind@",
        reported_by="",
        article_id="@article_id@",
        language="@language@",
        rating="",
        answer=Answer("", None, (), ""),
        attribution="confirmed",
        rationale="@reason@",
        reviewer_id=some_uuid("person", 2),
        approver_id=some_uuid("person", 1),
        evidence=[
            CitedPassage("supports", "@passage@", "Publisher @source@", "Record @source@", "https://records.example.org/@source@",
                "primary", "2019-12-01", "2019-12-20T08:00:00Z", "a" * 64, "b" * 64)
        ] * 2,
        newsroom="The Claimdesk Newsroom",
        newsroom_url="https://facts.example.org/",
        rehearsal=True,
        first_published_at="@first@",
        published_at="@at@",
        change="published",
        note="",
    )  # fmt: skip
    made = {}
    for place, rating in enumerate(of.ratings):
        values = tuple(each.value for each in of.ratings if each.value is not None)
        answer = Answer(rating.label, rating.value, values, "@reason@")
        for change, note in (("published", ""), ("corrected", "A better source."), ("retracted", "We were wrong.")):
            body, _sha = canonical(
                document(replace(of_statement, rating=rating.slug, answer=answer, change=change, note=note))
            )
            made[place, change] = body.split("@")
    return made


def ledger(of: Population, *, since: datetime) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each document with its ledger row, the chain unbroken."""
    from claims.models.publication import GENESIS, row_hash

    cut, before = documents(of), GENESIS
    published = 0
    for sequence in range(1, of.rows + 1):
        claim, change = published + 1, "published"
        if published >= of.first or (sequence % 10 == 0 and published):
            claim, change = sequence * 7919 % published + 1, "retracted" if sequence % 50 == 0 else "corrected"
        else:
            published += 1
        article = (claim - 1) // A_ARTICLE + 1
        given = {
            "id": some_uuid("claim", claim),
            "wording": of.wording(claim),
            "claimant": of.claimants[claim % CLAIMANTS],
            "article": str(article),
            "article_id": some_uuid("article", article),
            "outlet": of.outlets[article % OUTLETS],
            "kind": KINDS[claim % len(KINDS)],
            "language": LANGUAGES[article % len(LANGUAGES)],
            "reason": of.reasons[sequence % 2_000],
            "passage": of.wordings[sequence % 5_000],
            "source": str(claim % SOURCES),
            "first": f"{since:%Y-%m-%dT%H:%M:%SZ}",
            "at": f"{of.at(sequence):%Y-%m-%dT%H:%M:%SZ}",
        }
        parts = cut[sequence % len(of.ratings), change]
        body = "".join(given.get(part, part) if place % 2 else part for place, part in enumerate(parts))
        sha256 = hashlib.sha256(body.encode()).hexdigest()
        digest = row_hash(previous=before, sequence=sequence, kind=change, document_sha256=sha256)
        note = {"published": "", "corrected": "A better source.", "retracted": "We were wrong."}[change]
        yield (
            {"sha256": sha256, "body": body},
            {
                "sequence": sequence, "kind": change, "claim_id": claim, "verdict_id": claim, "document_id": sha256,
                "previous_hash": before, "hash": digest, "reviewer_id": of.reviewer(claim), "approver_id": 1,
                "published_by_id": 1,
                "note": note, "rehearsal": True, "published_at": of.at(sequence),
            },
        )  # fmt: skip
        before = digest


def statuses(of: Population) -> dict[int, str]:
    """Return the status of the claims that a later ledger row changed."""
    changed, published = {}, 0
    for sequence in range(1, of.rows + 1):
        if published >= of.first or (sequence % 10 == 0 and published):
            changed[sequence * 7919 % published + 1] = "retracted" if sequence % 50 == 0 else "corrected"
        else:
            published += 1
    return changed
