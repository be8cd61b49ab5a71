"""The list and the board: the same claims, filtered, searched, moved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import now

from claims.desk import assignment, triage
from claims.lifecycle import Status
from claims.models import Assignment, Claim
from tests.desk import make_claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

OTHER = "We are ready at any time convenient for the American side."


@pytest.fixture
def other(article: Article, people: People) -> Claim:
    """A second claim of the article, an opinion that cannot be checked."""
    claim = make_claim(article, by=people.editor, words=OTHER)
    Claim.objects.filter(pk=claim.pk).update(kind="opinion", checkable=False)
    return claim


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        ("", True, True),
        ("status=spotted", False, True),
        ("status=assigned", True, False),
        ("status=open", True, True),
        ("kind=opinion", False, True),
        ("checkable=yes", True, False),
        ("checkable=no", False, True),
        ("q=soon+possible", True, False),
        ("q=putin", True, True),
        ("q=9news+convenient", False, True),
        ("q=nobody+said", False, False),
        ("outlet=9News", True, True),
        ("outlet=Elsewhere", False, False),
        ("article=0", False, False),
        ("status=nonsense&kind=nonsense&reviewer=x", True, True),
    ],
)
def test_filters_keep_what_they_say(
    claim: Claim, other: Claim, people: People, sit_down: SitDown, asked: str, first: bool, second: bool
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    page = sit_down(people.editor).get(f"/desk/list/?{asked}").content.decode()
    assert (f'/desk/review/{claim.pk}/"' in page, f'/desk/review/{other.pk}/"' in page) == (first, second)


def test_the_reviewer_filter_knows_me_and_others(claim: Claim, people: People, sit_down: SitDown) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    editor = sit_down(people.editor)
    assert f'/desk/review/{claim.pk}/"' not in editor.get("/desk/list/?reviewer=me").content.decode()
    page = editor.get(f"/desk/list/?reviewer={people.reviewer.pk}").content.decode()
    assert f'/desk/review/{claim.pk}/"' in page


def test_what_is_late_is_found(claim: Claim, people: People, sit_down: SitDown) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    editor = sit_down(people.editor)
    assert f'/desk/review/{claim.pk}/"' not in editor.get("/desk/list/?due=over").content.decode()
    Assignment.objects.update(due_at=now() - timedelta(minutes=1))
    assert f'/desk/review/{claim.pk}/"' in editor.get("/desk/list/?due=over").content.decode()


def test_a_filter_counts_what_it_would_keep(claim: Claim, other: Claim, people: People, sit_down: SitDown) -> None:
    page = sit_down(people.editor).get("/desk/list/?kind=opinion").content.decode()
    assert 'Opinion<span class="n">1</span>' in page
    assert 'Fact<span class="n">1</span>' in page
    assert 'Spotted<span class="n">1</span>' in page


def test_a_reviewer_lists_and_counts_their_own_alone(
    claim: Claim, other: Claim, people: People, sit_down: SitDown
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    page = sit_down(people.reviewer).get("/desk/list/").content.decode()
    assert f'/desk/review/{other.pk}/"' not in page
    assert 'All<span class="n">1</span>' in page
    assert 'name="bulk"' not in page


def test_many_are_assigned_with_a_line_for_each(claim: Claim, other: Claim, people: People, sit_down: SitDown) -> None:
    triage.dismiss(other, by=people.chief, seen=other.version, reason="A joke.")
    typed = {
        "bulk": "assign",
        "reviewer": people.reviewer.pk,
        "due": "",
        "claims": [f"{claim.pk}:{claim.version}", f"{other.pk}:{other.version - 1}"],
    }
    page = sit_down(people.editor).post("/desk/list/", typed).content.decode()
    assert f"Claim {claim.number} is on {people.reviewer}’s desk." in page
    assert f"{people.chief} made this claim dismissed" in page
    assert set(Claim.objects.values_list("status", flat=True)) == {Status.ASSIGNED, Status.DISMISSED}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"bulk": "assign"}, "Nothing was selected."),
        ({"bulk": "publish", "claims": ["1:1"]}, "Choose what to do with them."),
        ({"bulk": "dismiss", "claims": ["x", "1", ":"]}, "Nothing was selected."),
    ],
)
def test_a_bulk_act_that_means_nothing_does_nothing(
    claim: Claim, people: People, sit_down: SitDown, typed: dict[str, object], said: str
) -> None:
    assert said in sit_down(people.editor).post("/desk/list/", typed).content.decode()


def test_a_reviewer_cannot_act_on_many(claim: Claim, people: People, sit_down: SitDown) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    typed = {"bulk": "assign", "reviewer": people.second.pk, "claims": [f"{claim.pk}:{claim.version}"]}
    page = sit_down(people.reviewer).post("/desk/list/", typed).content.decode()
    assert "Only an editor may do this." in page
    assert claim.assignments.current().get().reviewer == people.reviewer


def test_no_page_holds_more_than_a_hundred(article: Article, people: People, sit_down: SitDown) -> None:
    Claim.objects.bulk_create(
        Claim(article=article, number=place, start=0, end=7, quote="Russian", text=f"Claim {place}.", kind="fact")
        for place in range(1, 121)
    )
    page = sit_down(people.editor).get("/desk/list/?per=5000").content.decode()
    assert page.count('name="claims"') == 100
    assert "1 to 100 of 120" in page
    assert sit_down(people.editor).get("/desk/list/?per=5000&page=2").content.decode().count('name="claims"') == 20


def test_the_board_stands_in_columns_with_the_legal_moves(
    claim: Claim, other: Claim, people: People, sit_down: SitDown
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    page = sit_down(people.editor).get("/desk/board/").content.decode()
    spotted, rest = page.split('id="col-assigned"')
    assigned = rest.split('id="col-rated"')[0]
    assert f'/desk/review/{other.pk}/"' in spotted
    assert 'value="dismiss"' in spotted
    assert f'/desk/review/{claim.pk}/"' in assigned
    assert "Assign…" in assigned
    assert 'value="dismiss"' not in assigned


def test_a_slip_is_moved_from_its_menu(claim: Claim, people: People, sit_down: SitDown) -> None:
    typed = {"act": "dismiss", "claim": claim.pk, "seen": claim.version, "reason": "A joke."}
    answer = sit_down(people.editor).post("/desk/board/", typed, follow=True)
    claim.refresh_from_db()
    assert claim.status == Status.DISMISSED
    assert "1 dismissed" in answer.content.decode()


def test_a_refused_slip_opens_its_menu_again(claim: Claim, people: People, sit_down: SitDown) -> None:
    typed = {"act": "dismiss", "claim": claim.pk, "seen": claim.version, "reason": ""}
    answer = sit_down(people.editor).post("/desk/board/", typed)
    assert answer.status_code == 422
    assert '<details class="cd-more" open>' in answer.content.decode()


def test_an_empty_desk_is_told_in_words(people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    assert "No claim is on the desk." in editor.get("/desk/list/").content.decode()
    assert editor.get("/desk/board/").content.decode().count("None.") == 5
