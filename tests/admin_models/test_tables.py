"""Every table of the desk, looked at by everyone: who may open what, what rows they see, and what a list costs."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

import claims.models as ours
from claims.models import Claim, ExtractionRun, Judgement, LedgerHead, Newsroom, Proposal, Redaction, StandingOrder
from tests.admin_models.full_desk import SINGLE, FullDesk, open_desk, who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from pytest_django.plugin import DjangoDbBlocker

TABLES = sorted(admin.site._registry, key=lambda model: model.__name__)
FOR_EDITORS = (
    *(ExtractionRun, Judgement, Proposal, Redaction, StandingOrder, Newsroom, LedgerHead),
    *(ours.ReaderRequest, ours.ReplyRequest, ours.Feed, ours.FeedEntry, ours.Invitation),
    *(ours.ProviderSwitch, ours.ProviderDay, ours.Listing, ours.ListedPage, ours.ExternalCopy, ours.Webhook),
)
ROLES = ("chief", "editor", "reviewer", "reader")
IDLE = "person0"
"""A reviewer who never had a claim."""
OWN_ONLY = (ours.Notification, ours.VerdictDraft, ours.Letter, ours.Wishes)
"""Tables in which everybody sees their own rows, whatever their role."""

INNER = {
    ours.CheckedWord: "an index of words, built from the checked claims",
    ours.ClaimVector: "numbers that stand for a claim's meaning, built from its wording",
    ours.PublishedClaimant: "a projection of the ledger, built anew by `manage.py rebuild_projections`",
    ours.PublishedSource: "a projection of the ledger, as above",
    ours.Tally: "a projection of the ledger, as above",
}
"""Models without a table, with the reason: they hold nothing that is not read better where it comes from."""

MANY = 30


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FullDesk]:
    """A desk with one row of every kind; gone after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = open_desk()
        made.grow(1)
        yield made
        transaction.set_rollback(True)


def where(model: type[Model], page: str, *given: Any) -> str:
    """Return the address of an admin page."""
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=[quote(each) for each in given])


def cost(client: Client, address: str) -> tuple[int, int]:
    """Open a list; return how many queries that took, and how many rows it shows."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(address)
        assert page.status_code == 200
    return len(asked), len(page.context["cl"].result_list)


Browsers = dict[str, Client]


@pytest.fixture(scope="module")
def browsers(desk: FullDesk) -> Browsers:
    """Have a browser for each role, and one for a reviewer whose desk is empty."""
    opened = {role: Client() for role in (*ROLES, IDLE)}
    for role, client in opened.items():
        client.force_login(who(role))
    return opened


@pytest.fixture(scope="module")
def costs(desk: FullDesk, browsers: Browsers) -> dict[str, dict[type[Model], list[tuple[int, int]]]]:
    """What each list costs the chief editor and a reviewer with one row, and with thirty."""
    seen: dict[str, dict[type[Model], list[tuple[int, int]]]] = {}
    for rows in (1, MANY):
        desk.grow(rows)
        for role in ("chief", "reviewer"):
            client = browsers[role]
            for model in TABLES:
                if role == "reviewer" and model in FOR_EDITORS:
                    continue
                address = where(model, "changelist")
                client.get(address)
                seen.setdefault(role, {}).setdefault(model, []).append(cost(client, address))
    return seen


def test_every_model_has_a_table() -> None:
    assert {getattr(ours, name) for name in ours.__all__} == {*TABLES, *INNER}
    assert not set(TABLES) & set(INNER)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ROLES)
def test_pages_answer_everyone_by_their_role(browsers: Browsers, role: str, model: type[Model]) -> None:
    client = browsers[role]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    opens = {"chief": 200, "editor": 200, "reviewer": 403 if model in FOR_EDITORS else 200, "reader": 302}[role]

    assert client.get(where(model, "changelist")).status_code == opens
    for page in ("change", "history"):
        answer = client.get(where(model, page, row.pk))
        expected = {opens, 302} if role == "reviewer" or model in OWN_ONLY else {opens}
        assert answer.status_code in expected
    add = client.get(where(model, "add"))
    assert add.status_code in ({302} if role == "reader" else {200, 403})


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["chief", "editor", "reviewer"])
def test_nobody_changes_or_deletes_a_row_past_the_desk(browsers: Browsers, role: str, model: type[Model]) -> None:
    client = browsers[role]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    before = list(model._default_manager.order_by("pk").values())

    changed = client.post(where(model, "change", row.pk), {"status": "published", "_save": "1"})
    deleted = client.post(where(model, "delete", row.pk), {"post": "yes"})
    swept = client.post(
        where(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    )

    assert changed.status_code in {302, 403}
    assert deleted.status_code in {302, 403}
    assert swept.status_code in {200, 302, 403}
    assert list(model._default_manager.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "question",
    ["?q=%00", "?q=%25%5C_", "?o=99.-99.x", "?p=x", "?p=999999", "?nonsense=1", "?e=1", "?pk__exact=%00", "?all="],
)
def test_a_list_survives_a_mangled_address(browsers: Browsers, question: str) -> None:
    for model in TABLES:
        assert browsers["chief"].get(where(model, "changelist") + question).status_code in {200, 302, 400}


@pytest.mark.parametrize("key", ["x", "0", "-1", "9" * 40, "\x00", "1/../../2", "é" * 80], ids=range(7))
def test_an_address_of_no_row_leads_back(browsers: Browsers, key: str) -> None:
    for model in TABLES:
        for page in ("change", "history", "delete"):
            assert browsers["chief"].get(where(model, page, key)).status_code in {302, 403, 404}


@pytest.mark.parametrize("year", ["99999", "0", "x", "-1"])
def test_a_date_that_is_none_leads_back(browsers: Browsers, year: str) -> None:
    address = where(Claim, "changelist") + f"?created_at__year={year}"
    assert browsers["chief"].get(address).status_code in {200, 302}


def test_nobody_asks_for_secrets_by_an_address(browsers: Browsers) -> None:
    client = browsers["editor"]
    for model, question in (
        (ours.User, "password__startswith=pbkdf2"),
        (ours.ApiKey, "sha256__startswith=a"),
        (Claim, "verdicts__isnull=False"),
        (Claim, "assignments__reviewer__password__startswith=p"),
        (ours.Assignment, "reviewer__password__startswith=p"),
    ):
        assert client.get(where(model, "changelist") + f"?{question}").status_code == 400


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_a_page_shows_no_braces_and_no_raw_dump(browsers: Browsers, model: type[Model]) -> None:
    client = browsers["chief"]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    for address in (where(model, "changelist"), where(model, "change", row.pk), where(model, "history", row.pk)):
        text = unescape(strip_tags(client.get(address).content.decode()))
        for dump in ("{'", '{"', "['", '["', "object (", " object at "):
            assert dump not in text, f"{address}: {dump}"


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_pages_need_no_inline_script_or_style(browsers: Browsers, model: type[Model]) -> None:
    client = browsers["chief"]
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    for address in (where(model, "changelist"), where(model, "change", row.pk), where(model, "history", row.pk)):
        text = client.get(address).content.decode()
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
        assert "onclick=" not in text


def test_a_reviewer_sees_only_what_is_theirs(browsers: Browsers) -> None:
    client, own = browsers[IDLE], browsers["reviewer"]
    hidden = Claim.objects.filter(status="assigned").first()
    assert hidden is not None

    for model in (ours.Assignment, ours.Job, ours.ApiKey):
        assert len(client.get(where(model, "changelist")).context["cl"].result_list) == 0
        assert len(own.get(where(model, "changelist")).context["cl"].result_list) >= 1
    assert client.get(where(Claim, "change", hidden.pk)).status_code == 302
    assert client.get(where(Claim, "history", hidden.pk)).status_code == 302
    assert own.get(where(Claim, "change", hidden.pk)).status_code == 200
    assert [row.pk for row in client.get(where(ours.User, "changelist")).context["cl"].result_list] == [who(IDLE).pk]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["chief", "reviewer"])
def test_a_list_of_thirty_costs_as_much_as_a_list_of_one(
    costs: dict[str, dict[type[Model], list[tuple[int, int]]]], role: str, model: type[Model]
) -> None:
    if role == "reviewer" and model in FOR_EDITORS:
        assert model not in costs[role]
        return
    (few, shown_first), (many, shown_then) = costs[role][model]
    if role == "chief" and model is ours.VerdictDraft:  # a draft is its writer's alone
        assert (shown_first, shown_then) == (0, 0)
        return
    assert shown_first >= 1
    if role == "chief":
        assert shown_then == 1 if model in SINGLE else shown_then >= MANY
    assert many <= few, f"{model.__name__}: {few} queries with one row, {many} with {MANY}"
    assert many <= 25
