"""A newsroom at work, of any size: what benchmarks/population.py pours in, ending now, with all that a desk has beside it.

Six of ten claims are published, three dismissed or merged, the newest are in hand: spotted, assigned, rated and approved.
A reviewer checks some two thousand claims and leaves; three work at once, and for every hundred open claims one more, so
that more claims mean more people and not longer desks: nobody's past work or open desk grows with the newsroom.
Beside them: topics, history, notes, searches, comments, judgements, blind reviews, readers' requests, replies, feeds and
second looks at cited pages, derived in the database from what was poured in.
"""

# ruff: noqa: S608 - the statements are put together from constants of this file

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.population import BETWEEN, Population

if TYPE_CHECKING:
    import psycopg

IN_HAND = ("spotted", "assigned", "rated", "approved", "spotted")
A_CAREER = 2_100  # claims
"""How many claims a person checks before they leave."""
A_DESK = 75
"""How many claims lie on one desk at most, about."""
TRIO = (2, 3, 4)
FIRST_FURTHER = 6
"""The key of the first reviewer beside those who are there at every size."""
PARTNER = f"CASE WHEN {{0}} < {FIRST_FURTHER} THEN {{0}} % 3 + 2 ELSE {{0}} - {{0}} % 3 + ({{0}} + 1) % 3 END"
"""Who of the same three reviews apart with a person."""
ROW_A_DAY = "now() - interval '1 day' * (n % 60)"


class Newsroom(Population):
    """A newsroom with so many claims in all, of which the newest were spotted a moment ago."""

    def __init__(self, claims: int) -> None:
        """Share the claims out."""
        self.in_hand, dismissed = 1_000 + claims // 100, claims * 3 // 10
        rows = round((claims - self.in_hand - dismissed) / 0.88)
        first = rows - rows // 10 - rows // 50
        super().__init__(rows, in_hand=claims - first)
        self.to_hand = claims - self.in_hand
        self.began = datetime.now(UTC) - max(self.rows, self.claims) * BETWEEN

        self.at_work = max(len(TRIO), self.in_hand // 5 // A_DESK)
        self.before = -(-max(0, self.first - len(TRIO) * A_CAREER) // (len(TRIO) * A_CAREER)) * len(TRIO)

    def at(self, sequence: int) -> datetime:
        """Return when a ledger row was written, or a claim spotted."""
        return self.began + sequence * BETWEEN

    def status(self, claim: int, changed: dict[int, str]) -> str:
        """Return where a claim stands."""
        if claim <= self.first:
            return changed.get(claim, "published")
        return "dismissed" if claim <= self.to_hand else IN_HAND[claim % len(IN_HAND)]

    def reviewer(self, claim: int) -> int:
        """Return who checks a claim: three people at a time, until they leave; what is in hand, all who are there now."""
        if claim > self.first:
            turn = claim // len(IN_HAND) % self.at_work
            return TRIO[turn] if turn < len(TRIO) else FIRST_FURTHER + self.before + turn - len(TRIO)
        back = (self.first - claim) // (len(TRIO) * A_CAREER)
        return TRIO[claim % 3] if back == 0 else FIRST_FURTHER + len(TRIO) * (back - 1) + claim % 3

    def staff(self) -> None:
        """Hire those who are there at every size, and as many more as so many claims take."""
        from claims.models import User
        from claims.models.user import Role

        super().staff()
        further = self.before + self.at_work - len(TRIO)
        User.objects.bulk_create(
            User(
                pk=FIRST_FURTHER + place,
                username=f"person-{place}",
                first_name=self.chance.words[place].capitalize(),
                last_name=self.chance.words[-place - 1].capitalize(),
                role=Role.REVIEWER,
                is_staff=True,
                is_active=place >= self.before,
                password="!",  # noqa: S106 - nobody can sign in with it
            )
            for place in range(further)
        )

    def pour_beside(self, connection: psycopg.Connection) -> None:
        """Derive the rest from claims, verdicts and publications, which are analysed first: nothing has counted them yet."""
        connection.execute("ANALYZE")
        for statement in BESIDE:
            connection.execute(statement)


CLAIM = (
    'id, article_id, run_id, public_id, number, start, "end", quote, text, machine_text, claimant_id, claimant_role, '
    "reported_by, kind, checkable, reason, check_worthiness, unresolved, provenance, priority, topic_id, wanted_by, "
    "split_from_id, version, kept_id, created_at, updated_at"
)
ASSIGNMENT = (
    "id, claim_id, reviewer_id, assigned_by_id, order_id, due_at, assigned_at, ended_at, ended_by_id, ending, "
    "ended_because, reminded_at, escalated_at"
)
BESIDE = (
    "INSERT INTO claims_topic (name) SELECT 'Topic ' || n FROM generate_series(1, 40) n",
    "UPDATE claims_claim SET topic_id = id % 40 + 1 WHERE status <> 'published' AND id % 3 = 0",
    """UPDATE claims_claim c SET article_id = a.id, number = 100 + n, start = 30 * n, "end" = 30 * n + 29,
        quote = substr(a.text, 30 * n + 1, 29)
    FROM (SELECT id, (row_number() OVER (ORDER BY id DESC))::int AS n FROM claims_claim WHERE status = 'spotted'
        ORDER BY id DESC LIMIT 100) s,
        (SELECT id, text FROM claims_article ORDER BY id DESC LIMIT 1) a
    WHERE c.id = s.id""",
    """UPDATE claims_claim SET status = 'merged', kept_id = id - 1 WHERE status = 'dismissed' AND id % 50 = 0""",
    """INSERT INTO pghistory_context (id, created_at, updated_at, metadata)
    SELECT md5('context ' || c.id)::uuid, c.updated_at, c.updated_at,
        jsonb_build_object('user', CASE WHEN c.id % 3 = 0 THEN 1 ELSE coalesce(a.reviewer_id, 5) END, 'reason', 'It is worth checking.')
    FROM claims_claim c LEFT JOIN claims_assignment a ON a.id = c.id""",
    f"""INSERT INTO claims_claimevent (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, status, {CLAIM})
    SELECT created_at, 'insert', id, NULL, 'spotted', {CLAIM} FROM claims_claim""",
    f"""INSERT INTO claims_claimevent (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, status, {CLAIM})
    SELECT updated_at, 'update', id, md5('context ' || id)::uuid, status, {CLAIM} FROM claims_claim
    WHERE status <> 'spotted'""",
    f"""INSERT INTO claims_assignmentevent (pgh_created_at, pgh_label, pgh_obj_id, {ASSIGNMENT})
    SELECT assigned_at, 'insert', id, {ASSIGNMENT} FROM claims_assignment""",
    """INSERT INTO claims_sourcesearch (claim_id, provider, state, queries, found, kept, pages_done, problem, tries, updated_at)
    SELECT c.id, p, CASE WHEN c.id % 5000 = 7 THEN 'unreachable' ELSE 'done' END, '["words of it"]', 4, 1, 4, '', 1, c.updated_at
    FROM claims_claim c, (VALUES ('archive'), ('mediawiki')) AS of (p) WHERE status NOT IN ('spotted', 'dismissed', 'merged')""",
    """INSERT INTO claims_job (kind, subject, state, run_after, attempt, crashes, errors, deferrals, problem, done_parts,
        all_parts, queued_at, started_at, finished_at)
    SELECT 'find_sources', id, 'done', updated_at, 1, 0, 0, 0, '', 2, 2, updated_at, updated_at, updated_at
    FROM claims_claim WHERE status NOT IN ('spotted', 'dismissed', 'merged')""",
    """INSERT INTO claims_job (kind, subject, state, run_after, attempt, crashes, errors, deferrals, problem, done_parts,
        all_parts, queued_at)
    SELECT 'find_sources', id, 'queued', now(), 0, 0, 0, 0, '', 0, 2, now() FROM claims_claim WHERE status = 'assigned'
    ORDER BY id DESC LIMIT 40""",
    """INSERT INTO claims_job (kind, subject, state, run_after, attempt, crashes, errors, deferrals, problem, done_parts,
        all_parts, queued_at, started_at, finished_at)
    SELECT 'look_at_page', id, 'failed', now(), 3, 3, 0, 0, 'The worker died three times.', 0, 1, now(), now(), now()
    FROM claims_snapshot ORDER BY id LIMIT 20""",
    """INSERT INTO claims_notification (to_id, kind, route, claim_id, verdict_id, by_id, told_at, read_at)
    SELECT v.reviewer_id, 'approved', 'desk', v.claim_id, v.id, a.approver_id, a.approved_at,
        CASE WHEN a.approved_at < now() - interval '1 day' THEN a.approved_at END
    FROM claims_verdict v JOIN claims_approval a ON a.verdict_id = v.id""",
    """INSERT INTO claims_comment (claim_id, verdict_id, author_id, words, written_at)
    SELECT claim_id, id, 1, 'Please look at the second source again.', rated_at FROM claims_verdict WHERE id % 5 = 0""",
    """INSERT INTO claims_judgement (claim_id, extractor, stage, outcome, machine, person, reason, by_id, made_at)
    SELECT id, 'rules 9', 'finding', CASE WHEN status IN ('dismissed', 'merged') THEN 'rejected' ELSE 'accepted' END,
        '{}', '{}', '', 1, updated_at FROM claims_claim WHERE status <> 'spotted'""",
    """INSERT INTO claims_blindreview (claim_id, opened_by_id, opened_at, both_in_at, agreed, disputed, stands_id)
    SELECT claim_id, 1, rated_at, rated_at, claim_id % 60 <> 0, false, NULL FROM claims_verdict
    WHERE id % 20 = 0 AND id <= (SELECT count(*) FROM claims_currentverdict) + (SELECT count(*) FROM claims_publication) / 2""",
    f"""INSERT INTO claims_verdict (claim_id, assignment_id, reviewer_id, rating_id, attribution, rationale, rated_at,
        blind_review_id)
    SELECT v.claim_id, v.assignment_id, who, CASE WHEN b.agreed OR who = v.reviewer_id THEN v.rating_id
        ELSE (SELECT min(id) FROM claims_rating r WHERE r.scale_id = of_v.scale_id) END, v.attribution, v.rationale,
        v.rated_at, b.id
    FROM claims_blindreview b JOIN claims_verdict v ON v.claim_id = b.claim_id JOIN claims_rating of_v ON of_v.id = v.rating_id,
        LATERAL (VALUES (v.reviewer_id), ({PARTNER.format("v.reviewer_id")})) AS they (who)""",
    """UPDATE claims_blindreview b SET stands_id = v.first
    FROM (SELECT blind_review_id, min(id) AS first FROM claims_verdict WHERE blind_review_id IS NOT NULL GROUP BY 1) v
    WHERE v.blind_review_id = b.id""",
    """INSERT INTO claims_readerrequest (public_id, claim_id, publication_id, words, name, email, received_at, state, answer,
        answered_by_id, answered_at)
    SELECT md5('request ' || sequence)::uuid, claim_id, sequence, 'The figure is of another year.', '', '', published_at,
        'answered', 'We looked again: it is of this year.', 1, published_at
    FROM claims_publication WHERE sequence % 100 = 0 AND published_at < now() - interval '2 days'""",
    """INSERT INTO claims_readerrequest (public_id, claim_id, publication_id, words, name, email, received_at, state, answer)
    SELECT md5('open request ' || sequence)::uuid, claim_id, sequence, 'The figure is of another year.', '', '', now(), 'open', ''
    FROM claims_publication ORDER BY sequence DESC LIMIT 60""",
    """INSERT INTO claims_replyrequest (claim_id, addressee, email, way, letter, asked_by_id, asked_at, due_at, state, reply)
    SELECT id, 'The office', '', 'by_hand', 'We are checking what you said.', 1, now(), now() + interval '1 day', 'asked', ''
    FROM claims_claim WHERE status = 'rated' ORDER BY id DESC LIMIT 60""",
    f"""INSERT INTO claims_feed (name, address, outlet, wanted, unwanted, handling, minutes, signed_by_id, signed_at,
        next_look_at, looked_at, etag, last_modified, problem)
    SELECT 'Feed ' || n, 'https://feeds.example.org/' || n, 'The Post', '', '', 'ask', 30, 1, {ROW_A_DAY}, now(), now(), '', '', ''
    FROM generate_series(1, 30) n""",
    """INSERT INTO claims_feedentry (feed_id, address, title, summary, published_on, state, problem, article_id, decided_by_id, seen_at)
    SELECT id % 30 + 1, 'https://paper.example.org/' || id, title, '', published_at::date, 'taken_in', '', id, 1, taken_in_at
    FROM claims_article""",
    f"""INSERT INTO claims_feedentry (feed_id, address, title, summary, published_on, state, problem, seen_at)
    SELECT n % 30 + 1, 'https://paper.example.org/new/' || n, 'Report to come ' || n, 'What it says in short.', current_date,
        'waiting', '', {ROW_A_DAY} FROM generate_series(1, 300) n""",
    """INSERT INTO claims_pagelook (snapshot_id, looked_at, found, address, because)
    SELECT id, now(), CASE WHEN id % 20 = 0 THEN 'gone' ELSE 'same' END, '', '' FROM claims_snapshot""",
    """INSERT INTO claims_pageflag (claim_id, look_id, snapshot_id, cited_words_stand, raised_at, decision, because)
    SELECT DISTINCT ON (l.id) v.claim_id, l.id, c.snapshot_id, false, now(), '', '' FROM claims_pagelook l
    JOIN claims_citation c ON c.snapshot_id = l.snapshot_id JOIN claims_verdict v ON v.id = c.verdict_id
    WHERE l.found = 'gone'""",
)  # fmt: skip
"""What is told in the order in which it refers to each other."""
