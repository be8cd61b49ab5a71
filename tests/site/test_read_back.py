"""Other people's readers take our markup for what it is: extruct finds it in the page, PyLD expands it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import extruct
import pytest
from django.conf import settings
from pyld import jsonld

from claims.desk.claimants import say_kind
from claims.desk.publication import publish
from claims.models import Article, Claim, Publication
from tests.site.pages import get, html

if TYPE_CHECKING:
    from tests.stories import Story

NAMES = (
    *("ClaimReview", "Claim", "Rating", "Organization", "Person", "CreativeWork"),
    *(
        "alternateName",
        "appearance",
        "author",
        "bestRating",
        "claimReviewed",
        "headline",
        "itemReviewed",
        "jobTitle",
        "name",
    ),
    *("publisher", "ratingExplanation", "ratingValue", "reviewRating", "worstRating"),
)
CONTEXT = {
    **{name: f"http://schema.org/{name}" for name in NAMES},
    "url": {"@id": "http://schema.org/url", "@type": "@id"},
    "datePublished": {"@id": "http://schema.org/datePublished", "@type": "http://schema.org/Date"},
    "dateModified": {"@id": "http://schema.org/dateModified", "@type": "http://schema.org/Date"},
}
"""What of schema.org's own context bears on our markup, in our own words: nothing is fetched in a test.

Each name stands here by itself: one that schema.org does not have would be lost when the markup is expanded.
"""


def offline(address: str, _options: object) -> dict[str, Any]:
    """Answer for schema.org, and for nothing else."""
    assert address.rstrip("/") == "https://schema.org"
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": {"@context": CONTEXT},
        "contentType": "application/ld+json",
    }


def expanded(markup: dict[str, Any]) -> list[dict[str, Any]]:
    """Expand markup as a JSON-LD processor does."""
    found: list[dict[str, Any]] = jsonld.expand(markup, {"documentLoader": offline})
    return found


def extracted(claim: Claim) -> dict[str, Any]:
    """Take the one ClaimReview out of a verdict's page."""
    (found,) = extruct.extract(html(f"/verdicts/{claim.public_id}/"), syntaxes=["json-ld"])["json-ld"]
    return dict(found)


HARD = '“Ünïcode” </script> & <b>, \u2028 and \\ "quotes" cost 5\u00a0€'


@pytest.mark.parametrize("rating", ["mostly-true", "unproven"])
def test_what_extruct_reads_in_the_page_is_the_document(story: Story, rating: str) -> None:
    claim = story.publish(rating=rating, wording=HARD, claimant=HARD[:40], rationale=f"{HARD} Yes.")
    document = Publication.objects.with_documents().get().document.content["claimReview"]

    found = extracted(claim)

    assert found == document


def test_an_organisation_is_read_back_as_one(story: Story) -> None:
    claim = story.spot(claimant="UNICEF")
    say_kind(claim.claimant, kind="organisation", by=story.people.editor)
    claim = Claim.objects.get(pk=claim.pk)
    publish(story.approve(claim), by=story.people.editor, seen=claim.version)

    (review,) = expanded(extracted(claim))

    (reviewed,) = review["http://schema.org/itemReviewed"]
    assert reviewed["http://schema.org/author"] == [
        {"@type": ["http://schema.org/Organization"], "http://schema.org/name": [{"@value": "UNICEF"}]}
    ]


def test_expanded_the_markup_says_what_a_search_engine_asks_for(story: Story) -> None:
    Article.objects.update(published_at=datetime(2026, 4, 1, 9, tzinfo=UTC), url="https://news.example.org/debate?a=1")
    story.article.refresh_from_db()
    claim = story.publish(rating="mostly-true", wording=HARD, claimant="Vladimir Putin")
    story.correct(claim, rating="half-true", rationale="Two reports **agree**.")
    first, second = (row.document.content["publishedAt"] for row in Publication.objects.order_by("sequence"))

    (review,) = expanded(extracted(claim))

    assert review == {
        "@type": ["http://schema.org/ClaimReview"],
        "http://schema.org/url": [{"@id": f"{settings.SITE_URL}/verdicts/{claim.public_id}/"}],
        "http://schema.org/claimReviewed": [{"@value": '“Ünïcode” </script> & <b>, and \\ "quotes" cost 5 €'}],
        "http://schema.org/datePublished": [{"@type": "http://schema.org/Date", "@value": first}],
        "http://schema.org/dateModified": [{"@type": "http://schema.org/Date", "@value": second}],
        "http://schema.org/author": [
            {
                "@type": ["http://schema.org/Organization"],
                "http://schema.org/name": [{"@value": f"{settings.NEWSROOM_NAME} (rehearsal)"}],
                "http://schema.org/url": [{"@id": f"{settings.SITE_URL}/"}],
            }
        ],
        "http://schema.org/itemReviewed": [
            {
                "@type": ["http://schema.org/Claim"],
                "http://schema.org/author": [
                    {
                        "@type": ["http://schema.org/Person"],
                        "http://schema.org/name": [{"@value": "Vladimir Putin"}],
                    }
                ],
                "http://schema.org/datePublished": [
                    {"@type": "http://schema.org/Date", "@value": "2026-04-01T09:00:00Z"}
                ],
                "http://schema.org/appearance": [
                    {
                        "@type": ["http://schema.org/CreativeWork"],
                        "http://schema.org/url": [{"@id": "https://news.example.org/debate?a=1"}],
                        "http://schema.org/headline": [{"@value": "Putin challenges Biden to a live debate"}],
                        "http://schema.org/publisher": [
                            {
                                "@type": ["http://schema.org/Organization"],
                                "http://schema.org/name": [{"@value": "9News"}],
                            }
                        ],
                    }
                ],
            }
        ],
        "http://schema.org/reviewRating": [
            {
                "@type": ["http://schema.org/Rating"],
                "http://schema.org/alternateName": [{"@value": "Half true"}],
                "http://schema.org/ratingValue": [{"@value": 3}],
                "http://schema.org/bestRating": [{"@value": 5}],
                "http://schema.org/worstRating": [{"@value": 1}],
                "http://schema.org/ratingExplanation": [{"@value": "Two reports agree."}],
            }
        ],
    }


@pytest.mark.parametrize("rating", ["mostly-true", "unproven"])
def test_no_member_of_the_markup_is_unknown_to_schema_org(story: Story, rating: str) -> None:
    found = extracted(story.publish(rating=rating))

    assert names(found) - {"@context", "@type"} == {
        each.rpartition("/")[2] for each in names(expanded(found)) if each[:1] != "@"
    }


def names(value: Any) -> set[str]:
    """Return the name of every member, however deep it lies."""
    if isinstance(value, list):
        return {name for each in value for name in names(each)}
    if not isinstance(value, dict):
        return set()
    return set(value) | {name for each in value.values() for name in names(each)}


def test_the_address_in_the_markup_is_the_pages_own_and_leads_nowhere_else(story: Story) -> None:
    claim = story.publish()
    path = extracted(claim)["url"].partition("://")[2].partition("/")[2]

    assert get(f"/{path}").status_code == 200


def test_a_retracted_page_holds_no_markup(story: Story) -> None:
    claim = story.publish()
    story.retract(claim)

    assert extruct.extract(html(f"/verdicts/{claim.public_id}/"), syntaxes=["json-ld"])["json-ld"] == []
