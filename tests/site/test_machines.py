"""Feeds, the signed head, and what the site tells machines."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from claims.models import LedgerHead, Publication
from claims.pipeline.publishing.head import is_genuine
from tests.site.pages import get

if TYPE_CHECKING:
    from tests.stories import Story

ATOM = "{http://www.w3.org/2005/Atom}"


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
