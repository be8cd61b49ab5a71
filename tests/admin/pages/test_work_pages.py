"""Skills and absences, proposals and judgements at the desk: who may, what they cost, and what is kept on refusal."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from claims.desk.assignment import assign
from claims.desk.availability import plan_absence
from claims.desk.newsroom import hire
from claims.desk.topics import add_topic
from claims.desk.triage import dismiss
from claims.models import Claim, ExtractionRun, Proposal, Skill
from claims.models.user import Role
from tests.desk import make_claim

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def cost(client: Client, address: str) -> int:
    """Count the queries of a page that was opened once before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def grow(article: Article, people: People, *, first: int, to: int) -> None:
    """Add open work, absences, topics, people, judgements and proposals."""
    for place in range(first, to):
        claim = make_claim(article, by=people.editor)
        assign(claim, people.reviewer, by=people.editor, seen=claim.version)
        day = localdate() + timedelta(days=place)
        plan_absence(people.reviewer, first_day=day, last_day=day, by=people.editor)
        add_topic(f"Topic {place}", by=people.editor)
        hire(f"person{place}", "a-long-password", by=people.chief, role=Role.REVIEWER)
        run = ExtractionRun.objects.create(article=article, extractor=f"rules {place}")
        Proposal.objects.create(run=run, claim=claim, kind="reword", found={"text": f"Words {place}"})
        Claim.objects.filter(pk=claim.pk).update(run=run)


def test_the_pages_cost_the_same_with_one_row_and_with_thirty(
    article: Article, people: People, sit_down: SitDown
) -> None:
    client = sit_down(people.editor)
    addresses = [
        reverse("admin:work_of", args=[people.reviewer.pk]),
        reverse("admin:judgements"),
        reverse("admin:article", args=[article.pk]),
        reverse("admin:index"),
    ]
    grow(article, people, first=0, to=1)
    few = [cost(client, address) for address in addresses]

    grow(article, people, first=1, to=30)

    assert [cost(client, address) for address in addresses] == few


def test_a_person_sets_their_own_skills_and_what_is_wrong_is_kept(people: People, sit_down: SitDown) -> None:
    client, health = sit_down(people.reviewer), add_topic("Health", by=people.editor)

    refused = client.post(reverse("admin:work"), {"act": "set_skills", "languages": "english", "topics": [health.pk]})
    assert refused.status_code == 422
    assert "english" in refused.content.decode()
    done = client.post(reverse("admin:work"), {"act": "set_skills", "languages": "en, de", "topics": [health.pk]})

    assert done.status_code == 302
    assert Skill.objects.filter(person=people.reviewer).count() == 3


def test_a_colleagues_page_is_an_editors_to_open(people: People, sit_down: SitDown) -> None:
    address = reverse("admin:work_of", args=[people.second.pk])

    assert sit_down(people.reviewer).get(address).status_code == 404
    assert sit_down(people.editor).get(address).status_code == 200


def test_a_day_that_is_none_is_refused_at_its_field(people: People, sit_down: SitDown) -> None:
    form = {"act": "plan_absence", "first_day": "2026-02-31", "last_day": "soon", "note": "Skiing"}

    refused = sit_down(people.reviewer).post(reverse("admin:work"), form)

    assert refused.status_code == 422
    assert "Write the day as" in refused.content.decode()
    assert "Skiing" in refused.content.decode()


def test_a_proposal_is_accepted_and_declined_at_the_article(claim: Claim, people: People, sit_down: SitDown) -> None:
    run = ExtractionRun.objects.create(article=claim.article, extractor="rules of tomorrow")
    better = Proposal.objects.create(run=run, claim=claim, kind="reword", found={"text": "Better words."})
    drop = Proposal.objects.create(run=run, claim=claim, kind="drop")
    client, address = sit_down(people.editor), reverse("admin:article", args=[claim.article_id])
    assert "Better words." in client.get(address).content.decode()

    for proposal, act in ((better, "accept"), (drop, "decline")):
        assert client.post(address, {"act": act, "proposal": proposal.pk}).status_code == 302
    again = client.post(address, {"act": "accept", "proposal": drop.pk})

    claim.refresh_from_db()
    assert (claim.text, claim.status) == ("Better words.", "spotted")
    assert again.status_code == 409
    assert "editor declined this proposal already." in again.content.decode()
    assert "A later extractor proposes" not in client.get(address).content.decode()


def test_judgements_are_shown_and_sent_to_editors_only(claim: Claim, people: People, sit_down: SitDown) -> None:
    run = ExtractionRun.objects.create(article=claim.article, extractor="rules 7")
    Claim.objects.filter(pk=claim.pk).update(run=run)
    claim.refresh_from_db()
    dismiss(claim, by=people.editor, seen=claim.version, reason="Not a claim.")
    address = reverse("admin:judgements")

    assert sit_down(people.reviewer).get(address).status_code == 403
    client = sit_down(people.editor)
    assert "rules 7" in client.get(address).content.decode()
    sent = client.get(address, {"download": "jsonl"})

    lines = [json.loads(line) for line in b"".join(sent).decode().splitlines()]
    assert sent["Content-Disposition"].endswith('.jsonl"')
    assert [(line["outcome"], line["reason"]) for line in lines] == [("rejected", "Not a claim.")]


def test_many_claims_are_sorted_at_once_with_a_line_each(article: Article, people: People, sit_down: SitDown) -> None:
    claims = [make_claim(article, by=people.editor) for _each in range(3)]
    health = add_topic("Health", by=people.editor)
    ticked = [f"{claim.pk}:{claim.version}" for claim in claims[:2]] + [f"{claims[2].pk}:99"]

    page = sit_down(people.editor).post(
        reverse("admin:claims"), {"bulk": "sort", "priority": "2", "topic": health.pk, "claims": ticked}
    )

    assert [result.done for result in page.context["results"]] == [True, True, False]
    assert list(Claim.objects.order_by("pk").values_list("priority", "topic")) == [
        (2, health.pk),
        (2, health.pk),
        (1, None),
    ]


def test_an_editor_sets_a_free_due_time(claim: Claim, people: People, sit_down: SitDown) -> None:
    made = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    day = localdate() + timedelta(days=2)

    sit_down(people.editor).post(
        reverse("admin:review", args=[claim.pk]),
        {"act": "change_due", "assignment": made.pk, "seen": claim.version, "due_other": f"{day}T16:30"},
    )

    made.refresh_from_db()
    assert f"{made.due_at:%Y-%m-%d %H:%M}" == f"{day} 16:30"
