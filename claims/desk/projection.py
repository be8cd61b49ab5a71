"""What readers ask, made from the ledger alone: the current verdicts, whom and what they speak of, how many there are."""

# ruff: noqa: S608 - the statements are put together from constants of this file; what comes from outside is a parameter

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from claims.models.current_verdict import CONFIGURATIONS
from claims.models.publication import LedgerHead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.backends.utils import CursorWrapper

    from claims.models.publication import Publication

    Facts = Counter[tuple[str, str, str]]


def uid(words: str) -> str:
    """Return SQL for a UUID (version 8) made from the SHA-256 of an SQL text: the same words have the same id for good."""
    digest = f"left(encode(sha256(convert_to({words}, 'UTF8')), 'hex'), 32)"
    return f"overlay(overlay({digest} placing '8' from 13 for 1) placing 'a' from 17 for 1)::uuid"


CLAIMANT = uid("'claimant:' || (doc #>> '{claim,claimant}')")
SOURCE = uid(
    "'source:' || coalesce(nullif(s ->> 'url', ''), concat_ws(chr(10), coalesce(s ->> 'publisher', ''), s ->> 'title'))"
)
CITED = "jsonb_array_elements(coalesce(doc -> 'evidence', '[]')) AS e, LATERAL (SELECT e -> 'source' AS s) AS of_e"

NEWEST = """
SELECT n.claim_id, n.sequence, n.kind AS change, c.public_id, c.article_id, d.body::jsonb AS doc,
    coalesce(%(configurations)s::jsonb ->> lower(split_part(d.body::jsonb #>> '{article,language}', '-', 1)), 'simple')::regconfig AS config
FROM (
    SELECT DISTINCT ON (p.claim_id) p.claim_id, p.sequence, p.kind, p.document_id FROM claims_publication p
    WHERE :which AND (p.kind <> 'redacted' OR EXISTS (
        SELECT 1 FROM claims_redaction r WHERE r.id = p.redaction_id AND r.sequences @> ARRAY[(
            SELECT max(v.sequence) FROM claims_publication v WHERE v.claim_id = p.claim_id AND v.kind <> 'redacted'
        )]
    ))
    ORDER BY p.claim_id, p.sequence DESC
) n
JOIN claims_claim c ON c.id = n.claim_id
JOIN claims_publisheddocument d ON d.sha256 = n.document_id
"""
"""The newest version on each claim, or the redaction that took it, with its document."""

COLUMNS = {
    "claim_id": "claim_id",
    "public_id": "public_id",
    "publication_id": "sequence",
    "article_id": "article_id",
    "status": "change",
    "last_sequence": "(SELECT max(f.sequence) FROM claims_publication f WHERE f.claim_id = newest.claim_id)",
    "retracted": "change NOT IN ('published', 'corrected')",
    "first_published_at": "(SELECT min(f.published_at) FROM claims_publication f WHERE f.claim_id = newest.claim_id)",
    "wording": "coalesce(doc #>> '{claim,text}', '')",
    "claimant": "coalesce(doc #>> '{claim,claimant}', '')",
    "claimant_uid": f"CASE WHEN doc #>> '{{claim,claimant}}' <> '' THEN {CLAIMANT} END",
    "claimant_kind": "coalesce(doc #>> '{claim,claimantKind}', '')",
    "kind": "coalesce(doc #>> '{claim,kind}', '')",
    "rating": "coalesce(doc #>> '{verdict,rating}', '')",
    "attribution": "coalesce(doc #>> '{verdict,attribution}', '')",
    "outlet": "coalesce(doc #>> '{article,outlet}', '')",
    "language": "coalesce(doc #>> '{article,language}', '')",
    "topics": "ARRAY(SELECT jsonb_array_elements_text(coalesce(doc #> '{claim,topics}', '[]')))",
    "sources": f"ARRAY(SELECT DISTINCT {SOURCE} FROM {CITED})",
    "search": """setweight(to_tsvector(config, coalesce(doc #>> '{claim,text}', '')), 'A')
        || setweight(to_tsvector(config, concat_ws(' ', doc #>> '{claim,claimant}', doc #>> '{claim,claimantRole}',
            doc #>> '{article,title}', doc #>> '{article,outlet}')), 'B')
        || setweight(to_tsvector(config, coalesce(doc #>> '{verdict,rationale}', '')), 'C')
        || setweight(to_tsvector(config, coalesce(doc #>> '{claim,quote}', '')), 'D')""",
}
"""Each column of a current verdict, from its ledger row and document."""

SHOWN = f"SELECT {', '.join(COLUMNS.values())} FROM ({NEWEST}) AS newest"
"""The current verdicts, as the ledger has them."""

MOVE = f"""
INSERT INTO claims_currentverdict ({", ".join(COLUMNS)})
{SHOWN}
ON CONFLICT (claim_id) DO UPDATE SET {", ".join(f"{each} = excluded.{each}" for each in COLUMNS if each != "claim_id")}
"""

FACTS = """
SELECT of_v.dimension, of_v.value, CASE WHEN v.retracted THEN '' ELSE v.rating END AS rating, count(*) AS verdicts
FROM claims_currentverdict v, LATERAL (
    VALUES ('all', ''), ('month', to_char(v.first_published_at AT TIME ZONE 'UTC', 'YYYY-MM')), ('kind', v.kind),
        ('attribution', v.attribution), ('language', v.language), ('outlet', v.outlet)
    UNION ALL SELECT 'claimant', v.claimant_uid::text WHERE v.claimant_uid IS NOT NULL
    UNION ALL SELECT 'topic', topic FROM unnest(v.topics) AS topic
    UNION ALL SELECT 'source', source::text FROM unnest(v.sources) AS source
) AS of_v (dimension, value)
WHERE v.status <> 'redacted' AND :which
GROUP BY 1, 2, 3
"""
"""What is counted of current verdicts."""

CLAIMANTS = """
INSERT INTO claims_publishedclaimant (public_id, name, kind, verdicts, retracted, changed)
SELECT v.claimant_uid, min(v.claimant), 'unknown', 0, 0, max(v.publication_id)
FROM claims_currentverdict v WHERE v.claimant_uid IS NOT NULL AND :which GROUP BY 1
ON CONFLICT (public_id) DO UPDATE SET changed = excluded.changed
"""

CLAIMANT_KINDS = """
UPDATE claims_publishedclaimant AS each SET kind = coalesce((
    SELECT nullif(v.claimant_kind, '') FROM claims_currentverdict v
    WHERE v.claimant_uid = each.public_id ORDER BY v.publication_id DESC LIMIT 1
), 'unknown') WHERE :which
"""
"""What a claimant is, as the newest of the documents that speak of it now has it."""

SOURCES = f"""
INSERT INTO claims_publishedsource (public_id, publisher, title, url, kind, published_on, verdicts, retracted, changed)
SELECT DISTINCT ON (1) {SOURCE}, coalesce(s ->> 'publisher', ''), coalesce(s ->> 'title', ''), coalesce(s ->> 'url', ''),
    coalesce(s ->> 'kind', ''), coalesce(s ->> 'publishedOn', ''), 0, 0, sequence
FROM ({NEWEST}) AS newest, {CITED}
ORDER BY 1, sequence DESC
ON CONFLICT (public_id) DO UPDATE SET publisher = excluded.publisher, title = excluded.title, kind = excluded.kind,
    published_on = excluded.published_on, changed = excluded.changed
"""

SPOKEN = {"claimant": "claims_publishedclaimant", "source": "claims_publishedsource"}

COUNT = """
UPDATE :table AS spoken SET verdicts = found.standing, retracted = found.gone, changed = greatest(changed, %(sequence)s)
FROM (
    SELECT each.public_id, coalesce(sum(t.verdicts) FILTER (WHERE t.rating <> ''), 0) AS standing,
        coalesce(sum(t.verdicts) FILTER (WHERE t.rating = ''), 0) AS gone
    FROM :table AS each
    LEFT JOIN claims_tally t ON t.dimension = %(dimension)s AND t.value = each.public_id::text
    WHERE :which GROUP BY 1
) AS found WHERE found.public_id = spoken.public_id
"""


FORGET = "DELETE FROM :table AS each WHERE verdicts = 0 AND retracted = 0 AND :which"
"""Takes away those of whom no verdict speaks any more."""
TOUCHED = "each.public_id = ANY(%(touched)s::uuid[])"
ONE = {"p": "p.claim_id = %(claim)s", "v": "v.claim_id = %(claim)s"}


@transaction.atomic
def project(row: Publication) -> None:
    """Let what readers ask say what the ledger says, now that this row is its claim's newest. The head must be locked."""
    with connection.cursor() as cursor:
        given: dict[str, str | int] = {"claim": row.claim_id, "configurations": json.dumps(CONFIGURATIONS)}
        before = facts(cursor, row.claim_id)
        cursor.execute(MOVE.replace(":which", ONE["p"]), given)
        after = facts(cursor, row.claim_id)
        count(cursor, after - before, before - after)
        cursor.execute(CLAIMANTS.replace(":which", ONE["v"]), given)
        cursor.execute(SOURCES.replace(":which", ONE["p"]), given)
        for dimension, table in SPOKEN.items():
            touched = [value for of, value, _rating in before | after if of == dimension]
            told: dict[str, Any] = {"dimension": dimension, "sequence": row.sequence, "touched": touched}
            cursor.execute(COUNT.replace(":table", table).replace(":which", TOUCHED), told)
            cursor.execute(FORGET.replace(":table", table).replace(":which", TOUCHED), told)
        speakers = [value for of, value, _rating in before | after if of == "claimant"]
        cursor.execute(CLAIMANT_KINDS.replace(":which", TOUCHED), {"touched": speakers})


@transaction.atomic
def project_all() -> int:
    """Make everything that readers ask anew from the ledger; return the number of current verdicts."""
    LedgerHead.objects.select_for_update().get(pk=1)
    with connection.cursor() as cursor:
        given = {"configurations": json.dumps(CONFIGURATIONS)}
        for table in ("claims_tally", *SPOKEN.values()):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute(MOVE.replace(":which", "true"), given)
        moved: int = cursor.rowcount
        cursor.execute(
            f"INSERT INTO claims_tally (dimension, value, rating, verdicts) {FACTS.replace(':which', 'true')}"
        )
        cursor.execute(CLAIMANTS.replace(":which", "true"))
        cursor.execute(CLAIMANT_KINDS.replace(":which", "true"))
        cursor.execute(SOURCES.replace(":which", "true"), given)
        for dimension, table in SPOKEN.items():
            cursor.execute(
                COUNT.replace(":table", table).replace(":which", "true"), {"dimension": dimension, "sequence": 0}
            )
    return moved


SOURCES_IN_ORDER = ", ".join(
    "ARRAY(SELECT each FROM unnest(sources) AS each ORDER BY 1)" if name == "sources" else name for name in COLUMNS
)

CHANGED_VERDICTS = f"""
WITH told ({", ".join(COLUMNS)}) AS ({SHOWN.replace(":which", "true")}),
    should AS (SELECT {SOURCES_IN_ORDER} FROM told), kept AS (SELECT {SOURCES_IN_ORDER} FROM claims_currentverdict)
SELECT max(publication_id) FROM (
    (TABLE should EXCEPT ALL TABLE kept) UNION ALL (TABLE kept EXCEPT ALL TABLE should)
) AS differing
"""
"""The newest ledger row of which readers are shown something else than it says, in any column."""

CHANGED_COUNTS = f"""
WITH should AS ({FACTS.replace(":which", "true")}),
    kept AS (SELECT dimension::text, value, rating::text, verdicts FROM claims_tally),
    spoken AS (
        SELECT 'claimant' AS dimension, public_id::text, verdicts, retracted FROM claims_publishedclaimant
        UNION ALL SELECT 'source', public_id::text, verdicts, retracted FROM claims_publishedsource
    ),
    summed AS (
        SELECT dimension, value, coalesce(sum(verdicts) FILTER (WHERE rating <> ''), 0),
            coalesce(sum(verdicts) FILTER (WHERE rating = ''), 0)
        FROM should WHERE dimension IN ('claimant', 'source') GROUP BY 1, 2
    )
SELECT dimension, value FROM (
    (TABLE should EXCEPT ALL TABLE kept) UNION ALL (TABLE kept EXCEPT ALL TABLE should)
) AS counted
UNION ALL SELECT dimension, value FROM (
    (TABLE summed EXCEPT ALL TABLE spoken) UNION ALL (TABLE spoken EXCEPT ALL TABLE summed)
) AS spoken_of (dimension, value)
ORDER BY 1, 2 LIMIT 1
"""
"""Something of which readers are told another number than the current verdicts have."""


def wrongly_shown() -> int | None:
    """Return the newest ledger row of which readers are shown something else than it says, or None: all is right."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_VERDICTS, {"configurations": json.dumps(CONFIGURATIONS)})
        found: int | None = cursor.fetchone()[0]
    return found


def wrongly_counted() -> tuple[str, str] | None:
    """Return a dimension and a value of it of which readers are told a wrong number, or None: all is right."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_COUNTS)
        found: tuple[str, str] | None = cursor.fetchone()
    return found


def facts(cursor: CursorWrapper, claim_id: int) -> Facts:
    """Return what is counted of one claim's current verdict."""
    cursor.execute(FACTS.replace(":which", ONE["v"]), {"claim": claim_id})
    return Counter({(dimension, value, rating): number for dimension, value, rating, number in cursor.fetchall()})


def count(cursor: CursorWrapper, more: Facts, fewer: Facts) -> None:
    """Let the tallies count what came and what went; one that counts nothing any more goes."""
    if fewer:
        cursor.execute(
            """
            WITH fewer AS (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS f (dimension, value, rating)),
            gone AS (
                DELETE FROM claims_tally t USING fewer f
                WHERE (t.dimension, t.value, t.rating) = (f.dimension, f.value, f.rating) AND t.verdicts = 1
            )
            UPDATE claims_tally t SET verdicts = t.verdicts - 1 FROM fewer f
            WHERE (t.dimension, t.value, t.rating) = (f.dimension, f.value, f.rating) AND t.verdicts > 1
            """,
            columns(fewer),
        )
    if more:
        cursor.execute(
            """
            INSERT INTO claims_tally (dimension, value, rating, verdicts)
            SELECT *, 1 FROM unnest(%s::text[], %s::text[], %s::text[])
            ON CONFLICT (dimension, value, rating) DO UPDATE SET verdicts = claims_tally.verdicts + 1
            """,
            columns(more),
        )


def columns(of: Iterable[tuple[str, str, str]]) -> list[list[str]]:
    """Turn facts into three columns, in an order that is always the same."""
    return [list(column) for column in zip(*sorted(of), strict=True)]
