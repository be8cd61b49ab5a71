"""The search for checked claims like a wording: near in meaning (pgvector) and sharing rare words (BM25), in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from claims.models.vector import as_literal

if TYPE_CHECKING:
    from collections.abc import Sequence

LEXICAL_SHARE = 0.3
"""What shared words add to the cosine, at most; benchmarks/matching.py measures it."""
POSTINGS = 5_000
"""Rows that the rarest words of a query may touch together; commoner words only add to the score of what these found."""
NEAREST = 100

SEARCH = """
WITH q AS MATERIALIZED (
  SELECT word, idf, sum(checked) OVER w AS cumulated, row_number() OVER w AS place
  FROM (SELECT u.lexeme AS word, coalesce(l.checked, 0) AS checked,
               ln(1 + (%(n)s - coalesce(l.checked, 0) + .5) / (coalesce(l.checked, 0) + .5)) AS idf
        FROM unnest(to_tsvector('english', %(text)s)) u LEFT JOIN claims_checkedword l ON l.word = u.lexeme) counted
  WINDOW w AS (ORDER BY checked, word)),
most AS (SELECT nullif(sum(idf), 0) AS bm FROM q),
tq AS MATERIALIZED (
  SELECT string_agg(quote_literal(word), ' | ')::tsquery AS t FROM q WHERE cumulated <= %(postings)s OR place <= 2),
lexical AS MATERIALIZED (
  SELECT d.id FROM tq, claims_checkedclaim d, LATERAL (
    SELECT sum(q.idf) AS s FROM unnest(d.search) u JOIN q ON q.word = u.lexeme) x
  WHERE d.search @@ tq.t ORDER BY x.s DESC, d.id LIMIT %(nearest)s),
semantic AS MATERIALIZED (
  SELECT id FROM claims_checkedclaim ORDER BY vector <=> %(vector)s::halfvec LIMIT %(nearest)s),
scored AS (
  SELECT d.id, 1 - (d.vector <=> %(vector)s::halfvec) AS meaning, least(1, coalesce(x.bm / most.bm, 0)) AS words, x.bm
  FROM (SELECT id FROM lexical UNION SELECT id FROM semantic) c JOIN claims_checkedclaim d USING (id), most, LATERAL (
    SELECT sum(q.idf * tf * 2.2 / (tf + 1.2 * (.25 + .75 * length(d.search) / %(average)s))) AS bm
    FROM (SELECT lexeme, cardinality(positions) AS tf FROM unnest(d.search)) u JOIN q ON q.word = u.lexeme) x
  WHERE d.claim_id IS NULL OR d.claim_id <> coalesce(%(not_claim)s, 0))
SELECT id, meaning, words, (greatest(meaning, 0) + %(share)s * words) / (1 + %(share)s) AS likeness
FROM scored ORDER BY likeness DESC, id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A checked claim, with cosine, share of the wording's words by their weight, and both together: 0 to 1."""

    checked_id: int
    meaning: float
    words: float
    likeness: float


@dataclass(frozen=True, slots=True)
class Index:
    """What the search needs to know of all checked claims together: how many, and their mean length in lexemes."""

    checked: int
    average: float

    @classmethod
    def now(cls) -> Index:
        """Look it up, once for many searches."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), coalesce(avg(length(search)), 1) FROM claims_checkedclaim")
            checked, average = cursor.fetchone()
        return cls(int(checked), max(1.0, float(average)))

    def like(self, wording: str, vector: Sequence[float], *, most: int, not_claim: int | None = None) -> list[Found]:
        """Return the checked claims most like a wording, the likest first, without one of our own. Needs a transaction."""
        if not self.checked:
            return []
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL hnsw.ef_search = 200; SET LOCAL jit = off")
            given: dict[str, int | float | str | None] = {
                "n": self.checked,
                "average": self.average,
                "text": wording,
                "vector": as_literal(vector),
                "postings": POSTINGS,
                "nearest": NEAREST,
                "share": LEXICAL_SHARE,
                "most": most,
                "not_claim": not_claim,
            }
            cursor.execute(SEARCH, given)
            return [Found(key, float(a), float(b), float(both)) for key, a, b, both in cursor.fetchall()]
