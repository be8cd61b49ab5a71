"""Comments on claims, verdicts and cited passages: who may say what, and who may read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.desk import review
from claims.desk.assignment import assign
from claims.desk.discussion import comment, mentioned
from claims.jobs import announcing
from claims.lifecycle import IllegalMove
from claims.models import Comment
from claims.models.comment import LONGEST_COMMENT
from tests.desk_acts.apart import set_apart

if TYPE_CHECKING:
    from claims.models import Claim, User
    from tests.desk import People
    from tests.stories import Story


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(claim: Claim, *, by: User) -> list[str]:
    return [each.words for each in Comment.objects.visible_to(by).on(claim)]


def test_who_has_the_claim_and_editors_read_what_is_said(claim: Claim, people: People) -> None:
    assign(claim, people.reviewer, by=people.editor, seen=claim.version)

    comment(claim, "  Was it *March*?\r\n", by=people.reviewer)

    for person in (people.reviewer, people.editor, people.chief):
        assert read(claim, by=person) == ["Was it *March*?"]
    assert read(claim, by=people.second) == []


def test_who_cannot_see_the_claim_says_nothing_on_it(claim: Claim, people: People) -> None:
    with pytest.raises(PermissionDenied, match="not on your desk"):
        comment(claim, "Look here.", by=people.second)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("words", ["", "  \n", "x" * (LONGEST_COMMENT + 1), " ".join(f"@n{n}" for n in range(21))])
def test_words_out_of_bounds_are_refused_at_their_field(claim: Claim, people: People, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        comment(claim, words, by=people.editor)
    assert list(refused.value.message_dict) == ["words"]


def test_names_are_read_as_sentences_have_them(people: People) -> None:
    assert mentioned("@second, look. Or @reviewer. Not a@third.org, not @nobody") == [people.reviewer, people.second]


def test_a_comment_is_never_changed_or_taken_back(claim: Claim, people: People) -> None:
    said = comment(claim, "As it is.", by=people.editor)

    for change in (lambda: Comment.objects.update(words="Otherwise."), said.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert read(claim, by=people.editor) == ["As it is."]


def test_the_database_refuses_a_verdict_of_another_claim(story: Story) -> None:
    one, other = story.approve(story.spot(1)), story.spot(40)

    with pytest.raises(IntegrityError, match="on another claim"), transaction.atomic():
        Comment.objects.create(claim=other, verdict=one.verdicts.get(), author=story.people.editor, words="No.")


def test_a_comment_on_a_verdict_is_seen_only_where_the_verdict_is(story: Story) -> None:
    claim = story.approve(story.spot())
    verdict, people = claim.verdicts.get(), story.people
    desk = claim.assignments.get()
    desk.pk = None
    desk.reviewer = people.second
    desk.save()  # a colleague who had the claim too

    comment(claim, "On the verdict.", by=people.editor, verdict=verdict)
    comment(claim, "On the claim.", by=people.editor)

    assert read(claim, by=people.reviewer) == ["On the verdict.", "On the claim."]
    assert read(claim, by=people.second) == ["On the claim."]
    with pytest.raises(PermissionDenied, match="not yours to see"):
        comment(claim, "I guess it is wrong.", by=people.second, verdict=verdict)


@pytest.mark.parametrize("role", ["reviewer", "editor"])
def test_a_blind_peer_reads_nothing_of_it_until_both_are_in(claim: Claim, people: People, role: str) -> None:
    peer = getattr(people, role)
    apart = set_apart(claim, people, first=peer)
    comment(claim, "I find it false, @reviewer @editor.", by=people.second)
    verdict = apart.answer(people.second)
    comment(claim, "Which transcript?", by=people.chief, verdict=verdict)
    pages = [browser(peer).get(f"/desk/{page}/{claim.pk}/").content.decode() for page in ("review", "approve")]

    assert read(claim, by=peer) == []
    assert all("I find it false" not in page and "Which transcript?" not in page for page in pages)

    apart.answer(peer)

    assert read(claim, by=peer) == ["I find it false, @reviewer @editor.", "Which transcript?"]


def test_no_table_and_no_history_shows_a_blind_peers_comment(claim: Claim, people: People) -> None:
    set_apart(claim, people, first=people.editor)
    said = comment(claim, "I find it false.", by=people.second)
    peer = browser(people.editor)

    for page in ("comment/", f"comment/{said.pk}/change/", f"claim/{claim.pk}/history/"):
        assert "I find it false" not in peer.get(f"/desk/claims/{page}", follow=True).content.decode()
    assert "I find it false" in browser(people.chief).get(f"/desk/claims/claim/{claim.pk}/history/").content.decode()


def test_a_live_update_hides_from_the_peer(
    claim: Claim, people: People, queue: str, django_capture_on_commit_callbacks: Any
) -> None:
    set_apart(claim, people)
    with announcing.broker().pubsub() as heard:
        heard.subscribe(announcing.CHANNEL)
        heard.get_message(timeout=30)
        with django_capture_on_commit_callbacks(execute=True):
            comment(claim, "I find it false.", by=people.second)
        said = json.loads(heard.get_message(timeout=30)["data"])
    assert said["hidden_from"] == [people.reviewer.pk]


def test_sending_back_leaves_its_words_at_the_cited_passage(story: Story) -> None:
    claim = story.approve(story.spot())
    citation = claim.verdicts.get().citations.get()

    review.send_back(
        claim, by=story.people.editor, seen=claim.version, reason="This says less than that.", citation=citation
    )

    said = Comment.objects.get()
    assert (said.words, said.citation, said.verdict) == ("This says less than that.", citation, citation.verdict)
    assert said in Comment.objects.visible_to(story.people.reviewer)


def test_a_refused_sending_back_leaves_no_words(story: Story) -> None:
    claim, other = story.approve(story.spot()), story.approve(story.spot(40))
    for given, problem in (
        ({"citation": other.verdicts.get().citations.get()}, ValidationError),
        ({"seen": claim.version - 1}, IllegalMove),
    ):
        with pytest.raises(problem), transaction.atomic():
            review.send_back(claim, **{"by": story.people.editor, "seen": claim.version, "reason": "No."} | given)
    claim.refresh_from_db()
    assert (claim.status, Comment.objects.count()) == ("approved", 0)


def test_comments_are_written_and_read_on_the_pages(story: Story) -> None:
    claim = story.approve(story.spot())
    verdict, editor = claim.verdicts.get(), browser(story.people.editor)
    typed = {"act": "comment", "words": "**Look** <script>alert(1)</script>", "about": f"verdict:{verdict.pk}"}

    assert editor.post(f"/desk/approve/{claim.pk}/", typed).status_code == 302
    for page in ("approve", "review"):
        shown = editor.get(f"/desk/{page}/{claim.pk}/").content.decode()
        assert "<strong>Look</strong> &lt;script&gt;" in shown

    long = "long " * 1_200
    refused = editor.post(f"/desk/review/{claim.pk}/", {**typed, "words": long})
    assert refused.status_code == 422
    assert long in refused.content.decode()
    assert f'value="verdict:{verdict.pk}" selected' in refused.content.decode()
    gone = editor.post(f"/desk/review/{claim.pk}/", {**typed, "about": "verdict:999999"})
    assert gone.status_code == 422


def test_thirty_comments_cost_as_much_as_one(story: Story) -> None:
    claim = story.approve(story.spot())
    verdict, editor = claim.verdicts.get(), browser(story.people.editor)
    numbers = []
    for rows in (1, 29):
        for number in range(rows):
            comment(claim, f"Number {number}.", by=story.people.editor, citation=verdict.citations.get())
        for page in ("review", "approve"):
            editor.get(f"/desk/{page}/{claim.pk}/")
            with CaptureQueriesContext(connection) as asked:
                editor.get(f"/desk/{page}/{claim.pk}/")
            numbers.append(len(asked))
    assert numbers[:2] == numbers[2:]
