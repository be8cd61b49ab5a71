"""Other people's readers take our markup for what it is: extruct finds it in the page, PyLD expands it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import extruct
import pytest
from pyld import jsonld

from claims.models import Publication
from tests.site.pages import get, html

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.stories import Story

CONTEXT = {
    "@vocab": "http://schema.org/",
    "type": "@type",
    "id": "@id",
    "url": {"@id": "http://schema.org/url", "@type": "@id"},
    "datePublished": {"@id": "http://schema.org/datePublished", "@type": "http://schema.org/Date"},
    "dateModified": {"@id": "http://schema.org/dateModified", "@type": "http://schema.org/Date"},
}
"""What of schema.org's own context bears on our markup, in our own words: nothing is fetched in a test."""


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
def test_what_extruct_and_pyld_read_in_the_page_is_the_document(story: Story, rating: str) -> None:
    claim = story.publish(rating=rating, wording=HARD, claimant=HARD[:40], rationale=f"{HARD} Yes.")
    document = Publication.objects.with_documents().get().document.content["claimReview"]

    found = extracted(claim)

    assert found == document
    assert expanded(found) == expanded(document)


def test_expanded_the_markup_says_what_a_search_engine_asks_for(story: Story) -> None:
    claim = story.publish(rating="mostly-true")
    story.correct(claim, rating="half-true")

    (review,) = expanded(extracted(claim))

    assert review["@type"] == ["http://schema.org/ClaimReview"]
    address = review["http://schema.org/url"][0]["@id"]
    assert address.endswith(f"/verdicts/{claim.public_id}/")
    (rating,) = review["http://schema.org/reviewRating"]
    value, best, worst = (
        rating[f"http://schema.org/{name}"][0]["@value"] for name in ("ratingValue", "bestRating", "worstRating")
    )
    assert 1 <= worst < value < best
    assert rating["http://schema.org/alternateName"][0]["@value"] == "Half true"
    (said,) = review["http://schema.org/itemReviewed"]
    assert said["@type"] == ["http://schema.org/Claim"]
    assert said["http://schema.org/author"][0]["http://schema.org/name"][0]["@value"] == "Vladimir Putin"
    assert "http://schema.org/dateModified" in review


def test_the_address_in_the_markup_is_the_pages_own_and_leads_nowhere_else(story: Story) -> None:
    claim = story.publish()
    path = extracted(claim)["url"].partition("://")[2].partition("/")[2]

    assert get(f"/{path}").status_code == 200


def test_a_retracted_page_holds_no_markup(story: Story) -> None:
    claim = story.publish()
    story.retract(claim)

    assert extruct.extract(html(f"/verdicts/{claim.public_id}/"), syntaxes=["json-ld"])["json-ld"] == []
