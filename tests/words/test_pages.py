"""Every page of the desk and the site, in the language of brackets: whatever stands outside of them was not marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from claims.admin.pages import addresses
from claims.models import Article, Claim, CurrentVerdict, PageFlag, ReaderRequest, Snapshot, User
from tests.admin_models.full_desk import FullDesk, open_desk, who
from tests.words.brackets import bracketed, data, holes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model
    from pytest_django.plugin import DjangoDbBlocker

NAMES = frozenset(
    {"Claimdesk", "ClaimReview", "JSON", "SHA", "UTC", "API", "URL", "RSS", "Atom", "CSV", "PDF", "HTML", "HTTP", "UTF"}
    | {
        "KB",
        "MB",
        "ID",
        "English",
        "Deutsch",
        "Crossref",
        "PubMed",
        "OpenAlex",
        "GDELT",
        "Wikipedia",
        "SearXNG",
        "Brave",
        "Search",
    }
)
FRAMED = {"kept_page", "here", "article_here"}
"""A stranger's page in a frame of its own, and an answer for a script."""

TABLES = sorted(admin.site._registry, key=lambda model: model.__name__)


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[FullDesk]:
    """A desk with one row of every kind; gone after this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = open_desk()
        made.grow(1)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def known(desk: FullDesk) -> str:
    """Whatever somebody wrote."""
    written = f"{data()}\n{settings.NEWSROOM_NAME}\n{settings.SITE_URL}\n{settings.CONTACT_EMAIL}".casefold()
    return f"{written}\n{written.replace('-', ' ').replace('_', ' ')}"


def browser(person: User | None) -> Client:
    """Sit a person down who reads the language of brackets."""
    client = Client(headers={"accept-language": "de"})
    if person is not None:
        client.force_login(person)
    return client


def keys(name: str) -> list[int | None]:
    """Choose rows for the pages that need one: of a claim, one of every status."""
    if name in {"review", "approve", "redact", "reply"}:
        return [
            Claim.objects.filter(status=status).first().pk
            for status in sorted(set(Claim.objects.values_list("status", flat=True)))
        ]  # type: ignore[union-attr]
    models: dict[str, type[Model]] = {
        "article": Article,
        "article_facts": Article,
        "copy": Snapshot,
        "flag": PageFlag,
        "request": ReaderRequest,
        "person": User,
        "work_of": User,
    }
    return [models[name]._default_manager.order_by("pk").values_list("pk", flat=True)[0]] if name in models else [None]


def seen(client: Client, address: str, known: str, *, status: tuple[int, ...] = (200,), **sent: Any) -> list[str]:
    """Open a page, or send a form to it, and list the holes in what comes back."""
    with bracketed("de"):
        answer = client.post(address, sent["form"]) if "form" in sent else client.get(address)
    assert answer.status_code in status, (address, answer.status_code)
    return holes(answer.content.decode(), known=known, names=NAMES)


@pytest.mark.parametrize("role", ["chief", "editor", "reviewer"])
@pytest.mark.parametrize("name", [name for _where, _page, name in addresses() if name not in FRAMED])
def test_no_word_of_a_page_is_left_unmarked(name: str, role: str, desk: FullDesk, known: str) -> None:
    client = browser(who(role))
    found = {}
    for key in keys(name):
        address = reverse(f"admin:{name}", args=[] if key is None else [key])
        found[address] = seen(client, address, known, status=(200, 403, 404))
    assert {address: words for address, words in found.items() if words} == {}


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.__name__)
def test_no_word_of_a_table_is_left_unmarked(model: type[Model], desk: FullDesk, known: str) -> None:
    client, table = browser(who("chief")), f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.order_by("pk").values_list("pk", flat=True)[0]
    found = {
        address: seen(client, address, known, status=(200, 302, 403))
        for address in (
            reverse(f"{table}_changelist"),
            reverse(f"{table}_change", args=[row]),
            reverse(f"{table}_history", args=[row]),
            reverse(f"{table}_add"),
        )
    }
    assert {address: words for address, words in found.items() if words} == {}


def test_no_word_before_the_door_is_left_unmarked(desk: FullDesk, known: str) -> None:
    assert seen(browser(None), reverse("admin:login"), known) == []
    assert seen(browser(None), reverse("admin:login"), known, form={"username": "x", "password": "y"}) == []


@override_settings(LANGUAGE_CODE="de")
def test_no_word_of_the_public_site_is_left_unmarked(desk: FullDesk, known: str) -> None:
    shown = CurrentVerdict.objects.order_by("pk")[0]
    asked = ReaderRequest.objects.order_by("pk")[0]
    correction = reverse("site:request_correction", args=[shown.public_id])
    client = browser(None)
    found = {
        address: seen(client, address, known, status=(200, 404))
        for address in (
            reverse("site:front"),
            reverse("site:verdict", args=[shown.public_id]),
            correction,
            reverse("site:request", args=[asked.public_id]),
            reverse("site:corrections"),
            reverse("site:methodology"),
            "/nothing/here/",
        )
    }
    found["a form with nothing in it"] = seen(client, correction, known, status=(422,), form={"words": ""})
    assert {address: words for address, words in found.items() if words} == {}


def test_a_word_that_nobody_marked_is_seen() -> None:
    page = "<p>⟦Claims⟧ <b title='Left open'>and ⟦none⟧ more</b> of the “text” of somebody</p>"
    assert holes(page, known="of the “text” of somebody", names=frozenset()) == ["and", "more", "Left open"]


def test_the_ends_of_a_hash_are_no_word() -> None:
    assert holes("<p>⟦no. 1⟧, <abbr>251d…fdee</abbr></p>", known="nothing", names=frozenset()) == []
