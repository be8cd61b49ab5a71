"""Who reads in which language: the desk in the person's own, the public in the newsroom's, machines in English."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from claims.desk import assignment, own_choices, reply, review
from claims.desk.triage import reword
from claims.lifecycle import IllegalMove
from claims.models import Claim, CurrentVerdict

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.desk import People

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


def sit_down(people: People, *, language: str = "") -> Client:
    """Log the editor in at a browser that asks for German; they chose a language themselves, or none."""
    own_choices.choose_language_and_zone(by=people.editor, language=language, zone="")
    client = Client(headers=GERMAN)
    client.force_login(people.editor)
    return client


def test_the_desk_speaks_the_browsers_language_where_nobody_chose(people: People) -> None:
    answer = sit_down(people).get(reverse("admin:index"))
    assert '<html lang="de"' in answer.content.decode()
    assert "Meine Liste" in answer.content.decode()
    assert answer.headers["Content-Language"] == "de"
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_desk_speaks_the_language_that_the_person_chose(people: People) -> None:
    answer = sit_down(people, language="en").get(reverse("admin:index"))
    assert '<html lang="en' in answer.content.decode()
    assert "My queue" in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_the_door_speaks_the_browsers_language() -> None:
    answer = Client(headers=GERMAN).get(reverse("admin:login"))
    assert "In der Redaktion anmelden" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("newsroom", "words"), [("en", "How we check"), ("de", "Wie wir prüfen")])
def test_the_public_site_speaks_the_newsrooms_language_to_everybody(
    newsroom: str, words: str, settings: SettingsWrapper
) -> None:
    settings.LANGUAGE_CODE = newsroom
    answer = Client(headers=GERMAN).get(reverse("site:methodology"))
    assert words in answer.content.decode()
    assert f'<html lang="{newsroom}">' in answer.content.decode()
    assert "Accept-Language" not in answer.headers.get("Vary", ""), "one address is one text, for caches"


@pytest.mark.django_db
def test_feeds_speak_the_newsrooms_language(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_CODE = "de"
    feed = Client().get(reverse("site:feed")).content.decode()
    assert 'xml:lang="de"' in feed
    assert "Faktenchecks" in feed


@pytest.mark.django_db
def test_machines_are_answered_in_english_whatever_they_ask_for(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_CODE = "de"
    nothing = Client(headers=GERMAN).get("/api/v1/nothing/")
    assert "Accept-Language" not in nothing.headers.get("Vary", "")
    assert "nicht" not in nothing.content.decode()


def test_a_request_leaves_no_language_behind(people: People) -> None:
    before = translation.get_language()
    sit_down(people).get(reverse("admin:index"))
    assert translation.get_language() == before


def test_refusals_are_whole_german_sentences(claim: Claim, people: People) -> None:
    with translation.override("de"):
        with pytest.raises(PermissionDenied) as wrong_person:
            assignment.assign(claim, people.reviewer, by=people.reviewer, seen=claim.version)
        with pytest.raises(IllegalMove) as wrong_time:
            review.approve(claim, by=people.editor, seen=claim.version)
    assert str(wrong_person.value) == "Das darf nur die Redaktion. Fragen Sie dort."
    assert str(wrong_time.value).startswith("Diese Behauptung ist gefunden.")
    assert "„freigeben“ geht nur, solange eine Behauptung bewertet ist." in str(wrong_time.value)


def test_the_letter_to_a_claimant_is_in_the_newsrooms_language(
    claim: Claim, people: People, settings: SettingsWrapper
) -> None:
    settings.LANGUAGE_CODE = "de"
    with translation.override("en"):
        words = reply.letter(claim, due_at=now() + timedelta(hours=24))
    assert words.startswith(f"{settings.NEWSROOM_NAME} prüft diese Behauptung:")
    assert "Vladimir Putin" in words


def test_numbers_and_plurals_are_written_as_germans_write_them(claim: Claim, people: People) -> None:
    Claim.objects.filter(pk=claim.pk).update(check_worthiness=0.85)
    page = sit_down(people).get(reverse("admin:article", args=[claim.article_id])).content.decode()
    assert "1 in Lesefolge" in page
    assert "Wörter" in page
    table = sit_down(people).get(reverse("admin:claims_claim_changelist")).content.decode()
    assert "0,85" in table
    with pytest.raises(ValidationError) as too_long, translation.override("de"):
        reword(claim, "x" * 30_000, by=people.editor, seen=claim.version)
    assert too_long.value.messages == ["Eine Behauptung hat höchstens 2.000 Zeichen."]


def test_an_english_quote_on_a_german_page_says_that_it_is_english(claim: Claim, people: People) -> None:
    assert claim.article.language == "en"
    german = sit_down(people).get(reverse("admin:review", args=[claim.pk])).content.decode()
    assert '<blockquote class="cd-context" lang="en">' in german
    english = sit_down(people, language="en").get(reverse("admin:review", args=[claim.pk])).content.decode()
    assert '<blockquote class="cd-context">' in english


def test_a_newsrooms_own_scale_is_not_translated(claim: Claim, people: People) -> None:
    assignment.assign(claim, people.editor, by=people.editor, seen=claim.version)
    page = sit_down(people).get(reverse("admin:review", args=[claim.pk])).content.decode()
    assert "Mostly true" in page


def test_every_language_on_offer_has_its_catalogue() -> None:
    for code, _name in settings.LANGUAGES:
        folder = settings.BASE_DIR / "claims" / "locale" / code
        assert code == "en" or (folder / "LC_MESSAGES" / "django.mo").exists()


@pytest.mark.django_db
def test_no_verdict_is_needed_to_read_the_front_page_in_german(settings: SettingsWrapper) -> None:
    settings.LANGUAGE_CODE = "de"
    assert not CurrentVerdict.objects.exists()
    assert "Noch ist nichts veröffentlicht." in Client().get("/").content.decode()
