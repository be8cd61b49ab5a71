"""The page behind “History”: bulk acts, raw SQL, deletes and machine work stand in it, with who, what and why."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pghistory
import pytest
from django.db import connection
from django.utils.html import strip_tags

from claims.desk.assignment import assign, sign_standing_order
from claims.desk.newsroom import mark_as_rehearsal
from claims.desk.triage import add_claim, reword
from claims.desk.workload import assign_under_standing_order
from claims.models import Article, Claim, Claimant, Evidence, LedgerHead, Newsroom, SourceSearch
from claims.models.standing_order import OrderKind
from tests.admin_models.conftest import table
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from tests.admin_models.conftest import Browser
    from tests.desk import People

Open = "Callable[[User], Browser]"


def lines(me: Browser, row: Any, *, key: Any = None) -> list[str]:
    """Read a row's history, the newest line first, as words."""
    page = me.client.get(table(type(row), "history", key or row.pk))
    assert page.status_code == 200
    body = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(unescape(strip_tags(line)).split()) for line in body.split("<tr>")[1:]]


def test_a_bulk_act_stands_in_each_history_with_its_reason(browser: Open, people: People, article: Article) -> None:
    claims = [add_claim(article, start=0, end=9, text=f"Wording {place}.", by=people.editor) for place in range(2)]
    me = browser(people.editor)
    me.confirm(me.choose(claims, "dismiss"), reason="A matter of taste.")

    for claim in claims:
        newest = lines(me, claim)[0]
        assert "editor" in newest
        assert "Move: dismiss" in newest
        assert "Status: spotted → dismissed" in newest
        assert "A matter of taste." in newest


def test_a_bulk_update_past_the_desk_stands_there_with_nobody_to_name(
    browser: Open, people: People, claim: Claim
) -> None:
    Claim.objects.filter(pk=claim.pk).update(status="dismissed")

    newest = lines(browser(people.chief), claim)[0]

    assert "Nobody signed in" in newest
    assert "Status: spotted → dismissed" in newest
    assert "Move" not in newest


def test_raw_sql_stands_there_even_where_only_bookkeeping_changed(browser: Open, people: People, claim: Claim) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET version = 77 WHERE id = %s", [claim.pk])

    assert "Version: 1 → 77" in lines(browser(people.chief), claim)[0]


def test_a_deleted_row_keeps_its_history_for_editors(browser: Open, people: People) -> None:
    gone = Claimant.objects.create(name="Nobody in particular")
    key = gone.pk
    Claimant.objects.all().delete()

    newest = lines(browser(people.editor), gone, key=key)[0]

    assert "Deleted" in newest
    assert "Nobody in particular" in newest
    assert browser(people.reviewer).client.get(table(Claimant, "history", key)).status_code == 302


def test_an_old_and_a_new_wording_stand_side_by_side(browser: Open, people: People, claim: Claim) -> None:
    before = claim.text
    reword(claim, "Another wording.", by=people.editor, seen=claim.version)

    assert f"Wording: {before} → Another wording." in lines(browser(people.chief), claim)[0]


def test_machine_work_is_named_and_so_is_who_signed_for_it(browser: Open, people: People, claim: Claim) -> None:
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    with pghistory.context(job=1, work="assign_new_claims"):
        assign_under_standing_order(claim)

    told = lines(browser(people.chief), claim)

    move = next(line for line in told if "Move: assign" in line)
    assert "chief, by standing order" in move
    assert "machine work: assign new claims by standing order" in move
    assert any("Assignment added" in line for line in told)


def test_a_second_assignment_stands_by_itself(browser: Open, people: People, claim: Claim) -> None:
    first = assign(claim, people.reviewer, by=people.editor, seen=1)
    assign(claim, people.second, by=people.chief, seen=2, instead_of=first)

    moves = [line for line in lines(browser(people.chief), claim) if "Move: assign" in line]

    assert len(moves) == 2
    assert sum("Status: spotted → assigned" in line for line in moves) == 1


def test_evidence_that_was_excluded_stands_in_the_claims_history(browser: Open, people: People, claim: Claim) -> None:
    found = archive_evidence(claim)
    me = browser(people.editor)
    me.confirm(me.choose([found], "exclude"), reason="About another Putin.")

    for row in (found, claim):
        newest = lines(me, row)[0]
        assert "Why excluded: About another Putin." in newest
        assert "editor" in newest
    assert Evidence.objects.kept().count() == 0


def test_a_reviewer_reads_the_history_of_their_claims_and_of_no_other(
    browser: Open, people: People, claim: Claim
) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=1)

    assert any("Move: assign" in line for line in lines(browser(people.reviewer), claim))
    assert browser(people.second).client.get(table(Claim, "history", claim.pk)).status_code == 302


def test_a_reviewer_does_not_read_who_else_was_asked(browser: Open, people: People, claim: Claim) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=1)
    assign(claim, people.third, by=people.editor, seen=2)

    told = " ".join(lines(browser(people.reviewer), claim))

    assert "third" not in told
    assert "third" in " ".join(lines(browser(people.editor), claim))


def test_rows_without_events_tell_their_own_log(browser: Open, people: People, claim: Claim) -> None:
    search = SourceSearch.objects.create(
        claim=claim, provider="archive", state="unreachable", problem="The archive did not answer."
    )

    assert "The archive did not answer." in lines(browser(people.chief), search)[0]
    head = browser(people.chief).client.get(table(LedgerHead, "history", 1))
    assert b"Nothing has happened" in head.content


def test_a_long_history_comes_in_pages(browser: Open, people: People, claim: Claim) -> None:
    for place in range(60):
        Claim.objects.filter(pk=claim.pk).update(text=f"Wording {place}.")
    me = browser(people.chief)

    first = me.client.get(table(Claim, "history", claim.pk))
    second = me.client.get(table(Claim, "history", claim.pk) + "?page=2")

    assert b"Page 1 of 2" in first.content
    assert b"Wording 59." in first.content
    assert b"Wording 1." in second.content
    assert me.client.get(table(Claim, "history", claim.pk) + "?page=nonsense").status_code == 200


def test_the_newsrooms_mark_as_a_rehearsal_is_told(browser: Open, people: People) -> None:
    mark_as_rehearsal(by=people.chief)

    assert "Rehearsal: no → yes" in lines(browser(people.chief), Newsroom.objects.ours())[0]


@pytest.mark.parametrize("hostile", ["<script>x</script>", "{% now %}", "'; DROP TABLE claims_claim; --"])
def test_hostile_words_are_only_words(browser: Open, people: People, claim: Claim, hostile: str) -> None:
    Claim.objects.filter(pk=claim.pk).update(text=hostile)

    page = browser(people.chief).client.get(table(Claim, "history", claim.pk)).content.decode()

    assert "<script>x" not in page
    assert hostile in unescape(page)
