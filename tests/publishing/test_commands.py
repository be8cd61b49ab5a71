"""The ledger's audit, and the validator for anyone's markup."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from claims.models import Publication
from tests.stories import Story, rehearse

if TYPE_CHECKING:
    from pathlib import Path


def verify(*options: str) -> str:
    """Run the audit; return what it printed."""
    out = StringIO()
    call_command("verify_ledger", *options, stdout=out)
    return out.getvalue()


def forge(*statements: str) -> None:
    """Change what must not be changed, with the triggers off: as the owner of the tables could."""
    with connections["owner"].cursor() as cursor:
        for table in ("claims_publication", "claims_publisheddocument"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_a_ledger_that_holds_is_told_with_its_head(story: Story) -> None:
    claim = story.publish(1)
    story.correct(claim)
    story.retract(claim)

    assert verify() == f"The ledger holds: 3 rows, head {Publication.objects.get(sequence=3).hash}.\n"


@pytest.mark.django_db
def test_an_empty_ledger_holds() -> None:
    assert "0 rows" in verify()


@pytest.fixture
def three_rows(committed_db: str, queue: str) -> Story:
    """A ledger of three rows in a database of its own."""
    story = rehearse()
    for number in (1, 2, 3):
        story.publish(number)
    return story


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE claims_publisheddocument SET body = replace(body, 'seed', 'feed')"], "sequence 1. Its document"),
        (["UPDATE claims_publication SET kind = 'retracted', note = 'x' WHERE sequence = 2"], "sequence 2. Its hash"),
        (["UPDATE claims_publication SET note = 'Other words.' WHERE sequence = 3"], "sequence 3. It says something"),
        (["UPDATE claims_publication SET previous_hash = repeat('0', 63) || '1' WHERE sequence = 2"], "sequence 2. It"),
        (
            ["DELETE FROM claims_currentverdict", "DELETE FROM claims_publication WHERE sequence = 2"],
            "sequence 2. Row 2 is missing",
        ),
        (
            ["DELETE FROM claims_currentverdict", "DELETE FROM claims_publication WHERE sequence = 3"],
            "sequence 3. The head says 3",
        ),
        (["DELETE FROM claims_currentverdict WHERE publication_id = 2"], "at sequence 2"),
    ],
)
def test_the_first_row_that_does_not_hold_is_named(three_rows: Story, statements: list[str], words: str) -> None:
    forge(*statements)

    with pytest.raises(CommandError, match=words) as refused:
        verify()

    assert refused.value.returncode == 1


def test_a_ledger_that_was_cut_with_its_head_is_caught_by_a_head_that_was_kept(
    three_rows: Story, tmp_path: Path
) -> None:
    kept = tmp_path / "head.json"
    kept.write_bytes(Client().get("/.well-known/claimdesk-head.json").content)
    assert "3 rows" in verify("--head", str(kept))
    before = Publication.objects.get(sequence=2).hash

    forge(
        "DELETE FROM claims_currentverdict WHERE publication_id = 3",
        "DELETE FROM claims_publication WHERE sequence = 3",
        f"UPDATE claims_ledgerhead SET sequence = 2, hash = '{before}'",
    )

    assert "2 rows" in verify()
    with pytest.raises(CommandError, match="It was cut"):
        verify("--head", str(kept))


def test_an_old_head_still_holds_when_the_ledger_has_grown(story: Story, tmp_path: Path) -> None:
    story.publish(1)
    kept = tmp_path / "head.json"
    kept.write_bytes(Client().get("/.well-known/claimdesk-head.json").content)
    story.publish(2)

    assert "2 rows" in verify("--head", str(kept))


@pytest.mark.parametrize(
    ("change", "code"),
    [({"sequence": 0, "hash": "0" * 64}, 1), ({"signature": "AAAA"}, 1), ({"sequence": "x"}, 2), (None, 2)],
)
def test_a_head_that_is_none_is_refused(
    story: Story, tmp_path: Path, change: dict[str, object] | None, code: int
) -> None:
    story.publish(1)
    head = Client().get("/.well-known/claimdesk-head.json").json()
    kept = tmp_path / "head.json"
    kept.write_text("not json" if change is None else json.dumps(head | change))

    with pytest.raises(CommandError) as refused:
        verify("--head", str(kept))

    assert refused.value.returncode == code


GOOD = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://facts.example.org/verdicts/1/",
    "claimReviewed": "The bridge opens in May.",
    "datePublished": "2026-11-01",
    "author": {"@type": "Organization", "name": "Facts", "url": "https://facts.example.org/"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "The mayor"},
        "datePublished": "2026-10-30",
        "appearance": [{"@type": "CreativeWork", "url": "https://news.example.org/1"}],
    },
    "reviewRating": {
        "@type": "Rating",
        "alternateName": "True",
        "ratingValue": 5,
        "bestRating": 5,
        "worstRating": 1,
    },
}


def check(tmp_path: Path, content: object) -> tuple[int, str]:
    """Run the validator on a file; return its exit status and what it printed."""
    file = tmp_path / "markup"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    out = StringIO()
    try:
        call_command("validate_claimreview", str(file), stdout=out)
    except CommandError as problem:
        return problem.returncode, out.getvalue() + str(problem)
    return 0, out.getvalue()


def test_sound_markup_passes(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == (0, "Nothing blocks a publication.\n")
    assert check(tmp_path, {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, GOOD]})[0] == 0
    assert check(tmp_path, f"<html><script type='application/ld+json'>{json.dumps(GOOD)}</script>")[0] == 0
    assert check(tmp_path, GOOD | {"@type": ["ClaimReview"]})[0] == 0


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"claimReviewed": ""}, "error  claimReviewed-is-there  /claimReviewed"),
        ({"author": {"@type": "Organization"}}, "error  author-is-named  /author/name"),
        ({"url": "verdicts/1"}, "error  url-is-complete  /url"),
        ({"url": "http://[broken"}, "error  url-is-complete  /url"),
        ({"reviewRating": {"alternateName": ""}}, "error  rating-has-a-label  /reviewRating/alternateName"),
        (
            {"reviewRating": {"alternateName": "x", "ratingValue": 3, "worstRating": 5, "bestRating": 1}},
            "error  rating-scale-is-sane  /reviewRating",
        ),
        (
            {"reviewRating": {"alternateName": "x", "ratingValue": "3", "worstRating": 1}},
            "error  rating-numbers-are-complete  /reviewRating",
        ),
        ({"claimReviewed": "False: the bridge", "reviewRating": {"alternateName": "False"}}, "wording-holds-no-rating"),
        ({"claimReviewed": "The bridge " * 9}, "hint  wording-is-short  /claimReviewed"),
        ({"reviewRating": 7}, "error  rating-is-an-object  /reviewRating"),
        ({"itemReviewed": {"@type": "Thing"}}, "error  item-is-a-claim  /itemReviewed"),
        ({"itemReviewed": {"@type": "Claim"}}, "hint  claimant-is-named  /itemReviewed/author"),
        ({"itemReviewed": {"@type": "Claim"}}, "hint  appearance-is-linked  /itemReviewed/appearance"),
        ({"itemReviewed": {"@type": "Claim"}}, "hint  claim-has-a-date  /itemReviewed/datePublished"),
        ({"itemReviewed": {"@type": "Claim", "author": {"@type": "Person"}}}, "hint  claimant-has-a-name"),
        ({"itemReviewed": {"@type": "Claim", "author": {"name": "x"}}}, "hint  claimant-has-a-type"),
        (
            {"itemReviewed": {"@type": "Claim", "appearance": ["x"]}},
            "hint  appearance-can-be-found  /itemReviewed/appearance/0",
        ),
        ({"itemReviewed": {"@type": "Claim", "firstAppearance": {}}}, "hint  appearance-is-linked"),
        ({"itemReviewed": {"@type": "Claim", "datePublished": "2099-01-01"}}, "hint  claim-comes-before-its-review"),
        ({"itemReviewed": {"@type": "Claim", "datePublished": "May 5"}}, "error  date-is-iso-8601  /itemReviewed/date"),
        ({"datePublished": "yesterday"}, "error  date-is-iso-8601  /datePublished"),
        ({"datePublished": ""}, "hint  date-is-there  /datePublished"),
        ({"@context": "https://example.org"}, "error  context-is-schema-org  /@context"),
        ({"claimReviewed": ["x"]}, "error  claimReviewed-is-text  /claimReviewed"),
        ({"url": ""}, "error  url-is-there  /url"),
        ({"reviewRating": {}}, "error  reviewRating-is-there  /reviewRating"),
        ({"author": {"name": "x", "url": "https://x.example.org"}}, "hint  author-has-a-type  /author/@type"),
        ({"author": {"@type": "Organization", "name": "x"}}, "hint  author-has-an-address  /author/url"),
    ],
)
def test_each_finding_has_its_rule_and_its_place(tmp_path: Path, change: dict[str, object], line: str) -> None:
    code, printed = check(tmp_path, GOOD | change)

    assert line in printed
    assert code == (1 if "error" in line or "holds-no" in line else 0)


def test_places_in_a_list_start_with_their_number(tmp_path: Path) -> None:
    code, printed = check(tmp_path, [GOOD, GOOD | {"claimReviewed": ""}])

    assert "error  claimReviewed-is-there  /1/claimReviewed" in printed
    assert "one-review-a-page" in printed
    assert code == 1


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "<html></html>", '<script type="application/ld+json">{}'])
def test_what_is_no_markup_ends_with_two(tmp_path: Path, content: str) -> None:
    assert check(tmp_path, content)[0] == 2


@pytest.mark.parametrize("content", [5, None, "[]", {"@type": "ClaimReview", "url": 5, "reviewRating": 7}, {"a": "b"}])
def test_odd_json_is_judged_and_breaks_nothing(tmp_path: Path, content: object) -> None:
    assert check(tmp_path, content)[0] == 1


def test_what_we_publish_passes_our_own_validator(story: Story, tmp_path: Path) -> None:
    claim = story.publish(rating="unproven")

    assert check(tmp_path, Client().get(f"/verdicts/{claim.public_id}/").content.decode())[0] == 0
