"""Triage and assignment through HTTP, as people do it: split and merge, take the next, absence and hand-over."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from claims.management.stories import STORIES
from claims.management.stories.stage import Stage
from claims.models import Absence, Article, Assignment, Claim
from tests.desk import make_claim

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.desk import People


def sign_in(username: str) -> Client:
    """Sign a person in through the desk's own form."""
    client = Client()
    password = f"{username}-{username}"
    answer = client.post(reverse("admin:login"), {"username": username, "password": password, "next": "/desk/"})
    assert answer.status_code == 302
    return client


def words(answer: HttpResponse) -> str:
    """Read a page as a person does."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def send(client: Client, page: str, *where: int, **form: Any) -> str:
    """Send a form and read the page that it leads to."""
    answer = client.post(reverse(f"admin:{page}", args=where), form, follow=True)
    assert answer.status_code == 200, words(answer)[:1500]
    return words(answer)


def refused(client: Client, page: str, *where: int, **form: Any) -> tuple[int, str]:
    """Send a form that is refused; return the status and the page."""
    answer = client.post(reverse(f"admin:{page}", args=where), form)
    return answer.status_code, words(answer)


def seen(claim: Claim) -> dict[str, int]:
    """Return what a form says of the claim as it is now."""
    claim.refresh_from_db()
    return {"claim": claim.pk, "seen": claim.version}


def test_a_claim_is_split_its_double_merged_and_the_merge_undone(claim: Claim, people: People) -> None:
    editor, page = sign_in("editor"), claim.article_id
    split = {
        "act": "split",
        "text_1": "Putin proposed a discussion.",
        "words_1": "proposed holding the discus",
        "text_2": "It was to be held soon.",
        "words_2": "as soon as possible",
    }

    # The form stands on the page, filled with what the claim says.
    form = editor.get(reverse("admin:article", args=[page]) + "?claim=1&do=split")
    assert words(form).count("its words in the article") == 2
    assert "Claim 1 is split: its second half is claim 2." in send(editor, "article", page, **split, **seen(claim))
    claim.refresh_from_db()
    other = Claim.objects.get(number=2)
    assert [each.quote for each in (claim, other)] == ["proposed holding the discussion", "as soon as possible"]

    # A second editor's page is older: what they typed is kept, and they are told what happened.
    status, said = refused(sign_in("chief"), "article", page, **split, claim=claim.pk, seen=1)
    assert status == 409
    assert "Someone changed this claim while you were reading." in said
    assert "It was to be held soon." in said

    # The double is merged, and the merge undone.
    assert "Claim 2 is merged into claim 1." in send(editor, "article", page, act="merge", kept=1, **seen(other))
    status, said = refused(editor, "article", page, act="merge", kept=2, **seen(claim))
    assert (status, "editor made this claim merged" in said) == (409, True)
    assert "Claim 2 waits in triage again." in send(editor, "article", page, act="unmerge", **seen(other))

    # Its words are moved, and words that stand nowhere are refused with what was typed kept.
    assert "stands on its new words" in send(editor, "article", page, act="change_span", words="Putin", **seen(claim))
    status, said = refused(editor, "article", page, act="change_span", words="never said", **seen(claim))
    assert status == 422
    assert "do not stand in the article like this" in said
    assert "never said" in said


def test_the_next_claim_is_taken_given_back_and_taken_by_a_colleague(claim: Claim, people: People) -> None:
    urgent = make_claim(claim.article, by=people.editor)
    send(sign_in("editor"), "article", claim.article_id, act="sort", priority=3, topic="none", **seen(urgent))
    reviewer, colleague = sign_in("reviewer"), sign_in("second")

    assert "2 for you" in words(reviewer.get(reverse("admin:index")))
    assert "Claim 2 is on your desk." in send(reviewer, "index", act="take_next")
    assert "Claim 1 is on your desk." in send(colleague, "index", act="take_next")
    assert "The pool is empty for you." in send(sign_in("third"), "index", act="take_next")

    status, said = refused(reviewer, "review", urgent.pk, act="give_back", **seen(urgent))
    assert (status, "needs a reason" in said) == (422, True)
    send(reviewer, "review", urgent.pk, act="give_back", reason="I know the claimant.", **seen(urgent))
    assert Claim.objects.in_pool().get() == urgent
    assert "0 for you" in words(reviewer.get(reverse("admin:index")))
    assert "Claim 2 is on your desk." in send(colleague, "index", act="take_next")


def test_a_reviewer_goes_away_and_hands_everything_over(article: Article, people: People) -> None:
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    claims = [make_claim(article, by=people.editor) for _each in range(3)]
    send(
        editor,
        "claims",
        bulk="assign",
        reviewer=people.reviewer.pk,
        claims=[f"{claim.pk}:{claim.version}" for claim in claims],
    )
    today = localdate()
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=7)).isoformat()}

    # The absence is planned once; one that overlaps is refused with what was typed kept.
    assert "Open claims stay until they are handed over." in send(reviewer, "work", act="plan_absence", **days)
    status, said = refused(reviewer, "work", act="plan_absence", **days)
    assert (status, "is away from" in said) == (422, True)

    # One claim goes to a colleague by its own page, the rest in one act.
    send(
        reviewer,
        "review",
        claims[0].pk,
        act="hand_over",
        reviewer=people.second.pk,
        reason="Away.",
        **seen(claims[0]),
    )
    assert "2 claims are off the desk." in send(
        reviewer, "work", act="clear_desk", to=people.third.pk, reason="Away for a week."
    )
    assert not Assignment.objects.current().filter(reviewer=people.reviewer).exists()
    assert sorted(Assignment.objects.current().values_list("reviewer__username", flat=True)) == [
        "second",
        "third",
        "third",
    ]

    # The editor sees who is away, and calls it off; a reviewer can't do it for a colleague.
    assert "reviewer (0 open), away" in words(editor.get(reverse("admin:claims")))
    absence = Absence.objects.get()
    at_colleagues = reverse("admin:work_of", args=[people.reviewer.pk])
    assert sign_in("second").post(at_colleagues, {"act": "call_off", "absence": absence.pk}).status_code == 404
    assert "Called off." in send(editor, "work_of", people.reviewer.pk, act="call_off", absence=absence.pk)


@pytest.mark.parametrize("play", STORIES, ids=lambda play: play.__name__)
def test_the_rehearsals_stories_leave_nothing_behind(article: Article, people: People, play: Any) -> None:
    said: list[str] = []
    stage = Stage(article, people.chief, people.editor, people.reviewer, people.second, said.append)

    play(stage)
    play(stage)

    assert len(said) >= 2
    assert set(Claim.objects.values_list("status", flat=True)) == {"dismissed"}
    assert not Assignment.objects.current().exists()
    assert not Absence.objects.planned().exists()
