"""Deciding what is worth a check, and what a later reading proposes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.desk import proposals, triage
from claims.lifecycle import IllegalMove, Status
from claims.models import Claim, ExtractionRun, Proposal
from claims.pipeline import extraction, spotting
from tests.desk import make_claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.desk import People


def nothing() -> None:
    """Finish no job."""


def test_every_claim_of_the_seed_article_stands_exactly_at_its_place(article: Article) -> None:
    spotting.spot(article, finish=nothing)

    claims = list(Claim.objects.filter(article=article).in_reading_order())
    assert len(claims) >= 15
    for claim in claims:
        assert article.text[claim.start : claim.end] == claim.quote
        assert claim.text.strip()
        assert claim.machine_text == claim.text
    assert [claim.number for claim in claims] == list(range(1, len(claims) + 1))


def test_splitting_twice_adds_nothing(article: Article) -> None:
    first = spotting.spot(article, finish=nothing)
    count = Claim.objects.count()

    second = spotting.spot(article, finish=nothing)

    assert (second.pk, Claim.objects.count(), ExtractionRun.objects.count()) == (first.pk, count, 1)


def test_a_later_extractor_only_proposes_and_revives_nothing(
    article: Article, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    spotting.spot(article, finish=nothing)
    dismissed = Claim.objects.in_reading_order().first()
    triage.dismiss(dismissed, by=people.editor, seen=dismissed.version, reason="Not news.")
    count = Claim.objects.count()
    found = extraction.extract(article.text)
    changed = [
        replace(found[0], text="Dismissed, in other words."),
        replace(found[1], text="In other words."),
        *found[2:-1],
    ]
    monkeypatch.setattr(extraction, "VERSION", "rules-of-tomorrow")
    monkeypatch.setattr(extraction, "extract", lambda *_text, **_facts: changed)

    run = spotting.spot(article, finish=nothing)

    assert Claim.objects.count() == count
    assert Claim.objects.get(pk=dismissed.pk).status == Status.DISMISSED
    assert sorted(run.proposals.values_list("kind", flat=True)) == ["drop", "reword"]


def test_an_accepted_proposal_rewords_the_claim_and_is_decided_once(
    article: Article, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    spotting.spot(article, finish=nothing)
    found = extraction.extract(article.text)
    monkeypatch.setattr(extraction, "VERSION", "rules-of-tomorrow")
    monkeypatch.setattr(
        extraction, "extract", lambda *_text, **_facts: [replace(found[0], text="Better words."), *found[1:]]
    )
    spotting.spot(article, finish=nothing)
    proposal = Proposal.objects.get()

    proposals.accept(proposal, by=people.editor)

    claim = Claim.objects.get(pk=proposal.claim_id)
    assert (claim.text, claim.machine_text) == ("Better words.", found[0].text)
    with pytest.raises(triage.Stale, match="editor accepted this proposal"):
        proposals.decline(proposal, by=people.chief)


def test_rewording_keeps_the_machines_words_beside(article: Article, people: People) -> None:
    spotting.spot(article, finish=nothing)
    claim = Claim.objects.first()
    before = claim.text

    triage.reword(claim, "  Other   words. ", by=people.editor, seen=claim.version)

    claim.refresh_from_db()
    assert (claim.text, claim.machine_text) == ("Other words.", before)


def test_rewording_what_somebody_changed_meanwhile_overwrites_nothing(claim: Claim, people: People) -> None:
    seen = claim.version
    triage.reword(claim, "First words.", by=people.editor, seen=seen)

    with pytest.raises(triage.Stale):
        triage.reword(claim, "Second words.", by=people.chief, seen=seen)

    claim.refresh_from_db()
    assert claim.text == "First words."


@pytest.mark.parametrize("words", ["", "   ", "w" * 2001])
def test_a_wording_that_is_empty_or_too_long_is_refused(claim: Claim, people: People, words: str) -> None:
    with pytest.raises(ValidationError):
        triage.reword(claim, words, by=people.editor, seen=claim.version)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (9, 3), (0, 10**9)])
def test_a_claim_by_hand_needs_words_of_the_article(article: Article, people: People, start: int, end: int) -> None:
    with pytest.raises(ValidationError, match="Select the words"):
        triage.add_claim(article, start=start, end=end, text="Words.", by=people.editor)


def test_dismissing_and_restoring_leaves_both_moves_in_the_log(claim: Claim, people: People) -> None:
    triage.dismiss(claim, by=people.editor, seen=claim.version, reason="Small talk.")
    triage.restore(claim, by=people.chief, seen=claim.version)

    assert [(move.move, str(move.by), move.reason) for move in claim.moves.all()] == [
        ("dismiss", "editor", "Small talk."),
        ("restore", "chief", ""),
    ]


def test_a_double_points_to_the_kept_claim_and_comes_back(claim: Claim, people: People) -> None:
    double = make_claim(claim.article, by=people.editor)

    triage.merge(double, claim, by=people.editor, seen=double.version)

    double.refresh_from_db()
    assert (double.status, double.kept) == (Status.MERGED, claim)
    triage.unmerge(double, by=people.editor, seen=double.version)
    double.refresh_from_db()
    assert (double.status, double.kept) == (Status.SPOTTED, None)


def test_a_claim_is_not_merged_into_itself_nor_into_a_double(claim: Claim, people: People) -> None:
    double = make_claim(claim.article, by=people.editor)
    third = make_claim(claim.article, by=people.editor)
    triage.merge(double, claim, by=people.editor, seen=double.version)

    for kept in (third, double):
        with pytest.raises(IllegalMove, match="Choose another claim"):
            triage.merge(third, kept, by=people.editor, seen=third.version)


def test_a_reviewer_decides_nothing_in_triage(claim: Claim, people: People) -> None:
    with pytest.raises(PermissionDenied):
        triage.dismiss(claim, by=people.reviewer, seen=claim.version, reason="No.")
    with pytest.raises(PermissionDenied):
        triage.reword(claim, "Words.", by=people.reviewer, seen=claim.version)
