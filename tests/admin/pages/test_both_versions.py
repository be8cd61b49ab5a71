"""A stale form never overwrites: it shows what others saved meanwhile beside what was typed, and keeps both."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.html import strip_tags
from django.utils.timezone import now

from claims.desk import assignment, drafts, reply
from claims.models import Claim, Rating, ReplyRequest, VerdictDraft
from claims.models.reply import ReplyState, Way

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

MINE = "Putin offered Biden a live talk without delay."
THEIRS = "Putin offered Biden a debate on live television."


def reword(claim: Claim, browser: Client) -> None:
    """Give the claim their wording, at the screen of whoever is signed in."""
    typed = {"act": "reword", "claim": claim.pk, "seen": claim.version, "text": THEIRS}
    assert browser.post(f"/desk/articles/{claim.article_id}/", typed).status_code == 302
    claim.refresh_from_db()


def words(answer: HttpResponse) -> str:
    """Return what a person reads of an answer, in one line."""
    return " ".join(unescape(strip_tags(answer.content.decode().replace("<", " <"))).split())


def test_a_stale_wording_shows_theirs_with_name_and_yours_and_is_then_sent_again(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    opened = claim.version
    reword(claim, sit_down(people.chief))
    browser = sit_down(people.editor)
    typed = {"act": "reword", "claim": claim.pk, "seen": opened, "text": MINE}
    answer = browser.post(f"/desk/articles/{claim.article_id}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Both versions" in page
    assert f"<b>{people.chief}</b>" in page
    assert THEIRS in page
    assert f"{MINE}</textarea>" in page, "the form still holds what was typed"
    claim.refresh_from_db()
    assert claim.text == THEIRS

    assert f'name="seen" value="{claim.version}"' in page, "the form now knows the version that was shown"
    browser.post(f"/desk/articles/{claim.article_id}/", typed | {"seen": claim.version})
    claim.refresh_from_db()
    assert claim.text == MINE


def test_a_stale_span_and_stale_priority_show_both(claim: Claim, people: People, sit_down: SitDown) -> None:
    opened = claim.version
    reword(claim, sit_down(people.chief))
    browser = sit_down(people.editor)
    address = f"/desk/articles/{claim.article_id}/"
    span = {"act": "change_span", "claim": claim.pk, "seen": opened, "words": "Putin proposed holding the discussion"}
    told = words(browser.post(address, span))
    assert f"Words of the article: saved now {claim.quote}" in told
    assert "Words of the article: what you typed Putin proposed holding the discussion" in told
    sort = {"act": "sort", "claim": claim.pk, "seen": opened, "priority": "3", "topic": "none"}
    assert "Priority: saved now normal Priority: what you typed urgent" in words(browser.post(address, sort))


def test_a_stale_verdict_keeps_every_word_beside_what_was_done_meanwhile(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    opened = assigned.version
    reword(assigned, sit_down(people.editor))
    passage = assigned.evidence.get().passages.get()
    typed = {
        "act": "rate",
        "seen": opened,
        "rating": Rating.objects.in_use().get(slug="true").pk,
        "attribution": "confirmed",
        "rationale": "The record says so [1].",
        "cite": passage.pk,
        f"stance-{passage.pk}": "supports",
    }
    answer = sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed)
    assert answer.status_code == 409
    assert f"<b>{people.editor}</b>" in answer.content.decode()
    assert THEIRS in words(answer)
    assert "The record says so [1].</textarea>" in answer.content.decode()
    assert not assigned.verdicts.exists()


def test_a_verdict_typed_while_the_claim_was_taken_away_is_still_there_to_copy(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    opened = assigned.version
    assignment.unassign(assigned, by=people.editor, seen=assigned.version, reason="Another one is more urgent.")
    typed = {"act": "rate", "seen": opened, "rationale": "Words that took an hour."}
    answer = sit_down(people.reviewer).post(f"/desk/review/{assigned.pk}/", typed)
    assert answer.status_code in {403, 409, 422}
    assert "Words that took an hour." in answer.content.decode()
    assert "What is saved stays." in words(answer)


def test_a_stale_draft_shows_both_and_either_may_stay(assigned: Claim, people: People, sit_down: SitDown) -> None:
    drafts.save_draft(assigned, drafts.Words(rationale="From the other window."), by=people.reviewer, version=0)
    browser = sit_down(people.reviewer)
    address = f"/desk/review/{assigned.pk}/"
    typed = {"act": "save_draft", "seen": assigned.version, "draft": 0, "rationale": "From this window."}
    answer = browser.post(address, typed)
    assert answer.status_code == 409
    told = words(answer)
    assert "Reasons: saved now From the other window." in told
    assert "From this window.</textarea>" in answer.content.decode()
    assert VerdictDraft.objects.get().rationale == "From the other window."
    assert 'name="draft" value="1"' in answer.content.decode()
    assert browser.post(address, typed | {"draft": 1}).status_code == 302
    assert VerdictDraft.objects.get().rationale == "From this window."


def test_a_reply_recorded_twice_shows_both_and_keeps_the_first(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    due = now() + timedelta(hours=3)
    asked = reply.ask(assigned, by=people.editor, addressee="The office", way=Way.BY_HAND, words="Is it?", due_at=due)
    reply.record(asked, ReplyState.REPLIED, by=people.chief, reply="It is.")
    typed = {"act": "record", "asked": asked.pk, "state": "replied", "reply": "They say it is so."}
    answer = sit_down(people.editor).post(f"/desk/reply/{assigned.pk}/", typed)
    assert answer.status_code == 409
    told = words(answer)
    assert "Reply: saved now It is." in told
    assert "They say it is so." in told or "They say" in told
    assert ReplyRequest.objects.get().reply == "It is."


def test_a_note_on_somebody_elses_verdict_is_not_told_to_reviewers(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    opened = assigned.version
    assignment.unassign(assigned, by=people.editor, seen=assigned.version, reason="Between editors alone.")
    typed = {"act": "rate", "seen": opened, "rationale": "Mine."}
    assert "Between editors alone." not in words(sit_down(people.second).post(f"/desk/review/{assigned.pk}/", typed))


@pytest.mark.usefixtures("queue")
def test_two_people_on_one_claim_see_each_other_and_who_is_apart_does_not(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    address = f"/desk/review/{assigned.pk}/"
    assert "has this claim open now" not in words(sit_down(people.editor).get(address))
    assert f"{people.editor} has this claim open now." in words(sit_down(people.reviewer).get(address))
    beat = sit_down(people.editor).post(f"{address}here/")
    assert beat.json() == {"words": f"{people.reviewer} has this claim open now."}
    sit_down(people.reviewer).post(f"{address}here/", {"act": "leave"})
    assert "has this claim open now" not in words(sit_down(people.editor).get(address))


@pytest.mark.usefixtures("queue")
def test_two_editors_on_one_article_see_each_other_and_the_claim_in_hand(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    address = f"/desk/articles/{claim.article_id}/"
    assert "open now" not in words(sit_down(people.editor).get(f"{address}?claim={claim.number}"))
    told = f"{people.editor} has this article open now, claim {claim.number} in hand."
    assert told in words(sit_down(people.chief).get(address))
    beat = sit_down(people.editor).post(f"{address}here/?claim={claim.number}")
    assert beat.json()["words"].startswith(f"{people.chief} has this article open now")
    assert f"{people.editor} has this claim open now." in words(
        sit_down(people.chief).get(f"/desk/review/{claim.pk}/")
    ), "who has a claim in hand at its article has it open"


@pytest.mark.usefixtures("queue")
def test_who_leaves_an_article_is_gone_in_a_moment_and_who_goes_on_in_it_is_not(
    claim: Claim, people: People, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claims.desk import presence

    address = f"/desk/articles/{claim.article_id}/"
    sit_down(people.editor).get(f"{address}?claim={claim.number}")
    assert sit_down(people.editor).post(f"{address}here/?claim={claim.number}", {"act": "leave"}).status_code == 204
    assert f"{people.editor} has this article open now." in words(sit_down(people.chief).get(address))
    monkeypatch.setattr(presence, "GONE_AFTER", -1)
    sit_down(people.editor).post(f"{address}here/", {"act": "leave"})
    assert f"{people.editor} has" not in words(sit_down(people.chief).get(address))


@pytest.mark.usefixtures("queue")
def test_who_comes_to_an_article_is_announced_once(
    claim: Claim, people: People, sit_down: SitDown, django_capture_on_commit_callbacks: Any
) -> None:
    address = f"/desk/articles/{claim.article_id}/?claim={claim.number}"
    with django_capture_on_commit_callbacks() as first:
        sit_down(people.editor).get(address)
    with django_capture_on_commit_callbacks() as again:
        sit_down(people.editor).get(address)
    assert len(first) == 2, "of the article, and of the claim in hand"
    assert again == []


@pytest.mark.usefixtures("queue")
def test_reviewers_are_not_seen_at_an_article_nor_see_who_triages_it(
    assigned: Claim, people: People, sit_down: SitDown
) -> None:
    address = f"/desk/articles/{assigned.article_id}/"
    sit_down(people.editor).get(address)
    page = sit_down(people.reviewer).get(address)
    assert "open now" not in words(page)
    assert "data-here" not in page.content.decode()
    assert sit_down(people.reviewer).post(f"{address}here/?claim={assigned.number}").json() == {"words": ""}
    assert "open now" not in words(sit_down(people.editor).get(address))


def test_nobody_gives_signs_on_an_article_that_is_not_there(people: People, sit_down: SitDown) -> None:
    assert sit_down(people.editor).post("/desk/articles/99999/here/").status_code == 404


@pytest.mark.usefixtures("queue")
def test_blind_colleagues_do_not_see_each_other(claim: Claim, people: People, sit_down: SitDown) -> None:
    from tests.desk_acts.apart import set_apart

    set_apart(claim, people)
    address = f"/desk/review/{claim.pk}/"
    sit_down(people.second).get(address)
    assert "has this claim open now" not in words(sit_down(people.reviewer).get(address))
    assert f"{people.second}" in sit_down(people.editor).post(f"{address}here/").json()["words"]


def test_without_a_broker_nobody_is_seen_and_the_page_stands(
    assigned: Claim, people: People, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    from redis import Redis

    from claims.desk import presence

    monkeypatch.setattr(presence, "broker", lambda: Redis.from_url("redis://127.0.0.1:1/0"))
    assert sit_down(people.reviewer).get(f"/desk/review/{assigned.pk}/").status_code == 200
    assert sit_down(people.editor).get(f"/desk/articles/{assigned.article_id}/").status_code == 200
    left = sit_down(people.editor).post(f"/desk/articles/{assigned.article_id}/here/", {"act": "leave"})
    assert left.status_code == 204
    assert presence.last_seen([people.reviewer]) == {people.reviewer.pk: people.reviewer.last_login}


def test_nobody_gives_signs_on_a_claim_that_they_may_not_see(claim: Claim, people: People, sit_down: SitDown) -> None:
    assert sit_down(people.second).post(f"/desk/review/{claim.pk}/here/").status_code == 404
