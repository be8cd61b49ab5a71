"""Drafts: saved, versioned, told apart, private, and gone once the verdict is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from claims.desk.assignment import assign
from claims.desk.drafts import Words, save_draft
from claims.desk.triage import Stale
from claims.models import Claim, Rating, VerdictDraft
from tests.admin_models.conftest import table
from tests.desk import archive_evidence

if TYPE_CHECKING:
    from claims.models import Passage, User
    from tests.desk import People


@pytest.fixture
def passage(claim: Claim, people: People) -> Passage:
    """An archived passage; the claim is on the reviewer's desk."""
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    return archive_evidence(claim).passages.get()


def at_desk(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def form(claim: Claim, passage: Passage, **other: object) -> dict[str, object]:
    written = {"seen": claim.version, "draft": 0, "rationale": "Half a thought.", "attribution": "confirmed"}
    return written | {"cite": passage.pk, f"stance-{passage.pk}": "refutes", "act": "save_draft"} | other


def test_each_saving_is_a_version_and_the_history_keeps_them(claim: Claim, passage: Passage, people: People) -> None:
    first = save_draft(claim, Words(rationale="One."), by=people.reviewer, version=0)
    second = save_draft(claim, Words(rationale="One, two."), by=people.reviewer, version=first.version)

    assert (first.version, second.version) == (1, 2)
    kept = VerdictDraft.pgh_event_model.objects.order_by("pgh_id").values_list("rationale", flat=True)
    assert list(kept) == ["One.", "One, two."]


def test_two_windows_on_one_draft_are_told_and_nothing_is_overwritten(
    claim: Claim, passage: Passage, people: People
) -> None:
    save_draft(claim, Words(rationale="Mine."), by=people.reviewer, version=0)

    for version in (0, 7):
        with pytest.raises(Stale, match="saved in another window"):
            save_draft(claim, Words(rationale="The other."), by=people.reviewer, version=version)

    assert VerdictDraft.objects.get().rationale == "Mine."


def test_the_same_words_from_a_page_drawn_earlier_are_no_conflict(
    claim: Claim, passage: Passage, people: People
) -> None:
    words = Words(rationale="Mine.", cited=[passage.pk], stances={str(passage.pk): "refutes"})
    left_by = save_draft(claim, words, by=people.reviewer, version=0)

    again = save_draft(claim, words, by=people.reviewer, version=0)

    assert again.version == left_by.version
    with pytest.raises(Stale):
        save_draft(claim, Words(rationale="Other."), by=people.reviewer, version=0)


def test_a_draft_is_kept_without_javascript_and_stands_in_the_form_again(
    claim: Claim, passage: Passage, people: People
) -> None:
    address, client = reverse("admin:review", args=[claim.pk]), at_desk(people.reviewer)

    assert client.post(address, form(claim, passage)).status_code == 302

    page = client.get(address).content.decode()
    assert "Half a thought.</textarea>" in page
    assert 'name="draft" value="1"' in page
    assert f'name="cite" value="{passage.pk}" form="verdict" checked' in page
    assert 'value="refutes" form="verdict" checked' in page


def test_a_page_that_saves_by_itself_gets_version_and_time_and_is_told_of_the_other_window(
    claim: Claim, passage: Passage, people: People
) -> None:
    address, client = reverse("admin:review", args=[claim.pk]), at_desk(people.reviewer)

    saved = client.post(address, form(claim, passage), headers={"Accept": "application/json"})
    other = form(claim, passage, rationale="Another half.")
    late = client.post(address, other, headers={"Accept": "application/json"})

    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert late.status_code == 409
    assert "another window" in late.json()["words"]


def test_what_was_typed_in_the_second_window_is_not_lost(claim: Claim, passage: Passage, people: People) -> None:
    address, client = reverse("admin:review", args=[claim.pk]), at_desk(people.reviewer)
    client.post(address, form(claim, passage))

    answer = client.post(address, form(claim, passage, rationale="Written beside."))

    assert answer.status_code == 409
    assert "Written beside.</textarea>" in answer.content.decode()


def test_nobody_else_sees_a_draft_not_even_the_chief_editor(claim: Claim, passage: Passage, people: People) -> None:
    draft = save_draft(claim, Words(rationale="A secret thought."), by=people.reviewer, version=0)
    client = at_desk(people.chief)

    for address in (
        table(VerdictDraft),
        table(VerdictDraft, "change", draft.pk),
        table(VerdictDraft, "history", draft.pk),
        table(Claim, "history", claim.pk),
        reverse("admin:review", args=[claim.pk]),
    ):
        assert "A secret thought." not in client.get(address, follow=True).content.decode()


def test_a_sent_verdict_clears_the_draft_and_its_history_stays_private(
    claim: Claim, passage: Passage, people: People
) -> None:
    address, client = reverse("admin:review", args=[claim.pk]), at_desk(people.reviewer)
    client.post(address, form(claim, passage))
    draft = VerdictDraft.objects.get()

    sent = form(claim, passage, act="rate", rating=Rating.objects.get(slug="true").pk)
    assert client.post(address, sent).status_code == 302

    assert not VerdictDraft.objects.exists()
    gone = at_desk(people.chief).get(table(VerdictDraft, "history", draft.pk))
    assert gone.status_code == 302


def test_what_cannot_be_saved_is_refused(claim: Claim, passage: Passage, people: People) -> None:
    with pytest.raises(PermissionDenied, match="not assigned"):
        save_draft(claim, Words(rationale="x"), by=people.second, version=0)
    with pytest.raises(ValidationError, match="20,000"):
        save_draft(claim, Words(rationale="x" * 20_001), by=people.reviewer, version=0)
    assert not VerdictDraft.objects.exists()
