"""Pages cost as many queries with thirty rows as with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.desk import assignment, newsroom, publication, review
from claims.models import Claim, Claimant
from tests.admin.pages.stations import rate
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

WORDS = "Putin proposed holding the discussion as soon as possible."
PAGES = (
    "/desk/",
    "/desk/articles/",
    "/desk/list/",
    "/desk/board/",
    "/desk/approve/",
    "/desk/published/",
    "/desk/providers/",
    "/desk/notes/",
    "/desk/work/",
    "/desk/requests/",
    "/desk/agreement/",
    "/desk/machine/",
)
FOR_EDITORS = {"/desk/approve/", "/desk/requests/", "/desk/agreement/", "/desk/machine/"}
MOST = 40
"""More queries than this is too many for any page."""


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(counted)


def fill(article: Article, people: People, *, each: int) -> None:
    """Put `each` more claims at every station: spotted, assigned, rated, approved, published."""
    start = article.text.index(WORDS)
    first = article.claims.count() + 1
    for number in range(first, first + 5 * each):
        station = (number - first) % 5
        claim = Claim.objects.create(
            article=article,
            number=number,
            start=start,
            end=start + len(WORDS),
            quote=WORDS,
            text=f"{WORDS} {number}",
            kind="fact",
            claimant=Claimant.objects.get_or_create(name=f"Speaker {number}")[0],
        )
        if station >= 1:
            assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
        if station >= 2:
            archive_evidence(claim, name=f"note-{number}", words=f"A record of claim {number} stands here.")
            rate(claim, people)
        if station >= 3:
            review.approve(claim, by=people.editor, seen=claim.version)
        if station >= 4:
            publication.publish(claim, by=people.editor, seen=claim.version)


@pytest.mark.parametrize("who", ["editor", "reviewer"])
def test_every_list_costs_the_same_with_one_row_and_with_thirty(
    article: Article, people: People, sit_down: SitDown, who: str
) -> None:
    newsroom.mark_as_rehearsal(by=people.chief)
    fill(article, people, each=1)
    browser = sit_down(getattr(people, who))
    pages = [*(page for page in PAGES if who == "editor" or page not in FOR_EDITORS), f"/desk/articles/{article.pk}/"]
    for page in pages:
        browser.get(page)  # the first visit of a process fills caches
    with_one = {page: queries(browser, page) for page in pages}
    fill(article, people, each=6)
    assert {page: queries(browser, page) for page in pages} == with_one
    assert max(with_one.values()) <= MOST


def test_a_claims_page_costs_the_same_with_one_passage_and_with_thirty(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    browser = sit_down(people.reviewer)
    browser.get(f"/desk/review/{assigned.pk}/")
    with_one = queries(browser, f"/desk/review/{assigned.pk}/")
    for number in range(29):
        archive_evidence(assigned, name=f"note-{number}", words=f"Another record, number {number}.")
    assert queries(browser, f"/desk/review/{assigned.pk}/") == with_one
    assert with_one <= MOST
