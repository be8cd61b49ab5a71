"""The whole story through HTTP, with a real worker: from the seed article to the published JSON-LD."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.desk.assignment import sign_standing_order
from claims.desk.newsroom import mark_as_rehearsal
from claims.models import Article, Claim, CurrentVerdict, Job, Publication, Rating, SourceSearch
from claims.models.job import JobKind
from claims.models.source_search import SearchState
from claims.models.standing_order import OrderKind
from factcheck.supervisor import running
from tests.desk import SEED, hire_people
from tests.pipeline.sourcing.loopback import serving
from tests.pipeline.sourcing.wiki import Wiki

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from factcheck.supervisor import Supervisor
    from tests.desk import People


@pytest.fixture
def machines(processes_see: dict[str, str]) -> Iterator[Supervisor]:
    """A real worker and beat, and an encyclopaedia on loopback."""
    with serving() as site:
        outside = {"MEDIAWIKI_API": Wiki().install(site), "FETCH_ALLOWED_HOSTS": site.host}
        with running("worker", "beat", environment=processes_see | outside) as supervisor:
            yield supervisor


def wait_for(done: Callable[[], object], machines: Supervisor, *, seconds: float = 240) -> None:
    """Let the machines work until something is so."""
    patience = time.monotonic() + seconds
    while not done():
        machines.check()
        assert time.monotonic() < patience, list(Job.objects.values_list("kind", "state", "problem"))
        time.sleep(0.2)


def sign_in(username: str) -> Client:
    """Sign a person in through the desk's own form."""
    client = Client(HTTP_HOST="127.0.0.1")
    answer = client.post(
        reverse("admin:login"), {"username": username, "password": f"{username}-{username}", "next": "/desk/"}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client


def send(client: Client, page: str, claim: Claim, **form: Any) -> None:
    """Send a desk form about a claim, as it was last seen, and expect to be led on."""
    claim.refresh_from_db()
    answer = client.post(reverse(f"admin:{page}", args=[claim.pk]), {"seen": claim.version, **form})
    assert answer.status_code == 302, unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))[:1500]
    claim.refresh_from_db()


def verdict_form(claim: Claim, *, rating: str) -> dict[str, Any]:
    """Fill the verdict form in, citing the passage that fits best."""
    passage = claim.evidence.kept().best_first().filter(passages__isnull=False).first().passages.all()[0]
    return {
        "act": "rate",
        "rating": Rating.objects.get(slug=rating).pk,
        "attribution": "confirmed",
        "rationale": "The archived note says so, **with its sources**.",
        "cite": [passage.pk],
        f"stance-{passage.pk}": "supports",
    }


def json_ld(page: str) -> dict[str, Any]:
    """Read the structured data out of a public page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found, "the page carries JSON-LD"
    read: dict[str, Any] = json.loads(found[1])
    return read


def newsroom() -> People:
    """A rehearsing newsroom whose chief editor signed that new claims are handed out by workload."""
    people = hire_people()
    mark_as_rehearsal(by=people.chief)
    sign_standing_order(OrderKind.ASSIGN_BY_WORKLOAD, by=people.chief)
    return people


def test_an_article_becomes_a_published_verdict(machines: Supervisor) -> None:
    people = newsroom()
    editor, public = sign_in("editor"), Client(HTTP_HOST="127.0.0.1")

    # An editor pastes the article; the same text again leads to the same article.
    pasted = {"text": SEED.read_text(), "title": "Putin challenges Biden", "outlet": "An outlet"}
    taken_in = editor.post(reverse("admin:take_in"), pasted)
    article = Article.objects.get()
    assert taken_in.url == reverse("admin:article", args=[article.pk])
    assert editor.post(reverse("admin:take_in"), pasted).url == taken_in.url
    assert Article.objects.count() == 1

    # The worker splits it, hands the claims out evenly, and finds sources.
    wait_for(lambda: article.claims.exists(), machines)
    wait_for(lambda: Job.objects.filter(kind=JobKind.ASSIGN_NEW_CLAIMS, state="done").exists(), machines)
    wait_for(lambda: not Job.objects.open().exists(), machines)
    claims = list(Claim.objects.filter(article=article).in_reading_order())
    assert len(claims) >= 15
    assert all(article.text[claim.start : claim.end] == claim.quote for claim in claims)
    with_sources = Claim.objects.filter(article=article, evidence__isnull=False).distinct()
    assert with_sources.count() >= 10
    searches = SourceSearch.objects.filter(claim__in=with_sources)
    assert set(searches.values_list("state", flat=True)) == {SearchState.DONE}

    # The article's page shows the claims marked in the text.
    page = editor.get(taken_in.url)
    assert page.status_code == 200
    assert page.content.decode().count('class="mark ') >= 10

    # A reviewer finds the claim on their desk and marks a verdict; a colleague does not see it.
    claim = with_sources.filter(status="assigned", assignments__reviewer=people.reviewer).in_reading_order().first()
    reviewer, colleague = sign_in("reviewer"), sign_in("second")
    assert claim.text[:40] in unescape(reviewer.get(reverse("admin:index")).content.decode())
    assert colleague.get(reverse("admin:review", args=[claim.pk])).status_code == 404
    send(reviewer, "review", claim, **verdict_form(claim, rating="half-true"))
    assert claim.status == "rated"

    # The editor sends it back, the reviewer answers, the editor approves and publishes.
    send(editor, "approve", claim, act="send_back", reason="The note says more than half of it.")
    send(reviewer, "review", claim, **verdict_form(claim, rating="mostly-true"))
    assert reviewer.post(
        reverse("admin:approve", args=[claim.pk]), {"act": "approve", "seen": claim.version}
    ).status_code in (
        403,
        404,
    )
    send(editor, "approve", claim, act="approve")
    send(editor, "approve", claim, act="publish")
    assert claim.status == "published"

    # Readers find it: in the list, alone, as ClaimReview, and on its page, all saying the same.
    listed = public.get("/api/v1/verdicts/").json()["results"]
    assert [row["id"] for row in listed] == [str(claim.public_id)]
    one = public.get(f"/api/v1/verdicts/{claim.public_id}/").json()
    markup = public.get(f"/api/v1/verdicts/{claim.public_id}/claimreview/").json()
    shown = public.get(f"/verdicts/{claim.public_id}/")
    assert one["document"]["verdict"]["rating"] == "mostly-true"
    assert markup["reviewRating"]["alternateName"] == "Mostly true"
    assert markup["claimReviewed"] == claim.text
    assert shown.status_code == 200
    assert (
        json_ld(shown.content.decode())
        == markup
        == CurrentVerdict.objects.get().publication.document.content["claimReview"]
    )
    assert "rehearsal" in shown.content.decode().lower()

    # A reader is right: it is reopened, rated anew and corrected; the old words stay in the ledger.
    send(editor, "approve", claim, act="reopen", reason="A reader sent a better source.")
    assert public.get(f"/verdicts/{claim.public_id}/").status_code == 200, "the published verdict stands meanwhile"
    send(reviewer, "review", claim, **verdict_form(claim, rating="true"))
    send(editor, "approve", claim, act="approve")
    send(editor, "approve", claim, act="correct", reason="We had overlooked the transcript.")
    assert public.get(f"/api/v1/verdicts/{claim.public_id}/").json()["document"]["verdict"]["rating"] == "true"
    assert "We had overlooked the transcript." in unescape(public.get("/corrections/").content.decode())

    # In the end it is retracted: the page says so, and the markup goes.
    send(editor, "approve", claim, act="retract", reason="The source was withdrawn.")
    gone = public.get(f"/verdicts/{claim.public_id}/").content.decode()
    assert "The source was withdrawn." in unescape(gone)
    assert "application/ld+json" not in gone

    # The ledger tells it all, in order, and its hashes hold.
    rows = list(Publication.objects.order_by("sequence"))
    assert [row.kind for row in rows] == ["published", "corrected", "retracted"]
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [row.previous_hash for row in rows[1:]] == [row.hash for row in rows[:-1]]
    assert {(row.reviewer_id, row.approver_id) for row in rows} == {(people.reviewer.pk, people.editor.pk)}


def test_an_article_through_the_api_is_split_too(machines: Supervisor) -> None:
    from claims.models import ApiKey

    people = newsroom()
    _kept, key = ApiKey.issue(people.editor, name="the site's own system")
    program = Client(HTTP_HOST="127.0.0.1", HTTP_AUTHORIZATION=f"Bearer {key}")
    text = (
        "The council said on Monday that it built 40 homes in 2025. Mayor Anna Berg said the city will build 60 more."
    )

    made = program.post("/api/v1/articles/", {"text": text, "title": "Homes"}, content_type="application/json")

    assert made.status_code == 201, made.content
    again = program.post("/api/v1/articles/", {"text": text}, content_type="application/json")
    assert again.status_code == 409
    article = Article.objects.get()
    wait_for(lambda: article.claims.exists(), machines)
    read = program.get(made["Location"]).json()
    assert read["id"] == str(article.public_id)
    assert Client(HTTP_HOST="127.0.0.1").get(made["Location"]).status_code == 404, "what is not published is nobody's"
