"""Corrections and the delta feed: a reader who was away catches up, and ends with the ledger's exact content."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import rfc8785
from django.conf import settings

from claims.models import LedgerHead, Publication
from tests.api.asking import ask

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.stories import Story


def follow(known: list[dict[str, Any]], *, limit: int = 2) -> list[dict[str, Any]]:
    """Fetch all that came after what is known, as a consumer would."""
    since = known[-1]["sequence"] if known else 0
    address = f"changes/?since={since}&limit={limit}"
    while address:
        page = ask(address).json()
        known += page["results"]
        address = page["next"]
    return known


def test_a_reader_who_stopped_catches_up_without_a_miss_or_a_double(story: Story) -> None:
    claims = [story.publish(number) for number in (1, 2, 3)]
    known = follow([])
    story.correct(claims[0])
    story.publish(4)
    story.retract(claims[1])

    known = follow(known)

    assert [each["sequence"] for each in known] == [1, 2, 3, 4, 5, 6]
    before = "0" * 64
    for each in known:
        digest = hashlib.sha256(rfc8785.dumps(each["document"])).hexdigest()
        text = f"{before}\n{each['sequence']}\n{each['kind']}\n{digest}"
        before = hashlib.sha256(text.encode()).hexdigest()
        assert (each["documentSha256"], each["hash"]) == (digest, before)
    assert before == LedgerHead.objects.get().hash
    assert [each["document"] for each in known] == [
        row.document.content for row in Publication.objects.with_documents().order_by("sequence")
    ]


def test_a_reader_who_has_everything_is_told_so(story: Story) -> None:
    story.publish()

    page = ask("changes/?since=1").json()

    assert (page["results"], page["next"], page["since"]) == ([], None, 1)
    assert ask("changes/?since=900").json()["since"] == 900


def test_who_would_wait_is_sent_to_the_process_that_can(story: Story) -> None:
    story.publish()

    assert len(ask("changes/?since=0&wait=60").json()["results"]) == 1
    waits = ask("changes/?since=1&wait=60")
    assert (waits.status_code, waits["Location"]) == (
        307,
        f"{settings.LIVE_URL}/live/changes?since=1&limit=25&wait=60",
    )
    streams = ask("changes/?since=1", accept="text/event-stream")
    assert (streams.status_code, streams["Location"]) == (307, f"{settings.LIVE_URL}/live/changes?since=1&limit=25")
    assert ask("changes/?wait=61").status_code == 400


def test_the_bytes_of_documents_reach_readers_as_they_were_hashed(story: Story) -> None:
    story.publish(1, wording="Ünïcode, “quotes” and a \u2028 separator cost €5.0 <b>")
    body = Publication.objects.with_documents().get().document.body

    assert f'"document":{body}}}' in ask("changes/").content.decode()


def test_an_idle_reader_costs_one_query(story: Story, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    story.publish(1)
    mark = ask("changes/?since=1")["ETag"]

    with django_assert_num_queries(1):
        assert ask("changes/?since=1", If_None_Match=mark).status_code == 304
    story.publish(2)
    assert len(ask("changes/?since=1", If_None_Match=mark).json()["results"]) == 1


def test_a_correction_shows_the_old_words_beside_the_new(story: Story) -> None:
    claim = story.publish(rating="mostly-true")
    story.publish(2)
    story.correct(claim, rating="half-true", rationale="The offer was made a day later.", note="The day was wrong.")

    (found,) = ask("corrections/").json()["results"]

    assert (found["note"], found["replaces"]["sequence"]) == ("The day was wrong.", 1)
    changed = {each["pointer"]: (each["before"], each["after"]) for each in found["changes"]}
    assert changed["/verdict/label"] == ("Mostly true", "Half true")
    assert changed["/verdict/rationale"][1] == "The offer was made a day later."
    assert set(changed) == {"/verdict/label", "/verdict/rationale"}


def test_each_correction_is_compared_with_the_row_just_before_it(story: Story) -> None:
    claim = story.publish(rating="true")
    story.correct(claim, rating="half-true")
    story.correct(claim, rating="false")
    story.retract(claim)

    found = ask("corrections/").json()["results"]

    assert [(each["kind"], each["replaces"]["sequence"]) for each in found] == [
        ("retracted", 3),
        ("corrected", 2),
        ("corrected", 1),
    ]
    assert [(each["before"], each["after"]) for each in found[1]["changes"]] == [("Half true", "False")]


def test_corrections_of_one_kind_are_kept(story: Story) -> None:
    claim = story.publish()
    story.correct(claim)
    story.retract(claim)

    assert [each["kind"] for each in ask("corrections/?kind=retracted").json()["results"]] == ["retracted"]
    assert ask("corrections/?kind=published").status_code == 400


def test_corrections_of_many_claims_cost_the_same(
    story: Story, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    story.correct(story.publish(1))
    with django_assert_num_queries(3):  # the head, the rows, the rows before them
        assert len(ask("corrections/").json()["results"]) == 1
    for number in range(2, 12):
        story.correct(story.publish(number))
    with django_assert_num_queries(3):
        assert len(ask("corrections/").json()["results"]) == 11
