"""The claimant's right of reply: asking, recording, and what readers see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from claims.api.described_page import description
from claims.desk import publication, reply
from claims.desk.triage import Stale
from claims.models import Publication, ReplyRequest
from claims.models.reply import ReplyState, Way
from tests.api import asking as api

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Claim
    from tests.stories import Story


def ask(claim: Claim, story: Story, **given: Any) -> ReplyRequest:
    """Ask the claimant by telephone."""
    usual = {
        "addressee": "Vladimir Putin",
        "way": Way.BY_HAND,
        "words": "Did you say so?",
        "due_at": now() + timedelta(1),
    }
    return reply.ask(claim, **{"by": story.people.editor, **usual, **given})


def test_a_reply_is_published_with_the_verdict_word_for_word(story: Story, client: Client) -> None:
    claim = story.approve(story.spot())
    reply.record(ask(claim, story), ReplyState.REPLIED, by=story.people.editor, reply="I did <b>say</b> so.")

    publication.publish(claim, by=story.people.editor, seen=claim.version)

    (kept,) = Publication.objects.get().document.content["replies"]
    assert (kept["from"], kept["outcome"], kept["text"]) == ("Vladimir Putin", "replied", "I did <b>say</b> so.")
    page = client.get(f"/verdicts/{claim.public_id}/").content.decode()
    assert "What they say to it" in page
    assert "I did &lt;b&gt;say&lt;/b&gt; so." in page


def test_who_is_silent_until_the_deadline_is_said_to_be(story: Story, client: Client) -> None:
    claim = story.approve(story.spot())
    asked = ask(claim, story)
    with pytest.raises(ValidationError, match="until the deadline"):
        reply.record(asked, ReplyState.SILENT, by=story.people.editor)

    ReplyRequest.objects.update(due_at=now() - timedelta(minutes=1))
    asked.refresh_from_db()
    reply.record(asked, ReplyState.SILENT, by=story.people.editor)
    publication.publish(claim, by=story.people.editor, seen=claim.version)

    assert "They did not reply in time." in client.get(f"/verdicts/{claim.public_id}/").content.decode()


def test_who_was_asked_and_has_not_answered_is_no_business_of_readers_yet(story: Story) -> None:
    claim = story.approve(story.spot())
    ask(claim, story)
    publication.publish(claim, by=story.people.editor, seen=claim.version)
    assert "replies" not in Publication.objects.get().document.content


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"addressee": " "}, "addressee"),
        ({"words": ""}, "letter"),
        ({"words": "a" * 10_001}, "letter"),
        ({"way": Way.MAIL}, "email"),
        ({"way": Way.MAIL, "email": "nobody"}, "email"),
        ({"due_at": now() - timedelta(minutes=1)}, "due_at"),
        ({"due_at": now() + timedelta(days=91)}, "due_at"),
    ],
)
def test_what_makes_no_asking_is_said_at_its_field(story: Story, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(story.spot(), story, **given)
    assert list(refused.value.message_dict) == [field]


def test_nobody_is_asked_twice_at_once(story: Story) -> None:
    claim = story.spot()
    ask(claim, story)
    with pytest.raises(ValidationError, match="asked already"):
        ask(claim, story)


def test_an_outcome_is_recorded_once_and_the_second_is_told_by_whom(story: Story) -> None:
    asked = ask(story.spot(), story)
    reply.record(asked, ReplyState.DECLINED, by=story.people.chief)
    with pytest.raises(Stale, match="chief recorded this already"):
        reply.record(asked, ReplyState.REPLIED, by=story.people.editor, reply="Yes.")


def test_the_api_describes_the_replies_that_its_documents_hold(story: Story) -> None:
    claim = story.approve(story.spot())
    reply.record(ask(claim, story), ReplyState.REPLIED, by=story.people.editor, reply="I did say so.")
    publication.publish(claim, by=story.people.editor, seen=claim.version)

    (told,) = api.ask(f"verdicts/{claim.public_id}/").json()["document"]["replies"]

    shape = description()["components"]["schemas"]["DocumentReply"]
    assert set(told) == set(shape["properties"]) == set(shape["required"])
    assert told["outcome"] == "replied"
    row = api.ask("verdicts/?fields=document.replies.text").json()["results"][0]
    assert row["document"] == {"replies": [{"text": "I did say so."}]}


def test_a_reply_has_words_and_a_refusal_has_none(story: Story) -> None:
    asked = ask(story.spot(), story)
    for state, words in ((ReplyState.REPLIED, ""), (ReplyState.DECLINED, "Words")):
        with pytest.raises(ValidationError):
            reply.record(asked, state, by=story.people.editor, reply=words)


def test_a_reviewer_asks_only_for_a_claim_on_their_desk(story: Story) -> None:
    from claims.desk.assignment import assign

    claim = story.spot()
    with pytest.raises(PermissionDenied):
        ask(claim, story, by=story.people.reviewer)
    assign(claim, story.people.reviewer, by=story.people.editor, seen=claim.version)
    assert ask(claim, story, by=story.people.reviewer).asked_by == story.people.reviewer


def test_the_page_offers_the_usual_letter_which_tells_no_verdict(story: Story, client: Client) -> None:
    claim = story.approve(story.spot(), rating="false")
    client.force_login(story.people.editor)

    shown = client.get(f"/desk/reply/{claim.pk}/")

    letter = shown.context["typed"]["letter"]
    assert claim.quote in letter
    assert "false" not in letter.lower()
    typed = {**shown.context["typed"], "act": "ask"}
    assert client.post(f"/desk/reply/{claim.pk}/", typed).status_code == 302
    asked = ReplyRequest.objects.get()
    kept = client.post(
        f"/desk/reply/{claim.pk}/", {"act": "record", "asked": asked.pk, "state": "replied", "reply": ""}
    )
    assert kept.status_code == 422
    done = client.post(
        f"/desk/reply/{claim.pk}/", {"act": "record", "asked": asked.pk, "state": "replied", "reply": "Yes."}
    )
    assert done.status_code == 302
    assert "Yes." in client.get(f"/desk/reply/{claim.pk}/").content.decode()


def test_thirty_askings_cost_as_many_queries_as_one(story: Story, client: Client) -> None:
    claim = story.spot()
    client.force_login(story.people.editor)
    counts = []
    for first, last in ((0, 1), (1, 30)):
        for number in range(first, last):
            ask(claim, story, addressee=f"Person {number}")
        with CaptureQueriesContext(connection) as counted:
            assert client.get(f"/desk/reply/{claim.pk}/").status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
