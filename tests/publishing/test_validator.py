"""The validator, for our own markup before each publication and for anyone's by command: each rule by its name and place."""

from __future__ import annotations

import io
import json
import re
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from claims.desk import publication
from claims.desk.publication import CannotPublish
from claims.pipeline.publishing import validator
from claims.pipeline.publishing.validator import validate

if TYPE_CHECKING:
    from tests.stories import Story


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


def check(tmp_path: Path, content: object, *options: str) -> tuple[int, str]:
    """Run the validator on a file; return its exit status and what it printed."""
    file = tmp_path / "markup"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    out = StringIO()
    try:
        call_command("validate_claimreview", str(file), *options, stdout=out)
    except CommandError as problem:
        return problem.returncode, out.getvalue() + str(problem)
    return 0, out.getvalue()


def test_sound_markup_passes(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == (0, "Nothing blocks a publication.\n")
    assert check(tmp_path, {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, GOOD]})[0] == 0
    assert check(tmp_path, f"<html><script type='application/ld+json'>{json.dumps(GOOD)}</script>")[0] == 0
    assert check(tmp_path, GOOD | {"@type": ["ClaimReview"]})[0] == 0


RATED = {"@type": "Rating", "alternateName": "False"}
SITE = "https://facts.example.org"
WRONG = [
    ({"@type": "Review"}, "error  is-claim-review  /"),
    ({"@context": "https://example.org"}, "error  context-is-schema-org  /@context"),
    ({"claimReviewed": ""}, "error  claimReviewed-is-there  /claimReviewed"),
    ({"claimReviewed": ["x"]}, "error  claimReviewed-is-text  /claimReviewed"),
    ({"url": ""}, "error  url-is-there  /url"),
    ({"url": "verdicts/1"}, "error  url-is-complete  /url"),
    ({"url": "http://[broken"}, "error  url-is-complete  /url"),
    ({"url": "https://other.example.org/1/"}, "error  url-is-ours  /url"),
    ({"url": "https://notfacts.example.org/1/"}, "error  url-is-ours  /url"),
    ({"url": "http://facts.example.org/verdicts/1/"}, "hint  url-needs-no-redirect  /url"),
    ({"url": SITE}, "hint  url-needs-no-redirect  /url"),
    ({"url": f"{SITE}//verdicts/1/"}, "hint  url-needs-no-redirect  /url"),
    ({"url": f"{SITE}/a/../verdicts/1/"}, "hint  url-needs-no-redirect  /url"),
    ({"url": f"{SITE}/verdicts/1/#answer"}, "hint  url-needs-no-redirect  /url"),
    ({"author": None}, "error  author-is-named  /author/name"),
    ({"author": []}, "error  author-is-named  /author/name"),
    ({"author": ""}, "error  author-is-named  /author"),
    ({"author": {"@type": "Organization"}}, "error  author-is-named  /author/name"),
    ({"author": ["The desk", {"@type": "Person"}]}, "error  author-is-named  /author/1/name"),
    ({"author": {"name": "x", "url": "https://x.example.org"}}, "hint  author-has-a-type  /author/@type"),
    ({"author": {"@type": "Organization", "name": "x"}}, "hint  author-has-an-address  /author/url"),
    ({"author": [{"@type": "Organization", "name": "x"}]}, "hint  author-has-an-address  /author/0/url"),
    ({"datePublished": ""}, "hint  date-is-there  /datePublished"),
    ({"datePublished": "yesterday"}, "error  date-is-iso-8601  /datePublished"),
    ({"reviewRating": {}}, "error  reviewRating-is-there  /reviewRating"),
    ({"reviewRating": 7}, "error  rating-is-an-object  /reviewRating"),
    ({"reviewRating": {"alternateName": ""}}, "error  rating-has-a-label  /reviewRating/alternateName"),
    (
        {"reviewRating": RATED | {"ratingValue": "3", "worstRating": 1}},
        "error  rating-numbers-are-complete  /reviewRating",
    ),
    (
        {"reviewRating": RATED | {"ratingValue": "four", "worstRating": 1, "bestRating": 5}},
        "error  rating-numbers-are-numbers  /reviewRating/ratingValue",
    ),
    (
        {"reviewRating": RATED | {"ratingValue": 4, "worstRating": 1, "bestRating": True}},
        "error  rating-numbers-are-numbers  /reviewRating/bestRating",
    ),
    (
        {"reviewRating": RATED | {"worstRating": 1, "bestRating": 5}},
        "hint  rating-bounds-have-a-value  /reviewRating/ratingValue",
    ),
    (
        {"reviewRating": RATED | {"ratingValue": 3, "worstRating": 5, "bestRating": 1}},
        "error  rating-scale-is-sane  /reviewRating",
    ),
    (
        {"reviewRating": RATED | {"ratingValue": "6", "worstRating": "1", "bestRating": "5"}},
        "error  rating-scale-is-sane  /reviewRating",
    ),
    ({"itemReviewed": {"@type": "Thing"}}, "error  item-is-a-claim  /itemReviewed"),
    ({"itemReviewed": {"@type": "Claim"}}, "hint  claimant-is-named  /itemReviewed/author"),
    ({"itemReviewed": {"@type": "Claim"}}, "hint  appearance-is-linked  /itemReviewed/appearance"),
    ({"itemReviewed": {"@type": "Claim"}}, "hint  claim-has-a-date  /itemReviewed/datePublished"),
    (
        {"itemReviewed": {"@type": "Claim", "author": {"@type": "Person"}}},
        "hint  claimant-has-a-name  /itemReviewed/author/name",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "author": [{"@type": "Person", "name": "x"}, {"@type": "Person"}]}},
        "hint  claimant-has-a-name  /itemReviewed/author/1/name",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "author": {"name": "x"}}},
        "hint  claimant-has-a-type  /itemReviewed/author/@type",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "appearance": ["x"]}},
        "hint  appearance-can-be-found  /itemReviewed/appearance/0",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "firstAppearance": {}}},
        "hint  appearance-is-linked  /itemReviewed/appearance",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "datePublished": "2099-01-01"}},
        "hint  claim-comes-before-its-review  /itemReviewed/datePublished",
    ),
    (
        {"itemReviewed": {"@type": "Claim", "datePublished": "May 5"}},
        "error  date-is-iso-8601  /itemReviewed/datePublished",
    ),
    ({"claimReviewed": "x" * 75}, "hint  wording-is-short  /claimReviewed"),
    *(
        ({"claimReviewed": words, "reviewRating": RATED}, "error  wording-holds-no-rating  /claimReviewed")
        for words in (
            "False: the bridge opens in May",
            "False! The bridge opens in May.",
            "The bridge opens in May… (False)",
            "FALSE - the bridge opens in May",
            "FALSE – the bridge opens in May",
            "[false] The bridge opens in May.",
            "The bridge opens in May. False.",
            "“False”: the bridge opens in May",
            "The bridge opens in May: False",
        )
    ),
]
SOUND = [
    {"claimReviewed": "x" * 74},
    *(
        {"claimReviewed": words, "reviewRating": RATED}
        for words in (
            "The mayor called the report “false”.",
            "False friends cost the city a bridge.",
            "The report is false",
            "Half of it, false or not, was paid for.",
        )
    ),
    {"reviewRating": {"alternateName": "Half-true"}, "claimReviewed": "Half of the bridge is paid for."},
    {"reviewRating": RATED | {"ratingValue": "4", "worstRating": "1", "bestRating": "5"}},
    {"reviewRating": RATED | {"ratingValue": 4.5, "worstRating": 1, "bestRating": 5}},
    {"author": [GOOD["author"], {"@type": "Person", "name": "A. Writer", "url": "https://facts.example.org/a/"}]},
    {"@context": {"@vocab": "http://schema.org/"}},
    {"@context": ["https://schema.org/", {"x": "https://x.example.org/"}]},
    {"@type": "https://schema.org/ClaimReview"},
    {"@type": ["http://schema.org/ClaimReview", "Thing"]},
    {"author": GOOD["author"] | {"@type": "https://schema.org/NewsMediaOrganization"}},
    {"itemReviewed": GOOD["itemReviewed"] | {"@type": "http://schema.org/Claim"}},
    {"itemReviewed": GOOD["itemReviewed"] | {"author": ["The mayor", {"@type": "Person", "name": "The council"}]}},
    {"itemReviewed": GOOD["itemReviewed"] | {"author": {"@type": "Organization", "name": "The council"}}},
    {"itemReviewed": GOOD["itemReviewed"] | {"author": {"@type": "https://schema.org/Organization", "name": "UNICEF"}}},
    {"url": "https://www.facts.example.org/verdicts/1/?edition=2"},
]


@pytest.mark.parametrize(("change", "line"), WRONG)
def test_each_finding_has_its_rule_and_its_place(tmp_path: Path, change: dict[str, object], line: str) -> None:
    code, printed = check(tmp_path, GOOD | change, "--site", SITE)

    assert f"{line}  " in printed
    assert code == (1 if line.startswith("error") else 0)


@pytest.mark.parametrize("change", SOUND)
def test_what_is_sound_is_found_sound(tmp_path: Path, change: dict[str, object]) -> None:
    assert check(tmp_path, GOOD | change, "--site", SITE) == (0, "Nothing blocks a publication.\n")


def test_a_bare_name_is_an_author_and_more_would_be_better(tmp_path: Path) -> None:
    code, printed = check(tmp_path, GOOD | {"author": "Facts"})

    assert code == 0
    assert [line.split("  ")[1] for line in printed.splitlines()[:-1]] == ["author-has-a-type", "author-has-an-address"]


def test_every_rule_is_broken_by_a_test() -> None:
    source = Path(validator.__file__).read_text()
    rules = set(re.findall(r'Finding\(\s*f?"([^"]+)"', source)) - {"{name}-is-there"}
    rules |= {f"{name}-is-there" for name in ("claimReviewed", "reviewRating", "url")}

    assert rules - {line.split("  ")[1] for _change, line in WRONG} == {"one-review-a-page"}  # which has its own test


def test_markup_is_read_from_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(json.dumps(GOOD | {"claimReviewed": ""}).encode()), "utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    out = StringIO()

    with pytest.raises(CommandError) as refused:
        call_command("validate_claimreview", "-", stdout=out)

    assert refused.value.returncode == 1
    assert out.getvalue().startswith("error  claimReviewed-is-there  /claimReviewed  ")


def test_our_own_address_must_be_the_one_at_which_the_page_answers(story: Story) -> None:
    claim = story.publish()
    page = f"{settings.SITE_URL}/verdicts/{claim.public_id}/"
    markup = GOOD | {"url": page}

    assert validate(markup, site=settings.SITE_URL, own=page) == []
    (found,) = validate(markup | {"url": page.rstrip("/")}, site=settings.SITE_URL, own=page)
    assert (found.rule, found.blocks, found.pointer) == ("url-needs-no-redirect", True, "/url")
    assert Client().get(f"/verdicts/{claim.public_id}/").status_code == 200


def test_nothing_is_published_with_an_address_that_leads_on(story: Story) -> None:
    claim = story.approve(story.spot())

    with (
        override_settings(SITE_URL="http://facts.example.org", SECURE_SSL_REDIRECT=True),
        pytest.raises(CannotPublish) as refused,
    ):
        publication.publish(claim, by=story.people.editor, seen=claim.version)

    assert "url-is-ours" not in {finding.rule for finding in refused.value.findings}
    assert "url-needs-no-redirect" in {finding.rule for finding in refused.value.findings if finding.blocks}


def test_places_in_a_list_start_with_their_number(tmp_path: Path) -> None:
    code, printed = check(tmp_path, [GOOD, GOOD | {"claimReviewed": ""}])

    assert "error  claimReviewed-is-there  /1/claimReviewed" in printed
    assert "hint  one-review-a-page  /1  " in printed
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
