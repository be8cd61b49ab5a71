"""All tables of benchmarks/population.py but the ledger's: articles, claims, verdicts, and what they rest on."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.made_up import A_ARTICLE, CLAIMANTS, KINDS, LANGUAGES, OUTLETS, SOURCES, some_uuid
from benchmarks.population_ledger import statuses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from benchmarks.population import Population

UNASKED = {"spotted", "dismissed"}
JUDGED = {"rated", "approved", "published", "corrected", "retracted"}


def tables(of: Population, *, since: datetime) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Yield every table but the ledger's with its rows."""
    changed = statuses(of)
    claims = range(1, of.claims + 1)
    articles = range(1, (of.claims - 1) // A_ARTICLE + 2)
    at = of.at
    status = {claim: of.status(claim, changed) for claim in claims}
    judged = [claim for claim in claims if status[claim] in JUDGED]
    moves = (("assign", "spotted", "assigned", 1), ("rate", "assigned", "rated", 2), ("approve", "rated", "approved", 1),
             ("publish", "approved", "published", 1))  # fmt: skip
    made = {"spotted": moves[:0], "assigned": moves[:1], "rated": moves[:2], "approved": moves[:3],
            "dismissed": (("dismiss", "spotted", "dismissed", 1),)}  # fmt: skip
    yield "claims_claimant", ({"id": n + 1, "name": name, "kind": "unknown"} for n, name in enumerate(of.claimants))
    yield "claims_article", (
        {
            "id": n, "public_id": some_uuid("article", n), "title": f"Report {n}", "outlet": of.outlets[n % OUTLETS],
            "url": f"https://paper.example.org/{n}", "author": "", "published_at": at(n * A_ARTICLE),
            "language": LANGUAGES[n % len(LANGUAGES)], "text": of.text(n),
            "text_sha256": hashlib.sha256(of.text(n).encode()).hexdigest(), "taken_in_by_id": 1,
            "taken_in_at": at(n * A_ARTICLE),
        }
        for n in articles
    )  # fmt: skip
    yield "claims_claim", (
        {
            "id": n, "article_id": (n - 1) // A_ARTICLE + 1, "public_id": some_uuid("claim", n),
            "number": (n - 1) % A_ARTICLE + 1, "start": 40 * ((n - 1) % A_ARTICLE), "end": 40 * ((n - 1) % A_ARTICLE) + 39,
            "quote": of.text((n - 1) // A_ARTICLE + 1)[40 * ((n - 1) % A_ARTICLE) :][:39], "text": of.wording(n),
            "machine_text": "", "claimant_id": n % CLAIMANTS + 1, "claimant_role": "", "reported_by": "",
            "kind": KINDS[n % len(KINDS)], "checkable": True, "reason": "", "check_worthiness": (n * 37 % 100) / 100,
            "unresolved": False, "provenance": "{}", "priority": 1 + n % 3, "status": status[n], "version": 5,
            "created_at": at(n), "updated_at": at(n),
        }
        for n in claims
    )  # fmt: skip
    yield "claims_assignment", (
        {
            "id": n, "claim_id": n, "reviewer_id": of.reviewer(n), "assigned_by_id": 1,
            "due_at": at(n) + timedelta(days=1), "assigned_at": at(n),
            "ended_at": None if status[n] == "assigned" else at(n),
            "ended_by_id": None if status[n] == "assigned" else of.reviewer(n),
            "ending": "", "ended_because": "",
        }
        for n in claims if status[n] not in UNASKED
    )  # fmt: skip
    yield "claims_source", (
        {
            "id": n + 1, "address": f"https://records.example.org/{n}", "publisher": f"Publisher {n}", "title": f"Record {n}",
            "author": "", "kind": "primary", "cites": "[]", "first_found_at": since,
        }
        for n in range(SOURCES)
    )  # fmt: skip
    yield "claims_snapshot", (
        {
            "id": n + 1, "source_id": n + 1, "requested_url": f"https://records.example.org/{n}",
            "final_url": f"https://records.example.org/{n}", "redirects": "[]", "fetched_at": since, "headers": "[]",
            "etag": "", "last_modified": "", "content_type": "text/html", "warc": f"{n}.warc.gz",
            "raw_sha256": hashlib.sha256(f"{n}".encode()).hexdigest(), "text": of.texts[n % 500],
            "text_sha256": hashlib.sha256(of.texts[n % 500].encode()).hexdigest(), "extractor": "benchmark",
        }
        for n in range(SOURCES)
    )  # fmt: skip
    yield "claims_evidence", (
        {
            "id": n, "claim_id": n, "snapshot_id": n % SOURCES + 1, "provider": "archive", "query": "", "score": 0.8,
            "circle": "", "found_at": at(n), "excluded_because": "",
        }
        for n in claims if status[n] not in UNASKED
    )  # fmt: skip
    yield "claims_passage", (
        {"id": n, "evidence_id": n, "start": 0, "end": 60, "text": of.texts[n % SOURCES % 500][:60], "score": 0.8}
        for n in claims if status[n] not in UNASKED
    )  # fmt: skip
    yield "claims_verdict", (
        {
            "id": n, "claim_id": n, "assignment_id": n, "reviewer_id": of.reviewer(n),
            "rating_id": of.ratings[n % len(of.ratings)].pk,
            "attribution": "confirmed", "rationale": of.reasons[n % 2_000], "rated_at": at(n),
        }
        for n in judged
    )  # fmt: skip
    yield "claims_citation", (
        {
            "id": n, "verdict_id": n, "snapshot_id": n % SOURCES + 1, "stance": "supports", "start": 0, "end": 60,
            "text": of.texts[n % SOURCES % 500][:60],
        }
        for n in judged
    )  # fmt: skip
    yield (
        "claims_approval",
        (
            {"id": n, "verdict_id": n, "reviewer_id": of.reviewer(n), "approver_id": 1, "approved_at": at(n)}
            for n in judged
            if status[n] != "rated"
        ),
    )
    yield (
        "claims_claimmove",
        (
            {
                "claim_id": n,
                "move": move,
                "origin": origin,
                "target": target,
                "by_id": of.reviewer(n) if move == "rate" else by,
                "reason": "",
                "made_at": at(n),
            }
            for n in claims
            for move, origin, target, by in made.get(status[n], moves)
        ),
    )
    yield "claims_job", (
        {
            "id": n, "kind": "split_article", "subject": n, "state": "done", "run_after": at(n), "attempt": 1, "crashes": 0,
            "errors": 0, "deferrals": 0, "problem": "", "done_parts": 1, "all_parts": 1, "queued_at": at(n),
            "started_at": at(n), "finished_at": at(n),
        }
        for n in articles
    )  # fmt: skip
