"""A claim meets the verdicts that we or others gave before on the same, in whatever words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.desk import triage
from claims.models import CheckedClaim, CheckedWord, ClaimVector, EarlierVerdict, Job, Source
from claims.models.job import JobKind, JobState
from claims.models.source import SourceKind
from claims.pipeline.matching import finding
from claims.pipeline.matching.hybrid import Index

if TYPE_CHECKING:
    from claims.models import Article, Claim
    from tests.stories import Story

RECALLED = "Russia recalled its ambassador to the United States, Anatoly Antonov, for consultations."
ALIKE = "Moscow called its Washington ambassador Anatoly Antonov back for consultations."
OTHER = "The new stadium in Leeds has room for 40,000 people."


def match(article: Article) -> None:
    """Look for earlier verdicts, finishing no job."""
    finding.match(article, progress=lambda _done, _of: None, finish=lambda _left: None)


def others(title: str = f"{RECALLED} (True)", *, number: int = 1) -> Source:
    """A fact-check of others that the desk keeps."""
    return Source.objects.create(
        address=f"https://checks.example.org/{number}",
        title=title,
        publisher="Sample Wire Check",
        kind=SourceKind.FACT_CHECK,
    )


def likenesses(claim: Claim) -> list[tuple[str, float]]:
    return [(row.wording, row.likeness) for row in claim.earlier.to_show()]


def test_a_claim_finds_our_own_published_verdict_on_the_same(story: Story) -> None:
    published = story.publish(1, wording=RECALLED)
    asked = story.spot(60, wording=ALIKE)
    unlike = story.spot(80, wording=OTHER)

    match(story.article)

    ((wording, likeness),) = likenesses(asked)
    assert wording == RECALLED
    assert likeness >= finding.FLOOR
    assert likenesses(unlike) == []
    assert likenesses(published) == [], "its own verdict is no earlier one"


def test_why_it_is_alike_is_kept(story: Story) -> None:
    story.publish(1, wording=RECALLED)
    asked = story.spot(60, wording=ALIKE)

    match(story.article)

    row = asked.earlier.get()
    assert {"ambassador", "Anatoly", "Antonov", "consultations"} <= set(row.shared)
    assert 0 < row.words < 1
    assert row.likeness < row.meaning < 1
    assert row.matcher == finding.MATCHER


def test_others_fact_checks_that_the_desk_keeps_are_found_without_their_rating(story: Story) -> None:
    others()
    asked = story.spot(60, wording=ALIKE)

    match(story.article)

    row = asked.earlier.to_show().get()
    assert (row.wording, row.publisher, row.link) == (RECALLED, "Sample Wire Check", "https://checks.example.org/1")
    assert row.rating is None


def test_a_verdict_published_later_finds_the_claims_that_wait(story: Story) -> None:
    waiting = story.spot(60, wording=ALIKE)
    match(story.article)
    assert likenesses(waiting) == []

    story.publish(1, wording=RECALLED)
    match(story.article)

    assert [wording for wording, _likeness in likenesses(waiting)] == [RECALLED]


def test_a_second_run_adds_nothing_and_keeps_what_a_person_said(story: Story) -> None:
    from claims.desk import earlier

    others()
    asked = story.spot(60, wording=ALIKE)
    match(story.article)
    row = asked.earlier.get()
    earlier.call_same(row, by=story.people.editor)
    ClaimVector.objects.all().delete()
    words = list(CheckedWord.objects.values_list("word", "checked"))

    match(story.article)

    assert asked.earlier.get().same is True
    assert CheckedClaim.objects.count() == 1
    assert list(CheckedWord.objects.values_list("word", "checked")) == words


def test_a_reworded_claim_is_looked_for_again(story: Story) -> None:
    others()
    claim = story.spot(60, wording=OTHER)
    match(story.article)
    Job.objects.filter(kind=JobKind.FIND_EARLIER).update(state=JobState.DONE)

    triage.reword(claim, ALIKE, by=story.people.editor, seen=claim.version)

    assert Job.objects.open().about(JobKind.FIND_EARLIER, story.article.pk).exists()
    match(story.article)
    assert len(likenesses(claim)) == 1


def test_spotting_publishing_and_correcting_ask_for_the_search(story: Story) -> None:
    def asked() -> bool:
        found = Job.objects.open().about(JobKind.FIND_EARLIER, story.article.pk)
        return bool(found.update(state=JobState.DONE))

    claim = story.publish(1, wording=RECALLED)
    assert asked()
    story.correct(claim)
    assert asked()


def test_a_corrected_wording_takes_the_old_ones_place(story: Story) -> None:
    from claims.models import CurrentVerdict

    claim = story.publish(1, wording=RECALLED)
    match(story.article)
    CurrentVerdict.objects.filter(claim=claim).update(wording=OTHER)

    match(story.article)

    assert CheckedClaim.objects.get().wording == OTHER


def test_a_retracted_verdict_is_shown_as_such(story: Story) -> None:
    published = story.publish(1, wording=RECALLED)
    asked = story.spot(60, wording=ALIKE)
    story.retract(published)

    match(story.article)

    assert asked.earlier.to_show().get().is_retracted


def test_the_search_asks_as_often_among_many_as_among_few(story: Story) -> None:
    others()
    claims = [story.spot(number, wording=f"{ALIKE} {number}") for number in range(60, 63)]
    match(story.article)

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            finding.look(claims)
        return len(counted)

    before = cost()
    for number in range(2, 32):
        others(f"The mayor of Leeds opened school number {number}.", number=number)
    match(story.article)
    assert cost() == before


@pytest.mark.parametrize(
    "wording", ["", "the of and", "' | '' & !:* <-> \\", "%s %(n)s {}", "نص عربي 🙂", "x" * 2_000, "\u2028 12 12 12"]
)
def test_hostile_wordings_are_searched_like_any_other(story: Story, wording: str) -> None:
    others()
    match(story.article)

    with transaction.atomic():
        found = Index.now().like(wording, [0.05] * 384, most=5)

    assert all(0 <= each.words <= 1 and -1 <= each.meaning <= 1 for each in found)


def test_a_search_for_no_claim_in_particular_finds_others_too(story: Story) -> None:
    others()
    match(story.article)
    vector = CheckedClaim.objects.get().vector

    with transaction.atomic():
        (found,) = Index.now().like(ALIKE, vector, most=5)

    assert found.meaning == pytest.approx(1, abs=0.01)


def test_a_checked_claim_is_ours_or_others_by_the_database(story: Story) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckedClaim.objects.create(wording="x", vector=[0.1] * 384, embedded_by="test")


def test_a_vector_comes_back_as_it_was_kept(story: Story) -> None:
    others()
    match(story.article)

    kept = CheckedClaim.objects.get().vector

    assert len(kept) == 384
    assert sum(value * value for value in kept) == pytest.approx(1, abs=0.01)


def test_a_judgement_against_a_colleagues_says_whose_it_was(story: Story) -> None:
    from claims.desk import earlier

    others()
    asked = story.spot(60, wording=ALIKE)
    match(story.article)
    row = asked.earlier.get()
    earlier.call_same(row, by=story.people.editor)

    with pytest.raises(triage.Stale, match="called it the same claim at"):
        earlier.call_different(row, by=story.people.reviewer)

    earlier.call_different(row, by=story.people.editor)
    assert likenesses(asked) == []
    assert EarlierVerdict.objects.filter(claim=asked).exists(), "kept, and no longer shown"


def test_a_check_that_shares_no_word_gets_nothing_for_words(story: Story) -> None:
    others("The cat sat upon a mat (False)")
    others("Bananas ripen quickly (True)", number=2)
    match(story.article)

    vector = CheckedClaim.objects.first().vector
    with transaction.atomic():
        found = Index.now().like("Feline resting on a rug", vector, most=5)

    assert {each.words for each in found} == {0.0}
    assert len(found) == 2
