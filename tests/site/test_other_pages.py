"""The front page, corrections, methodology, refusals, feeds, and what the site tells machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from claims.models import Rating
from tests.site.pages import get, html, read

if TYPE_CHECKING:
    from tests.stories import Story

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.django_db
def test_an_empty_site_says_what_will_come() -> None:
    assert "Nothing is published yet." in html("/")
    assert "We have corrected nothing yet." in html("/corrections/")
    assert "This is a rehearsal" not in html("/")


def test_the_front_page_shows_what_stands_newest_first(story: Story) -> None:
    old = story.publish(1, wording="The older claim.")
    gone = story.publish(2, wording="The retracted claim.")
    story.publish(3, wording="The newer claim.")
    story.retract(gone)

    page = html("/")

    assert page.index("The newer claim.") < page.index("The older claim.")
    assert "The retracted claim." not in page
    assert f'href="/verdicts/{old.public_id}/"' in page


def test_the_front_page_leads_to_older_checks_each_once(story: Story) -> None:
    for number in range(1, 24):
        story.publish(number, wording=f"Number {number} of the claims.")

    first = html("/")
    older = html("/?before=4")

    assert 'href="/?before=4"' in first
    assert [f"Number {number} of" in first for number in (23, 4, 3)] == [True, True, False]
    assert [f"Number {number} of" in older for number in (4, 3, 1)] == [False, True, True]
    for nonsense in ("x", "-1", "٣", "9" * 30):
        assert get(f"/?before={nonsense}").status_code == 404


def test_the_front_page_costs_the_same_for_one_and_for_twenty(story: Story) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            html("/")
        return len(asked)

    story.publish(1)
    one = count()
    for number in range(2, 21):
        story.publish(number)

    assert count() == one <= 2


def test_the_corrections_page_shows_why_and_the_old_words_beside_the_new(story: Story) -> None:
    claim = story.publish(1, wording="A claim about a bridge.", rating="true")
    story.correct(claim, rating="false", note="The bridge was another one.")
    gone = story.publish(2, wording="A claim about a budget.")
    story.retract(gone, reason="It was never said.")

    page = html("/corrections/")

    assert page.index("It was never said.") < page.index("The bridge was another one.")
    assert "<del>True</del> <ins>False</ins>" in page
    assert "Rating changed" in page
    only = html("/corrections/?kind=retracted")
    assert "It was never said." in only
    assert "The bridge was another one." not in only
    assert get("/corrections/?kind=published").status_code == 404


def test_the_methodology_names_the_ratings_of_the_database(story: Story) -> None:
    Rating.objects.filter(slug="half-true").update(label="Half right", definition="One half of it is right.")

    page = html("/methodology/")

    assert "Half right" in page
    assert "One half of it is right." in page
    assert "Misquoted" in page
    for status in ("Spotted", "Retracted", "Merged"):
        assert status in page


@pytest.mark.parametrize("path", ["/nothing/", "/verdicts/x/", "/verdicts/7f9c0000-0000-4000-8000-000000000000/"])
@pytest.mark.django_db
def test_what_is_not_there_is_told_in_the_houses_look(path: str) -> None:
    response = get(path)

    assert response.status_code == 404
    assert "Nothing is here" in response.content.decode()
    assert "claims/site.css" in response.content.decode()


def test_the_page_of_a_failure_asks_the_database_for_nothing() -> None:
    from claims.site.errors import failed

    response = failed(RequestFactory().get("/"))  # no database in this test: a query would raise

    assert response.status_code == 500
    assert b"Something failed" in response.content


@pytest.mark.django_db
def test_pages_are_only_read() -> None:
    for path in ("/", "/corrections/", "/methodology/", "/healthz", "/robots.txt"):
        assert Client().post(path).status_code == 405
        assert Client().head(path).status_code == 200


def test_the_page_of_the_api_has_a_place_for_every_operation_and_error(story: Story) -> None:
    from claims.api.described_page import description

    page = html("/api/docs/")

    for operations in description()["paths"].values():
        for operation in operations.values():
            assert f'id="{operation["operationId"]}"' in page
    assert 'id="error-429"' in page
    reader = read(page)
    assert reader.scripts == reader.runs == []


@pytest.mark.django_db
def test_the_description_is_openapi_as_json_and_as_yaml() -> None:
    plain = get("/api/schema/")
    yaml = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi"})

    assert plain.json()["openapi"].startswith("3.1")
    assert yaml.content.startswith(b"openapi: 3.1")


@pytest.mark.django_db
def test_the_description_is_whole_and_without_a_warning() -> None:
    from django.core.management import call_command

    call_command("spectacular", "--validate", "--fail-on-warn", file="/dev/null")
