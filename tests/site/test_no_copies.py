"""The public sees what we cite, and never our copy of a page: no public address hands its text or its bytes out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import NoReverseMatch, reverse

from claims.api.urls import urlpatterns as of_the_api
from claims.models import Citation, Evidence, Passage, Snapshot
from claims.site.urls import urlpatterns as of_the_site
from tests.pipeline.sourcing.conftest import store
from tests.site.pages import get

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.stories import Story

__all__ = ["store"]

CITED = "Putin offered a live conversation on 18 March 2021."
ELSEWHERE = "Nobody outside the desk reads this sentence of the archived page."
BYTES = b"bytes of the page as they were"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def copy(story: Story, store: Path) -> Snapshot:
    """The copy of a page that a published verdict cites; most of its text is cited by nobody."""
    claim = story.spot()
    from tests.desk import archive_evidence

    found = archive_evidence(claim, words=f"{CITED} {ELSEWHERE}")
    Passage.objects.filter(evidence=found).update(start=0, end=len(CITED), text=CITED)
    default_storage.save(found.snapshot.warc, ContentFile(BYTES))
    story.approve(claim)
    from claims.desk import publication

    publication.publish(claim, by=story.people.editor, seen=claim.version)
    assert Citation.objects.filter(snapshot=found.snapshot).exists()
    return found.snapshot


def addresses(names: set[str]) -> Iterator[str]:
    """Every public address, those of single things once for each thing that is named anywhere."""
    for app, patterns in (("site", of_the_site), ("api", of_the_api)):
        for pattern in patterns:
            for name in names:
                for given in ({}, {"public_id": name}, {"public_id": name, "sequence": 1}, {"rest": f"v1/{name}/"}):
                    try:
                        yield reverse(f"{app}:{pattern.name}", kwargs=given)
                    except NoReverseMatch:
                        continue


def test_no_public_address_hands_out_a_copy(copy: Snapshot) -> None:
    names, asked = {str(uuid4())}, set[str]()
    answers: dict[str, bytes] = {}
    while new := set(addresses(names)) - asked:
        asked |= new
        for address in new:
            answer = get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            answers[address] = body
            names |= set(UUID.findall(body.decode("utf-8", "replace")))

    assert len(answers) > 40
    assert any(CITED.encode() in body for body in answers.values())
    for address, body in answers.items():
        assert ELSEWHERE.encode() not in body, address
        assert BYTES not in body, address
        assert copy.warc.encode() not in body, address


def test_where_a_copy_lies_is_no_address(copy: Snapshot) -> None:
    evidence = Evidence.objects.get(snapshot=copy)
    guesses = [copy.warc, f"copies/{copy.pk}/", f"copies/{copy.pk}/page/", f"snapshots/{copy.pk}/", copy.raw_sha256]
    for place in ("", "media/", "static/", "api/v1/", f"verdicts/{evidence.claim.public_id}/"):
        for guess in guesses:
            assert get(f"/{place}{guess}").status_code == 404, f"{place}{guess}"


@pytest.mark.parametrize("address", ["/desk/copies/{}/", "/desk/copies/{}/page/", "/desk/claims/snapshot/{}/change/"])
def test_the_desk_shows_a_copy_to_nobody_who_has_not_signed_in(copy: Snapshot, address: str) -> None:
    answer = get(address.format(copy.pk))

    assert answer.status_code in {302, 403, 404}
    assert ELSEWHERE.encode() not in answer.content
