"""Stories in which people outside the desk take part, through HTTP: claimants who reply, readers who write, courts that order."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localtime, now

from claims.desk.newsroom import mark_as_rehearsal
from claims.models import Citation, Claim, Comment, Job, Publication, PublishedDocument, ReaderRequest, ReplyRequest
from claims.models.job import JobKind, JobState
from factcheck.supervisor import running
from tests.delivery.mail_server import taking_letters
from tests.desk import archive_evidence, hire_people, make_claim, take_in_seed
from tests.flows.test_article_to_verdict import send, sign_in, verdict_form, wait_for

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.desk import People

REPLY = "I offered it on 18 March. <b>Nobody</b> answered me.\n\nPrint that."
WRONG = "The offer was made on 17 March, not on 18 March: see the transcript."


def open_newsroom() -> People:
    people = hire_people()
    mark_as_rehearsal(by=people.chief)
    return people


@pytest.fixture
def newsroom(db: None, queue: str) -> People:
    """A rehearsing newsroom."""
    return open_newsroom()


def rated(people: People) -> Claim:
    """Bring a claim to an editor, with a verdict by the reviewer."""
    claim = make_claim(take_in_seed(people.chief), by=people.editor)
    archive_evidence(claim)
    send(sign_in("editor"), "review", claim, act="assign", reviewer=people.reviewer.pk)
    send(sign_in("reviewer"), "review", claim, **verdict_form(claim, rating="true"))
    return claim


def read(client: Client, address: str) -> str:
    """Read a page as a person does."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def post(client: Client, address: str, **form: Any) -> str:
    """Send a form, and return the address that it leads to."""
    answer = client.post(address, form)
    assert answer.status_code == 302, unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))[:1500]
    return str(answer["Location"])


def test_a_claimant_is_asked_by_mail_replies_and_is_quoted_with_the_verdict(
    processes_see: dict[str, str], settings: SettingsWrapper
) -> None:
    people = open_newsroom()
    claim = make_claim(take_in_seed(people.chief), by=people.editor)
    archive_evidence(claim)
    editor, reviewer, public = sign_in("editor"), sign_in("reviewer"), Client()
    send(editor, "review", claim, act="assign", reviewer=people.reviewer.pk)
    page = f"/desk/reply/{claim.pk}/"
    with taking_letters() as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        outside = {"EMAIL_URL": settings.EMAIL_URL, "DEFAULT_FROM_EMAIL": "desk@news.example"}
        with running("worker", "beat", environment=processes_see | outside) as machines:
            # The reviewer asks from their own page; a colleague who has nothing to do with the claim finds none.
            form = {"act": "ask", "addressee": "Vladimir Putin", "way": "mail", "email": "press@kremlin.example"}
            form |= {"letter": "Did you say so?", "due_at": f"{localtime(now() + timedelta(hours=5)):%Y-%m-%dT%H:%M}"}
            assert sign_in("second").post(page, form).status_code == 404
            post(reviewer, page, **form)
            twice = reviewer.post(page, form)
            assert (twice.status_code, "Did you say so?" in twice.content.decode()) == (422, True)
            wait_for(lambda: ReplyRequest.objects.get().sent_at is not None, machines)
    assert ["Did you say so?" in letter for letter in server.letters] == [True]
    assert Job.objects.get(kind=JobKind.SEND_LETTER).state == JobState.DONE

    # The editor sees that somebody waits; the reply is kept word for word, once.
    asked = ReplyRequest.objects.get()
    assert "Vladimir Putin" in read(editor, "/desk/requests/")
    record = {"act": "record", "asked": asked.pk, "state": "replied", "reply": REPLY}
    post(reviewer, page, **record)
    late = editor.post(page, record)
    assert (late.status_code, "reviewer recorded this already" in late.content.decode()) == (409, True)

    # Readers get it with the verdict, in the document and on the page, as text.
    send(reviewer, "review", claim, **verdict_form(claim, rating="true"))
    send(editor, "approve", claim, act="approve_and_publish")
    document = public.get(f"/api/v1/verdicts/{claim.public_id}/").json()["document"]
    assert [(each["from"], each["outcome"], each["text"]) for each in document["replies"]] == [
        ("Vladimir Putin", "replied", REPLY)
    ]
    page_of_readers = public.get(f"/verdicts/{claim.public_id}/").content.decode()
    assert "&lt;b&gt;Nobody&lt;/b&gt; answered me." in page_of_readers
    assert "press@kremlin.example" not in page_of_readers


def test_a_reader_finds_a_mistake_and_the_newsroom_corrects_it_and_says_so(newsroom: People) -> None:
    claim = rated(newsroom)
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    send(editor, "approve", claim, act="approve_and_publish")

    # A reader without an account follows the link on the verdict's page, and gets an address of their own.
    reader = Client(REMOTE_ADDR=f"203.0.113.{uuid4().int % 250}")
    form = f"/verdicts/{claim.public_id}/correction/"
    assert form in reader.get(f"/verdicts/{claim.public_id}/").content.decode()
    mine = post(reader, form, words=WRONG, name="Ada", email="ada@example.org")
    assert "The editors have it." in read(reader, mine)

    # It waits in the editors' queue, where a reviewer has nothing to say.
    asked = ReaderRequest.objects.get()
    assert WRONG in read(editor, "/desk/requests/")
    assert reviewer.post(f"/desk/requests/{asked.pk}/", {"act": "answer", "answer": "No."}).status_code == 403
    post(editor, f"/desk/requests/{asked.pk}/", act="answer", answer="You are right: we look at it again.")

    # The claim is reopened, rated anew, and corrected with a note; the reader sees both at their address.
    send(editor, "approve", claim, act="reopen", reason="A reader found the transcript.")
    send(reviewer, "review", claim, **verdict_form(claim, rating="mostly-true"))
    send(editor, "approve", claim, act="approve")
    send(editor, "approve", claim, act="correct", reason="The day was wrong.")
    told = read(reader, mine)
    assert "You are right: we look at it again." in told
    assert "The fact check has changed since you wrote." in told
    assert "The day was wrong." in read(Client(), "/corrections/")
    assert "ada@example.org" not in Client().get("/corrections/").content.decode()
    assert [row.kind for row in Publication.objects.order_by("sequence")] == ["published", "corrected"]


def test_a_verdict_is_sent_back_over_one_passage_and_the_reviewer_reads_why_beside_it(newsroom: People) -> None:
    claim = rated(newsroom)
    editor, reviewer = sign_in("editor"), sign_in("reviewer")
    passage = Citation.objects.get()
    why = "This passage is about another day."

    # A passage of no verdict on this claim is refused; the words stay in the form.
    refused = editor.post(
        f"/desk/approve/{claim.pk}/",
        {"act": "send_back", "seen": claim.version, "reason": why, "citation": passage.pk + 1},
    )
    assert refused.status_code == 422
    assert why in refused.content.decode()
    send(editor, "approve", claim, act="send_back", reason=why, citation=passage.pk)

    # It is a comment on that passage; the reviewer has the claim again, and the words stand on their page.
    said = Comment.objects.get()
    assert (said.citation, said.verdict, said.author) == (passage, passage.verdict, newsroom.editor)
    assert claim.assignments.current().get().reviewer == newsroom.reviewer
    assert why in read(reviewer, f"/desk/review/{claim.pk}/")
    assert "A verdict was sent back to you" in read(reviewer, "/desk/notes/")
    send(reviewer, "review", claim, **verdict_form(claim, rating="half-true"))
    send(editor, "approve", claim, act="approve_and_publish")
    assert Publication.objects.get().document.content["verdict"]["rating"] == "half-true"
    assert why not in Client().get(f"/verdicts/{claim.public_id}/").content.decode()


def test_a_court_orders_and_two_editors_take_a_document_out_of_the_record(newsroom: People) -> None:
    claim = rated(newsroom)
    editor, chief, public = sign_in("editor"), sign_in("chief"), Client()
    send(editor, "approve", claim, act="approve_and_publish")
    page, address = f"/desk/redact/{claim.pk}/", f"/verdicts/{claim.public_id}/"
    order = {"act": "order", "sequences": ["1"], "reason": "A court says so.", "reference": "LG 1/26"}

    # One orders: readers still see it. The same person cannot confirm it; another does.
    post(editor, page, **order)
    assert claim.text in read(public, address)
    confirm = {"act": "confirm", "redaction": claim.redactions.get().pk}
    assert editor.post(page, confirm).status_code == 403
    post(chief, page, **confirm)

    # The words are gone wherever readers look; that they are, and by whose order, stands in the ledger, which holds.
    for where in (address, "/", "/corrections/", "/api/v1/verdicts/", f"/api/v1/verdicts/{claim.public_id}/"):
        assert claim.text not in unescape(public.get(where).content.decode()), where
    assert "A court says so." in unescape(public.get(address).content.decode())
    first, second = Publication.objects.order_by("sequence")
    assert (first.kind, second.kind, second.previous_hash) == ("published", "redacted", first.hash)
    assert PublishedDocument.objects.get(pk=first.document_id).is_redacted
    assert (second.redaction.ordered_by, second.redaction.confirmed_by) == (newsroom.editor, newsroom.chief)


def test_a_verdict_that_is_not_on_the_claim_cannot_be_approved_in_the_place_of_the_one_that_is(
    newsroom: People,
) -> None:
    claim = rated(newsroom)
    editor = sign_in("editor")
    strange = claim.verdicts.get().pk + 1

    refused = editor.post(f"/desk/approve/{claim.pk}/", {"act": "approve", "seen": claim.version, "verdict": strange})

    claim.refresh_from_db()
    assert (refused.status_code, claim.status) == (422, "rated")
