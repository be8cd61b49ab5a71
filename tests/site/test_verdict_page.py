"""The page of a verdict: what the ledger says, in the house's words, with nothing that could run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Publication
from tests.site.pages import get, html, markup, read

if TYPE_CHECKING:
    from tests.stories import Story


def test_the_markup_read_back_from_the_page_is_the_documents(story: Story) -> None:
    claim = story.publish()

    (found,) = markup(html(f"/verdicts/{claim.public_id}/"))

    assert found == Publication.objects.with_documents().get().document.content["claimReview"]
    assert found["@type"] == "ClaimReview"
    assert found["url"].endswith(f"/verdicts/{claim.public_id}/")


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "]]> & < > \" ' \u2028",
    "{{ 7 * 7 }}{% debug %}",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text_and_nothing_else(story: Story, words: str) -> None:
    rationale = (
        f"{words}\n\n[a link](javascript:alert(1)) [another](data:text/html,x) [good](https://example.org/) "
        "<script>alert(2)</script> <a href=javascript:alert(3)>raw</a>"
    )
    claim = story.publish(wording=words, claimant=words, rationale=rationale)
    story.correct(claim, rationale=f"{rationale} Changed.", note=words)

    for path in (f"/verdicts/{claim.public_id}/", "/", "/corrections/"):
        page = read(html(path))
        assert page.scripts == []
        assert page.runs == []
        assert {link.partition(":")[0] for link in page.links if ":" in link} <= {"https", "http", "mailto"}
        assert " ".join(words.split()) in " ".join(page.text.split())
    (found,) = markup(html(f"/verdicts/{claim.public_id}/"))
    assert found["claimReviewed"] == " ".join(words.split())
    assert found == Publication.objects.with_documents().get(sequence=2).document.content["claimReview"]


def test_a_source_with_an_address_that_could_run_is_no_link(story: Story) -> None:
    from claims.models import Snapshot
    from tests.desk import archive_evidence

    claim = story.spot()
    snapshot = archive_evidence(claim).snapshot
    source = snapshot.source
    source.cites = [{"title": "A report", "url": "javascript:alert(1)"}, {"title": "", "url": "https://x.example/"}]
    source.save()
    Snapshot.objects.create(
        source=source,
        requested_url="https://archive.example.org/note",
        final_url="javascript:alert(1)//https://x",
        fetched_at=snapshot.fetched_at,
        warc="x",
        raw_sha256="1" * 64,
        text_sha256="1" * 64,
        extractor="test",
        text=snapshot.text,
    )
    evidence = snapshot.evidence.get()
    evidence.snapshot = Snapshot.objects.get(raw_sha256="1" * 64)
    evidence.save()
    story.approve(claim)
    from claims.desk import publication

    publication.publish(claim, by=story.people.editor, seen=claim.version)

    page = read(html(f"/verdicts/{claim.public_id}/"))

    assert not [link for link in page.links if "javascript" in link]
    assert "https://x.example/" in page.links
    assert "A report" in page.text


def test_a_retracted_verdict_says_so_and_loses_its_markup(story: Story) -> None:
    claim = story.publish(rating="false")
    story.retract(claim, reason="It was never said.")

    page = html(f"/verdicts/{claim.public_id}/")

    assert markup(page) == []
    assert "We have retracted this verdict." in page
    assert "It was never said." in page
    assert "<del>False</del>" in page
    assert "<title>Retracted:" in page


def test_a_correction_shows_old_words_beside_new_and_leads_to_the_page_as_it_was(story: Story) -> None:
    claim = story.publish(rating="mostly-true", rationale="The briefing began at 13:30.")
    story.correct(claim, rating="half-true", rationale="The briefing began at 12:30.", note="The time was wrong.")

    now = html(f"/verdicts/{claim.public_id}/")
    before = html(f"/verdicts/{claim.public_id}/1/")

    assert "<del>13:30.</del> <ins>12:30.</ins>" in now
    assert "<del>Mostly true</del> <ins>Half true</ins>" in now
    assert f'href="/verdicts/{claim.public_id}/1/"' in now
    assert "This is an earlier version." in before
    assert "The briefing began at 13:30." in before
    assert '<meta name="robots" content="noindex">' in before
    assert markup(before) == []


def test_only_rows_of_the_same_verdict_are_its_earlier_versions(story: Story) -> None:
    first, second = story.publish(1), story.publish(2)

    assert get(f"/verdicts/{first.public_id}/2/").status_code == 404
    assert get(f"/verdicts/{first.public_id}/{'9' * 40}/").status_code == 404
    assert get(f"/verdicts/{second.public_id}/2/").status_code == 302


def test_what_is_not_published_has_no_page(story: Story) -> None:
    claim = story.approve(story.spot())

    assert get(f"/verdicts/{claim.public_id}/").status_code == 404
    assert claim.text not in html("/")


def test_the_page_does_not_follow_the_desk(story: Story) -> None:
    claim = story.publish()
    before = html(f"/verdicts/{claim.public_id}/")

    type(claim).objects.filter(pk=claim.pk).update(text="Words of the desk.")
    type(story.article).objects.update(title="Another headline", outlet="Another outlet")

    assert html(f"/verdicts/{claim.public_id}/") == before


def test_a_rehearsal_says_so_on_every_page_and_keeps_search_engines_out(story: Story) -> None:
    claim = story.publish()

    for path in ("/", f"/verdicts/{claim.public_id}/", "/corrections/", "/methodology/", "/api/docs/"):
        page = html(path)
        assert "This is a rehearsal." in page
        assert '<meta name="robots" content="noindex">' in page


def test_a_page_costs_a_handful_of_queries_however_long_its_history(story: Story) -> None:
    claim = story.publish()

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            html(f"/verdicts/{claim.public_id}/")
        return len(asked)

    short = count()
    for rating in ("half-true", "false", "true"):
        story.correct(claim, rating=rating)

    assert count() == short <= 5


def test_people_of_the_newsroom_are_not_named(story: Story) -> None:
    reviewer = story.people.reviewer
    reviewer.first_name, reviewer.last_name = "Remarkable", "Reviewername"
    reviewer.save()
    claim = story.publish()

    page = html(f"/verdicts/{claim.public_id}/")

    assert "Reviewername" not in page
    assert f'Reviewer <span class="num">{str(reviewer.public_id)[:8]}' in page


def test_a_page_names_language_description_and_its_own_address(story: Story) -> None:
    claim = story.publish(wording="Putin offered a live debate.", rationale="He did, on 18 March.")
    content = Publication.objects.with_documents().get().document.content

    page = html(f"/verdicts/{claim.public_id}/")

    assert '<html lang="en">' in page
    assert '<meta name="description" content="He did, on 18 March.">' in page
    assert f'<link rel="canonical" href="{content["url"]}">' in page


def test_a_scale_of_another_length_shares_the_five_colours() -> None:
    from claims.site.showing import answer, place

    assert [place(number, [1, 2, 3]) for number in (1, 2, 3)] == ["false", "half", "true"]
    assert [place(number, range(1, 8)) for number in (1, 4, 7)] == ["false", "half", "true"]
    assert place(None, [1, 2]) == place(9, [1, 2]) == "unproven"
    assert answer("Half true", 2, [3, 2, 1]).boxes == [False, True, False]


def test_pages_carry_a_policy_that_runs_nothing_foreign(story: Story) -> None:
    claim = story.publish()

    policy = get(f"/verdicts/{claim.public_id}/")["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_numbers_of_sources_lead_to_the_evidence(story: Story) -> None:
    claim = story.publish(
        rationale="The record shows it [1], and [7] is none. [A link [1]](https://example.org/?a=[1])."
    )

    page = html(f"/verdicts/{claim.public_id}/")

    assert page.count('<a class="cite" href="#e1" aria-label="Source 1">[1]</a>') == 1
    assert "and [7] is none." in page
    assert 'id="e1"' in page


@pytest.mark.parametrize(
    "clean",
    ['<a href="https://x.example/>[1]" rel="nofollow">x</a>', "<p>a</p>", "[0] [01] [1", '<a href="a">[1]</a>', ""],
)
def test_only_words_get_numbers_and_tags_stay_whole(clean: str) -> None:
    from claims.site.citing import with_links

    assert with_links(clean, sources=9) == clean
