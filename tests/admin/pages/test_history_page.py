"""The history of the whole desk: everything, in order, as far as one may see it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import triage
from claims.models import Claim
from tests.desk import make_claim
from tests.desk_acts.apart import SECRET, set_apart

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def reword(claim: Claim, browser: Client, text: str) -> None:
    """Give a wording, at a screen."""
    claim.refresh_from_db()
    typed = {"act": "reword", "claim": claim.pk, "seen": claim.version, "text": text}
    assert browser.post(f"/desk/articles/{claim.article_id}/", typed).status_code == 302


def page(browser: Client, asked: str = "") -> str:
    """Open the history."""
    answer = browser.get(f"/desk/history/{asked}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_says_who_did_what_with_old_words_beside_new(claim: Claim, people: People, sit_down: SitDown) -> None:
    old = claim.text
    reword(claim, sit_down(people.chief), "Putin wants to talk.")
    told = page(sit_down(people.editor))
    line = told[told.index("Putin wants to talk.") - 600 :]
    assert f"<del>{old}</del> <ins>Putin wants to talk.</ins>" in told
    assert f">{people.chief}<" in line
    assert "Move: assign" not in told


def test_a_move_is_told_with_its_reason(claim: Claim, people: People, sit_down: SitDown) -> None:
    triage.dismiss(claim, by=people.editor, seen=claim.version, reason="A joke, says the office.")
    told = page(sit_down(people.chief), "?kind=claim")
    assert "Move: dismiss" in told
    assert "A joke, says the office." in told


def test_filters_by_person_kind_row_and_days(claim: Claim, people: People, sit_down: SitDown) -> None:
    reword(claim, sit_down(people.chief), "Putin wants to talk.")
    browser = sit_down(people.editor)
    assert "Putin wants to talk." in page(browser, f"?who={people.chief.pk}")
    assert "Putin wants to talk." not in page(browser, f"?who={people.second.pk}")
    assert "Putin wants to talk." in page(browser, f"?kind=claim&row={claim.pk}")
    assert "Putin wants to talk." not in page(browser, f"?kind=claim&row={claim.pk + 1}")
    assert "Putin wants to talk." not in page(browser, "?kind=article")
    assert "Nothing is left by these filters." in page(browser, "?until=2001-01-01")
    assert "Putin wants to talk." in page(browser, "?since=2001-01-01")


@pytest.mark.parametrize("asked", ["?since=tomorrow", "?until=2026-13-45", "?since=0001-01-01"])
def test_a_day_that_is_none_is_said(people: People, sit_down: SitDown, asked: str) -> None:
    answer = sit_down(people.editor).get(f"/desk/history/{asked}")
    assert answer.status_code == 422
    assert "Write the day as 2026-11-12." in answer.content.decode()


@pytest.mark.parametrize("asked", ["?who=nobody", "?kind=x", "?kind=claim&row=x", "?after=claim-x.y", "?after=claim-9"])
def test_nonsense_in_the_address_harms_nothing(claim: Claim, people: People, sit_down: SitDown, asked: str) -> None:
    assert sit_down(people.editor).get(f"/desk/history/{asked}").status_code == 200


def test_pages_follow_each_other_without_gap_or_double(article: Article, people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.editor)
    Claim.objects.bulk_create(
        Claim(article=article, number=place, start=0, end=7, quote="Russian", text=f"Claim no. {place}.", kind="fact")
        for place in range(1, 101)
    )
    seen: list[str] = []
    asked = "?kind=claim"
    for _page in range(4):
        told = page(browser, asked)
        seen += re.findall(r">(Claim no\. \d+\.)</a>", told)
        Claim.objects.create(
            article=article,
            number=1000 + len(seen),
            start=0,
            end=7,
            quote="Russian",
            text="New meanwhile.",
            kind="fact",
        )
        older = re.search(r'rel="next" href="(\?[^"]+)"', told)
        if older is None:
            break
        asked = older[1]
    assert seen == [f"Claim no. {place}." for place in range(100, 0, -1)]


def test_what_a_blind_review_hides_is_not_in_the_history(claim: Claim, people: People, sit_down: SitDown) -> None:
    apart = set_apart(claim, people)
    apart.answer(people.reviewer)
    assert SECRET not in page(sit_down(people.second))
    assert str(people.reviewer) not in page(sit_down(people.second), "?kind=assignment")
    assert str(people.reviewer) in page(sit_down(people.reviewer), "?kind=assignment")


def test_a_reviewer_sees_nothing_of_claims_that_are_not_theirs(claim: Claim, people: People, sit_down: SitDown) -> None:
    reword(claim, sit_down(people.editor), "Not for everybody.")
    assert "Not for everybody." not in page(sit_down(people.reviewer))


def test_it_costs_the_same_with_one_row_and_with_thirty(article: Article, people: People, sit_down: SitDown) -> None:
    make_claim(article, by=people.editor)
    browser = sit_down(people.editor)
    page(browser, "?kind=claim")
    costs = []
    for _size in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(browser, "?kind=claim")
        costs.append(len(asked))
        for place in range(29):
            make_claim(article, by=people.editor)
            assert place >= 0
    assert costs[0] == costs[1]
