"""Moves made on many claims at once: each for itself, with a line that says how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.admin.models.acts import MOST_ROWS
from claims.desk.assignment import assign
from claims.desk.triage import add_claim, dismiss, merge
from claims.lifecycle import Status
from claims.models import Assignment, Claim, Job
from tests.admin_models.conftest import table

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People

Open = "Callable[[User], Browser]"


@pytest.fixture
def claims(article: Article, people: People) -> list[Claim]:
    """Three claims in triage."""
    return [
        add_claim(article, start=0, end=20, text=f"Wording number {place}.", by=people.editor) for place in range(3)
    ]


def test_dismissing_asks_for_the_reason_first(browser: Open, people: People, claims: list[Claim]) -> None:
    page = browser(people.editor).choose(claims, "dismiss")

    assert page.status_code == 200
    assert b"Reason" in page.content
    assert not Claim.objects.exclude(status=Status.SPOTTED).exists()


def test_dismissing_many_keeps_the_reason_with_each(browser: Open, people: People, claims: list[Claim]) -> None:
    me = browser(people.editor)

    answer = me.confirm(me.choose(claims, "dismiss"), reason="Nothing to check.")

    assert answer.status_code == 302
    assert len(me.messages(answer)) == 3
    assert {claim.status for claim in Claim.objects.all()} == {Status.DISMISSED}
    assert {move.reason for claim in claims for move in claim.moves.all()} == {"Nothing to check."}


def test_without_a_reason_the_page_asks_again_and_nothing_is_done(
    browser: Open, people: People, claims: list[Claim]
) -> None:
    me = browser(people.editor)

    answer = me.confirm(me.choose(claims, "dismiss"), reason="  ")

    assert answer.status_code == 422
    assert b"This field is required" in answer.content
    assert not Claim.objects.exclude(status=Status.SPOTTED).exists()


def test_who_was_slower_is_told_who_did_what_and_the_others_succeed(
    browser: Open, people: People, claims: list[Claim]
) -> None:
    me = browser(people.editor)
    page = me.choose(claims, "dismiss")
    assign(claims[1], people.reviewer, by=people.chief, seen=1)

    answer = me.confirm(page, reason="Nothing to check.")

    said = me.messages(answer)
    assert len(said) == 3
    assert "chief made this claim assigned" in said[1]
    assert [claim.status for claim in Claim.objects.order_by("pk")] == ["dismissed", "assigned", "dismissed"]


def test_a_list_that_was_loaded_before_a_change_is_stale(browser: Open, people: People, claims: list[Claim]) -> None:
    me = browser(people.editor)
    shown = me.client.get(table(Claim)).content.decode()
    assert f'name="seen-{claims[0].pk}" value="1"' in shown
    dismiss(claims[0], by=people.chief, seen=1, reason="Doubtful.")

    stale = me.choose([claims[0]], "restore", **{f"seen-{claims[0].pk}": 1})

    assert "It was changed after you opened it" in me.messages(stale)[0]
    assert Claim.objects.get(pk=claims[0].pk).status == Status.DISMISSED


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "٣"])
def test_a_version_that_is_none_wins_nothing(browser: Open, people: People, claims: list[Claim], version: str) -> None:
    dismiss(claims[0], by=people.chief, seen=1, reason="Doubtful.")

    browser(people.editor).choose([claims[0]], "restore", **{f"seen-{claims[0].pk}": version})

    assert Claim.objects.get(pk=claims[0].pk).status == Status.DISMISSED


def test_restoring_takes_a_dismissal_back(browser: Open, people: People, claims: list[Claim]) -> None:
    dismiss(claims[0], by=people.chief, seen=1, reason="Doubtful.")

    browser(people.editor).choose([claims[0]], "restore")

    assert Claim.objects.get(pk=claims[0].pk).status == Status.SPOTTED


def test_a_merge_can_be_taken_back(browser: Open, people: People, claims: list[Claim]) -> None:
    merge(claims[0], claims[1], by=people.chief, seen=1)

    browser(people.editor).choose([claims[0]], "unmerge")

    assert Claim.objects.get(pk=claims[0].pk).kept is None


def test_assigning_puts_claims_on_a_desk_and_asks_for_sources(
    browser: Open, people: People, claims: list[Claim]
) -> None:
    me = browser(people.editor)

    me.confirm(me.choose(claims, "assign"), reviewer=people.second.pk, due="2026-12-01T16:00")

    assert Assignment.objects.current().filter(reviewer=people.second).count() == 3
    assert {made.due_at.isoformat() for made in Assignment.objects.all()} == {"2026-12-01T16:00:00+00:00"}
    assert Job.objects.filter(kind="find_sources", asked_by=people.editor).count() == 3


def test_assigning_again_ends_the_first_assignment(browser: Open, people: People, claims: list[Claim]) -> None:
    assign(claims[0], people.reviewer, by=people.chief, seen=1)
    me = browser(people.editor)

    me.confirm(me.choose([claims[0]], "assign"), reviewer=people.second.pk, due="")

    assert [made.reviewer for made in Assignment.objects.current()] == [people.second]


@pytest.mark.parametrize("answers", [{"reviewer": ""}, {"reviewer": "0"}, {"reviewer": "x"}, {"due": "yesterday"}])
def test_nobody_and_no_time_are_refused(
    browser: Open, people: People, claims: list[Claim], answers: dict[str, str]
) -> None:
    me = browser(people.editor)

    answer = me.confirm(me.choose(claims, "assign"), **({"reviewer": people.second.pk} | answers))

    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_unassigning_clears_the_desk(browser: Open, people: People, claims: list[Claim]) -> None:
    assign(claims[0], people.reviewer, by=people.chief, seen=1)
    me = browser(people.editor)

    me.confirm(me.choose([claims[0]], "unassign"), reason="On holiday.")

    assert not Assignment.objects.current().exists()
    assert Claim.objects.get(pk=claims[0].pk).status == Status.SPOTTED


def test_looking_again_queues_the_work(browser: Open, people: People, claims: list[Claim]) -> None:
    assign(claims[0], people.reviewer, by=people.chief, seen=1)
    Job.objects.all().delete()

    answer = browser(people.reviewer).choose([claims[0]], "look_again")

    assert answer.status_code == 302
    assert Job.objects.get().asked_by == people.reviewer


@pytest.mark.parametrize("act", ["assign", "unassign", "dismiss", "restore", "unmerge"])
def test_a_reviewer_is_not_offered_editors_moves_and_cannot_send_them(
    browser: Open, people: People, claims: list[Claim], act: str
) -> None:
    assign(claims[0], people.reviewer, by=people.chief, seen=1)
    me = browser(people.reviewer)

    offered = me.client.get(table(Claim)).content.decode()
    answer = me.choose([claims[0]], act)

    assert f'<option value="{act}">' not in offered
    assert me.messages(answer) == ["No action selected."]
    assert Claim.objects.get(pk=claims[0].pk).version == claims[0].version


def test_rows_that_a_person_may_not_see_are_not_touched(browser: Open, people: People, claims: list[Claim]) -> None:
    me = browser(people.reviewer)

    answer = me.choose([claims[0]], "look_again")

    assert me.messages(answer) == ["1 chosen row is no longer there for you."]
    assert not Job.objects.filter(kind="find_sources").exists()


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "1 OR 1=1"])
def test_keys_that_are_none_are_refused(browser: Open, people: People, claims: list[Claim], key: str) -> None:
    me = browser(people.editor)

    answer = me.client.post(table(Claim), {"action": "restore", "index": 0, "_selected_action": key})

    assert answer.status_code == 302
    assert me.messages(answer) == ["These rows do not exist. Choose again."]


def test_more_rows_than_an_act_takes_are_refused_whole(browser: Open, people: People, claims: list[Claim]) -> None:
    first = claims[0]
    Claim.objects.bulk_create(
        Claim(article=first.article, number=100 + place, start=0, end=9, quote=first.quote, text="More.", kind="fact")
        for place in range(MOST_ROWS)
    )
    me = browser(people.editor)

    answer = me.client.post(
        table(Claim), {"action": "dismiss", "index": 0, "select_across": 1, "_selected_action": [first.pk]}
    )

    assert me.messages(answer) == ["Choose at most 200 rows at a time. Nothing was done."]


def test_all_rows_of_a_filter_can_be_chosen_and_are_shown_first(
    browser: Open, people: People, claims: list[Claim]
) -> None:
    assign(claims[2], people.reviewer, by=people.chief, seen=1)
    me = browser(people.editor)
    given = {"action": "dismiss", "index": 0, "select_across": 1, "_selected_action": [claims[0].pk]}

    page = me.client.post(table(Claim) + "?status__exact=spotted", given)
    me.confirm(page, reason="Nothing to check.")

    assert [row.pk for row, _name, _seen in page.context["rows"]] == [claims[0].pk, claims[1].pk]
    assert Claim.objects.filter(status=Status.DISMISSED).count() == 2


def test_a_filter_does_not_hide_the_row_that_somebody_moved_meanwhile(
    browser: Open, people: People, claims: list[Claim]
) -> None:
    me = browser(people.editor)
    given = {"action": "dismiss", "index": 0, "_selected_action": [claims[0].pk], f"seen-{claims[0].pk}": 1}
    page = me.client.post(table(Claim) + "?status__exact=spotted", given)
    assign(claims[0], people.reviewer, by=people.chief, seen=1)

    answer = me.confirm(page, reason="Nothing to check.")

    assert "chief made this claim assigned" in me.messages(answer)[0]


def test_words_of_an_article_are_shown_as_words(browser: Open, people: People, claims: list[Claim]) -> None:
    Claim.objects.filter(pk=claims[0].pk).update(
        text="<script>alert(1)</script> & more", provenance={"<b>rule</b>": ["<i>x</i>"]}
    )
    me = browser(people.editor).client

    for address in (table(Claim), table(Claim, "change", claims[0].pk), table(Claim, "history", claims[0].pk)):
        text = me.get(address).content.decode()
        assert "<script>alert(1)" not in text
        assert "<i>x</i>" not in text
        assert "&lt;script&gt;alert(1)" in text
