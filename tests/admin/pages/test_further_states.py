"""States that every page of the desk has: read again without script, a form that is too old, a list that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils.timezone import now

from claims.desk import assignment, triage
from claims.lifecycle import IllegalMove
from claims.models import PageFlag, PageLook, Topic
from claims.models.page_look import LookFound
from tests.desk import archive_evidence, make_claim

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from claims.models import Article, Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


@pytest.mark.parametrize("address", ["/desk/", "/desk/list/?sort=worth", "/desk/board/"])
def test_without_script_a_page_reads_itself_again_where_one_asks_for_it(
    claim: Claim, people: People, sit_down: SitDown, address: str
) -> None:
    editor = sit_down(people.editor)
    page = editor.get(address)
    assert "Refresh" not in page.headers
    assert "<noscript>" in page.content.decode()
    assert "reload=30" in page.content.decode()
    again = editor.get(address + ("&" if "?" in address else "?") + "reload=30")
    assert again.headers["Refresh"] == "30"
    assert "Stop reading this page again" in again.content.decode()
    assert editor.get(address + ("&" if "?" in address else "?") + "reload=0").headers["Refresh"] == "10"


def test_a_form_that_is_too_old_does_nothing_and_shows_what_was_written(assigned: Claim, people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.reviewer)
    typed = {"act": "rate", "seen": assigned.version, "rationale": "Long words <b>of mine</b>.", "rating": "1"}
    refused = browser.post(f"/desk/review/{assigned.pk}/", typed, headers={"Origin": "http://testserver"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "Long words &lt;b&gt;of mine&lt;/b&gt;." in page
    assert f'href="/desk/review/{assigned.pk}/"' in page
    assert assigned.verdicts.count() == 0
    stranger = browser.post(f"/desk/review/{assigned.pk}/", typed, headers={"Origin": "https://evil.example"})
    assert "Long words" not in stranger.content.decode()
    by_itself = browser.post(f"/desk/review/{assigned.pk}/", typed, headers={"Accept": "application/json"})
    assert by_itself.json()["status"] == 403


def test_what_is_not_at_the_desk_leads_back_to_it(people: People, sit_down: SitDown) -> None:
    missing = sit_down(people.editor).get("/desk/review/99999/")
    assert missing.status_code == 404
    assert 'href="/desk/"' in missing.content.decode()
    assert 'href="/desk/"' not in sit_down(people.editor).get("/nothing-here/").content.decode()


def test_all_flags_have_a_page(published: Claim, people: People, sit_down: SitDown) -> None:
    assert "Every cited page is as it was" in sit_down(people.editor).get("/desk/flags/").content.decode()
    for number in range(6):
        copy = archive_evidence(published, name=f"page-{number}").snapshot
        look = PageLook.objects.create(snapshot=copy, looked_at=now(), found=LookFound.GONE, because="Gone.")
        PageFlag.objects.create(claim=published, look=look, snapshot=copy)
    editor = sit_down(people.editor)
    assert 'href="/desk/flags/"' in editor.get("/desk/").content.decode()
    assert editor.get("/desk/flags/").content.decode().count("data-row") == 6


def test_the_list_is_filtered_by_due_time_priority_and_topic(
    article: Article, assigned: Claim, people: People, sit_down: SitDown
) -> None:
    other = make_claim(article, by=people.editor)
    topic = Topic.objects.create(name="Diplomacy")
    triage.sort(other, by=people.editor, seen=other.version, priority=3, topic=topic)
    editor = sit_down(people.editor)
    page = editor.get("/desk/list/").content.decode()
    for address in ("due=over", "due=hour", "priority=3", f"topic={topic.pk}"):
        assert f'href="?{address}"' in page
    assert editor.get(f"/desk/list/?topic={topic.pk}").content.decode().count("data-row") == 1
    soonest = editor.get("/desk/list/?sort=due").content.decode()
    assert soonest.count("data-row") == 1
    assert f"/desk/review/{assigned.pk}/" in soonest


def test_who_is_too_late_is_told_what_can_be_done_now(claim: Claim, people: People) -> None:
    opened = claim.version
    triage.dismiss(claim, by=people.editor, seen=claim.version, reason="A joke.")
    with pytest.raises(IllegalMove, match=r"What can be done with it now: restore\."):
        assignment.assign(claim, people.reviewer, by=people.chief, seen=opened)


def test_skills_that_somebody_changed_meanwhile_are_not_overwritten(people: People, sit_down: SitDown) -> None:
    where = f"/desk/work/{people.reviewer.pk}/"
    seen = sit_down(people.editor).get(where).content.decode().partition('name="seen" value="')[2][:16]
    typed = {"act": "set_skills", "seen": seen, "languages": "en"}
    assert sit_down(people.reviewer).post("/desk/work/", typed | {"languages": "de fr"}).status_code == 302
    late = sit_down(people.editor).post(where, typed)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Both versions" in page
    assert "de fr" in page
    assert 'value="en"' in page
    assert sorted(people.reviewer.skills.values_list("language", flat=True)) == ["de", "fr"]


def test_a_refused_form_follows_nothing_that_could_take_what_was_typed(
    claim: Claim, people: People, sit_down: SitDown, settings: SettingsWrapper
) -> None:
    settings.LIVE_URL = "https://live.example.org"
    editor = sit_down(people.editor)
    address = f"/desk/articles/{claim.article_id}/"
    assert "data-live-url" in editor.get(address).content.decode()
    typed = {"act": "reword", "claim": claim.pk, "seen": claim.version - 1, "text": "My own words."}
    late = editor.post(address, typed)
    assert late.status_code == 409
    assert "My own words." in late.content.decode()
    assert "data-live-url" not in late.content.decode()
    assert "claims/live.js" not in late.content.decode()
