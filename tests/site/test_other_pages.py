"""The front page, corrections, methodology, refusals, feeds, and what the site tells machines."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from claims.models import LedgerHead, Publication, Rating
from claims.pipeline.publishing.head import is_genuine
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


def test_both_feeds_are_atom_with_complete_addresses_and_the_signed_head(story: Story) -> None:
    claim = story.publish(1, wording="A claim about a bridge.", rating="true")
    story.correct(claim, rating="false", note="Another bridge.")
    gone = story.publish(2)
    story.retract(gone)

    verdicts = ET.fromstring(get("/feeds/verdicts.atom").content)  # noqa: S314 - our own feed
    corrections = ET.fromstring(get("/feeds/corrections.atom").content)  # noqa: S314

    assert [entry.findtext(f"{ATOM}title") for entry in verdicts.iter(f"{ATOM}entry")] == [
        "Rehearsal. False: A claim about a bridge."
    ]
    assert len(list(corrections.iter(f"{ATOM}entry"))) == 2
    content = Publication.objects.with_documents().get(sequence=2).document.content
    assert verdicts.find(f"{ATOM}entry/{ATOM}link").get("href") == content["url"]  # type: ignore[union-attr]
    head = json.loads(verdicts.findtext("{urn:claimdesk:1}head") or "")
    assert is_genuine(head)
    assert (head["sequence"], head["hash"]) == (4, LedgerHead.objects.get().hash)


def test_a_feed_survives_words_that_xml_cannot_hold(story: Story) -> None:
    claim = story.publish(1, rationale="A bell \x07 rings & <b>stops</b> \ufffe.")
    story.correct(claim, note="A form feed \x0c here.")

    for path in ("/feeds/verdicts.atom", "/feeds/corrections.atom"):
        assert len(list(ET.fromstring(get(path).content).iter(f"{ATOM}entry"))) == 1  # noqa: S314


def test_the_head_can_be_checked_with_nothing_of_ours(story: Story) -> None:
    story.publish()

    response = get("/.well-known/claimdesk-head.json")

    head = response.json()
    signature = base64.b64decode(head.pop("signature"))
    Ed25519PublicKey.from_public_bytes(base64.b64decode(head["publicKey"])).verify(signature, rfc8785.dumps(head))
    assert (head["sequence"], head["hash"]) == (1, Publication.objects.get().hash)
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_head_that_was_touched_is_not_genuine(story: Story) -> None:
    story.publish()
    head = get("/.well-known/claimdesk-head.json").json()

    assert is_genuine(head)
    for name, value in (("sequence", 2), ("hash", "0" * 64), ("signature", "x"), ("publicKey", ""), ("site", "y")):
        assert not is_genuine(head | {name: value})
    assert not is_genuine({})


def test_the_sitemap_lists_what_stands(story: Story) -> None:
    claim, gone = story.publish(1), story.publish(2)
    story.retract(gone)

    listed = [each.text for each in ET.fromstring(get("/sitemap.xml").content).iter() if each.tag.endswith("loc")]  # noqa: S314

    assert Publication.objects.with_documents().get(sequence=1).document.content["url"] in listed
    assert not any(str(gone.public_id) in str(each) for each in listed)
    assert str(claim.public_id) in str(listed)


def test_robots_may_read_the_site_but_no_rehearsal(story: Story) -> None:
    assert "Disallow: /\n" in get("/robots.txt").content.decode()


@pytest.mark.django_db
def test_robots_may_read_the_site_but_not_the_desk() -> None:
    with override_settings(SITE_URL="https://facts.example.org"):
        words = get("/robots.txt").content.decode()

    assert "Disallow: /desk/" in words
    assert "Disallow: /\n" not in words
    assert "Sitemap: https://facts.example.org/sitemap.xml" in words


@pytest.mark.django_db
def test_the_health_page_asks_the_database_once() -> None:
    with CaptureQueriesContext(connection) as asked:
        response = get("/healthz")

    assert (response.status_code, response.json(), len(asked)) == (200, {"status": "ok"}, 1)


def test_the_health_page_says_when_the_database_is_away(committed_db: str) -> None:
    from django.db import connections

    settings = connections["default"].settings_dict
    name = settings["NAME"]
    try:
        connections["default"].close()
        connections["default"].close_pool()
        settings["NAME"] = "claimdesk_no_such_database"
        assert get("/healthz").status_code == 503
    finally:
        connections["default"].close_pool()
        settings["NAME"] = name


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
