"""While a blind review is open, nothing at the desk tells one reviewer of the other's answer: a test for each way."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from claims.jobs import announcing
from claims.models import (
    Adjudication,
    ApiKey,
    Assignment,
    BlindReview,
    Citation,
    Claim,
    Rating,
    User,
    Verdict,
)
from claims.models.user import Role
from tests.desk_acts.apart import SECRET, Apart, set_apart

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.desk import People

CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|datetime=\"[^\"]*\"|name=\"csrfmiddlewaretoken\" value=\"[^\"]*\"")
ROLES = ("reviewer", "editor")


@pytest.fixture(params=ROLES)
def peer(request: pytest.FixtureRequest, people: People) -> User:
    """Who waits for the colleague's answer: a reviewer, or an editor, who else sees everything."""
    return people.reviewer if request.param == "reviewer" else people.editor


@pytest.fixture
def apart(claim: Claim, people: People, peer: User) -> Apart:
    """A claim on the peer's desk and on a colleague's."""
    return set_apart(claim, people, first=peer)


@pytest.fixture
def browser(peer: User) -> Client:
    """The peer's browser."""
    client = Client()
    client.force_login(peer)
    return client


def read(client: Client, address: str) -> str:
    """Read a page without its clock times and tokens."""
    client.get(address)  # what the desk says once, of an address that is not this person's, is said now
    answer = client.get(address)
    return f"{answer.status_code} {CLOCK.sub('', answer.content.decode())}"


def table(model: type[Model], page: str = "changelist", *given: Any) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=given)


def pages(apart: Apart) -> list[str]:
    """List the desk's pages that show claims, verdicts, people or numbers of them."""
    claim, second = apart.claim, apart.people.second
    return [
        "/desk/",
        "/desk/list/",
        f"/desk/list/?reviewer={second.pk}",
        "/desk/list/?due=over",
        "/desk/list/?sort=moved",
        "/desk/board/",
        "/desk/approve/",
        "/desk/published/",
        f"/desk/articles/{claim.article_id}/?claim={claim.number}",
        f"/desk/review/{claim.pk}/",
        f"/desk/approve/{claim.pk}/",
    ]


def test_no_page_of_the_desk_changes_with_the_colleagues_answer(apart: Apart, browser: Client, people: People) -> None:
    before = {address: read(browser, address) for address in pages(apart)}

    apart.answer(people.second)

    assert {address: read(browser, address) for address in pages(apart)} == before


def test_no_table_changes(apart: Apart, browser: Client, people: People) -> None:
    tables = [table(model) for model in admin.site._registry]
    rows = [table(Claim, "change", apart.claim.pk), table(User, "change", people.second.pk)]
    before = {address: read(browser, address) for address in [*tables, *rows]}

    apart.answer(people.second)

    assert {address: read(browser, address) for address in before} == before


def test_no_history_tells_of_it(apart: Apart, browser: Client, people: People) -> None:
    desk = Assignment.objects.get(reviewer=people.second)
    addresses = [
        table(Claim, "history", apart.claim.pk),
        table(Assignment, "history", desk.pk),
        table(BlindReview, "history", apart.review.pk),
    ]
    before = {address: read(browser, address) for address in addresses}

    verdict = apart.answer(people.second)

    assert {address: read(browser, address) for address in addresses} == before
    assert read(browser, table(Verdict, "history", verdict.pk)).startswith("302")
    assert read(browser, table(Citation, "history", verdict.citations.get().pk)).startswith("302")


def test_no_search_finds_it(apart: Apart, browser: Client, people: People) -> None:
    apart.answer(people.second)

    for model, words in ((Verdict, "transcript"), (Citation, "conversation"), (Claim, "transcript")):
        found = browser.get(table(model), {"q": words})
        assert list(found.context["cl"].result_list) == []
    assert SECRET not in read(browser, "/desk/list/?q=transcript")


def test_no_count_moves(apart: Apart, browser: Client, people: People, peer: User) -> None:
    apart.answer(people.second)

    page = browser.get(table(Rating))
    if peer.edits:
        assert {row.verdict_count for row in page.context["cl"].result_list} == {0}
    assert User.objects.get_queryset().with_open_work(seen_by=peer).get(pk=people.second.pk).open_work == 1


def test_no_field_to_pick_from_offers_it(apart: Apart, browser: Client, people: People) -> None:
    verdict = apart.answer(people.second)

    for model, name in (("citation", "verdict"), ("approval", "verdict"), ("adjudication", "verdict")):
        asked = {"app_label": "claims", "model_name": model, "field_name": name, "term": ""}
        assert browser.get(reverse("admin:autocomplete"), asked).json()["results"] == []
    assert read(browser, table(Verdict, "change", verdict.pk)).startswith("302")


def test_no_live_update_tells_of_it(
    apart: Apart, people: People, peer: User, queue: str, django_capture_on_commit_callbacks: Any
) -> None:
    with announcing.broker().pubsub() as heard:
        heard.subscribe(announcing.CHANNEL)
        heard.get_message(timeout=30)
        with django_capture_on_commit_callbacks(execute=True):
            apart.answer(people.second)
        said = json.loads(heard.get_message(timeout=30)["data"])
    assert said == {"article": apart.claim.article_id, "claim": apart.claim.pk, "hidden_from": [peer.pk]}


def test_the_api_answers_the_same(apart: Apart, people: People, peer: User) -> None:
    _kept, key = ApiKey.issue(peer, name="own script")
    program = Client(HTTP_AUTHORIZATION=f"Bearer {key}")
    addresses = [
        "/api/v1/claims/",
        f"/api/v1/claims/{apart.claim.public_id}/",
        "/api/v1/verdicts/",
        f"/api/v1/articles/{apart.claim.article.public_id}/",
    ]
    before = [program.get(address).content for address in addresses]

    apart.answer(people.second)

    assert [program.get(address).content for address in addresses] == before


def test_an_act_that_is_refused_names_nothing_of_it(apart: Apart, browser: Client, people: People) -> None:
    verdict = apart.answer(people.second)
    apart.claim.refresh_from_db()

    for act in ("approve", "uphold", "send_back", "publish"):
        typed = {"act": act, "seen": apart.claim.version, "verdict": verdict.pk, "reason": "Because."}
        for page in ("review", "approve"):
            answer = browser.post(reverse(f"admin:{page}", args=[apart.claim.pk]), typed)
            assert SECRET not in answer.content.decode()
    assert not Adjudication.objects.exists()


def test_whose_desk_it_was_stays_hidden_after_handing_it_over(
    apart: Apart, browser: Client, people: People, peer: User
) -> None:
    desk = Assignment.objects.get(reviewer=peer)
    desk.end(by=people.chief)
    apart.ask(people.third)

    apart.answer(people.second)

    assert not Verdict.objects.visible_to(peer).exists()
    assert SECRET not in read(browser, f"/desk/approve/{apart.claim.pk}/")


def test_when_both_are_in_each_sees_the_other(apart: Apart, people: People, peer: User) -> None:
    colleagues = apart.answer(people.second)
    assert not Verdict.objects.visible_to(peer).exists()
    own = apart.answer(peer)

    assert set(Verdict.objects.visible_to(peer)) == {own, colleagues}
    assert set(Verdict.objects.visible_to(people.second)) == {own, colleagues}
    if peer.role == Role.REVIEWER:
        assert not Verdict.objects.visible_to(people.third).exists()


def test_the_third_person_sees_both_and_only_then(apart: Apart, people: People, peer: User) -> None:
    apart.answer(people.second)
    apart.answer(peer, slug="false")
    assert not Verdict.objects.visible_to(people.third).exists()

    apart.ask(people.third)

    assert Verdict.objects.visible_to(people.third).count() == 2
    client = Client()
    client.force_login(people.third)
    page = client.get(f"/desk/review/{apart.claim.pk}/").content.decode()
    assert page.count('value="uphold"') == 2
    assert SECRET in page


def test_editors_outside_see_how_many_are_in(apart: Apart, people: People) -> None:
    client = Client()
    client.force_login(people.chief)
    assert "0 of two verdicts are in" in client.get(f"/desk/review/{apart.claim.pk}/").content.decode()

    apart.answer(people.second)

    assert "1 of two verdicts is in" in client.get(f"/desk/review/{apart.claim.pk}/").content.decode()
