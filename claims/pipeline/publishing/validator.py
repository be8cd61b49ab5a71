"""Reads ClaimReview markup as a search engine would, rule by rule. Errors block a publication, hints do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG_WORDING = 75
SCHEMA = "https://schema.org"
WHO = ("Organization", "NewsMediaOrganization", "Person")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its name, whether it blocks, the JSON pointer of the place, and what to do."""

    rule: str
    blocks: bool
    pointer: str
    words: str


def validate(markup: Any, *, site: str = "") -> list[Finding]:
    """Check one ClaimReview; `site` is the address that its own url must belong to, where known."""
    if not isinstance(markup, dict) or not is_a(markup, "ClaimReview"):
        return [Finding("is-claim-review", True, "", _("This is not a ClaimReview object."))]
    found = [
        *required(markup),
        *address(markup, site),
        *reviewer(markup),
        *rating(markup),
        *item(markup),
        *dates(markup),
        *wording(markup),
    ]
    return sorted(found, key=lambda each: not each.blocks)


def is_a(markup: dict[str, Any], kind: str) -> bool:
    """Say whether an object names this type, alone or among others."""
    given = markup.get("@type")
    return given == kind or (isinstance(given, list) and kind in given)


def required(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for what must be there."""
    context = markup.get("@context", SCHEMA)  # a review in a graph has its context outside
    if not any(
        str(each).rstrip("/").removeprefix("http://").removeprefix("https://") == "schema.org"
        for each in listed(context)
    ):
        yield Finding("context-is-schema-org", True, "/@context", _("Write “https://schema.org” as “@context”."))
    for name in ("claimReviewed", "reviewRating", "url"):
        if not markup.get(name):
            yield Finding(f"{name}-is-there", True, f"/{name}", _("“%(name)s” is missing.") % {"name": name})
    if "claimReviewed" in markup and not isinstance(markup["claimReviewed"], str):
        yield Finding("claimReviewed-is-text", True, "/claimReviewed", _("Write the claim as text."))
    if not markup.get("datePublished"):
        yield Finding("date-is-there", False, "/datePublished", _("Say when the review was published."))


def reviewer(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask who reviewed the claim."""
    author = markup.get("author")
    if not isinstance(author, dict) or not author.get("name"):
        yield Finding("author-is-named", True, "/author/name", _("Name the newsroom that reviewed the claim."))
        return
    if not any(is_a(author, kind) for kind in WHO):
        yield Finding(
            "author-has-a-type", False, "/author/@type", _("Say whether the author is an Organization or a Person.")
        )
    if not is_web(author.get("url")):
        yield Finding("author-has-an-address", False, "/author/url", _("Give the complete address of the newsroom."))


def address(markup: dict[str, Any], site: str) -> Iterator[Finding]:
    """Ask for an address of the newsroom's own site."""
    url = str(markup.get("url") or "")
    if not url:
        return
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield Finding("url-is-complete", True, "/url", _("Write the complete address, with https://."))
    elif site and not belongs(parts.netloc, urlsplit(site).netloc):
        yield Finding("url-is-ours", True, "/url", _("The address must belong to %(site)s.") % {"site": site})


def rating(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for a label, and for numbers that make sense if there are any."""
    given = markup.get("reviewRating")
    if not isinstance(given, dict):
        if given:
            yield Finding("rating-is-an-object", True, "/reviewRating", _("Write the rating as a Rating object."))
        return
    if not given.get("alternateName"):
        yield Finding("rating-has-a-label", True, "/reviewRating/alternateName", _("Say the rating in words."))
    if "ratingValue" not in given:
        return
    numbers = [given.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        yield Finding(
            "rating-numbers-are-complete", True, "/reviewRating", _("Give ratingValue, worstRating and bestRating.")
        )
        return
    worst, value, best = numbers
    if not (1 <= worst < best and worst <= value <= best):  # type: ignore[operator]
        yield Finding(
            "rating-scale-is-sane",
            True,
            "/reviewRating",
            _("1 ≤ worstRating < bestRating, and ratingValue between them."),
        )


def item(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask who said it, and where."""
    given = markup.get("itemReviewed")
    if not isinstance(given, dict) or not is_a(given, "Claim"):
        yield Finding("item-is-a-claim", True, "/itemReviewed", _("“itemReviewed” must be a Claim."))
        return
    if not given.get("author"):
        yield Finding("claimant-is-named", False, "/itemReviewed/author", _("Nobody is named as the claimant."))
    elif isinstance(given["author"], dict):
        if not given["author"].get("name"):
            yield Finding("claimant-has-a-name", False, "/itemReviewed/author/name", _("Name the claimant."))
        if not any(is_a(given["author"], kind) for kind in WHO):
            words = _("Say whether the claimant is a Person or an Organization.")
            yield Finding("claimant-has-a-type", False, "/itemReviewed/author/@type", words)
    if not given.get("appearance") and not given.get("firstAppearance"):
        yield Finding("appearance-is-linked", False, "/itemReviewed/appearance", _("Say where the claim appeared."))
    for name in ("appearance", "firstAppearance"):
        for place, work in enumerate(listed(given.get(name) or ())):
            if not (is_web(work) or (isinstance(work, dict) and (is_web(work.get("url")) or work.get("headline")))):
                pointer = f"/itemReviewed/{name}" + (f"/{place}" if isinstance(given[name], list) else "")
                yield Finding(
                    "appearance-can-be-found", False, pointer, _("Give the address or the headline of the work.")
                )


def dates(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for dates that can be read, and that follow one another."""
    given = markup.get("itemReviewed")
    said = given.get("datePublished") if isinstance(given, dict) else None
    if isinstance(given, dict) and not said:
        yield Finding("claim-has-a-date", False, "/itemReviewed/datePublished", _("Say when the claim was made."))
    read = {}
    for pointer, value in (("/datePublished", markup.get("datePublished")), ("/itemReviewed/datePublished", said)):
        try:
            read[pointer] = datetime.fromisoformat(str(value)).date() if value else None
        except ValueError:
            yield Finding("date-is-iso-8601", True, pointer, _("Write the date as 2026-11-22 or 2026-11-22T18:00:00Z."))
    reviewed, made = read.get("/datePublished"), read.get("/itemReviewed/datePublished")
    if reviewed and made and made > reviewed:
        words = _("The claim is dated after its review.")
        yield Finding("claim-comes-before-its-review", False, "/itemReviewed/datePublished", words)


def listed(value: Any) -> list[Any]:
    """Return a value as a list, as JSON-LD reads it."""
    return list(value) if isinstance(value, list | tuple) else [value]


def is_web(value: Any) -> bool:
    """Say whether this is a complete address."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def belongs(host: str, site: str) -> bool:
    """Say whether a host is the site or lies below it."""
    return host == site or host.endswith(f".{site}")


def wording(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for a short wording without the answer in it."""
    said = str(markup.get("claimReviewed") or "")
    given = markup.get("reviewRating")
    label = str(given.get("alternateName") or "") if isinstance(given, dict) else ""
    if label and label.casefold() in {part.strip(" .:").casefold() for part in said.split(":")}:
        yield Finding(
            "wording-holds-no-rating", True, "/claimReviewed", _("Take the rating out of the claim's wording.")
        )
    if len(said) > LONG_WORDING:
        yield Finding(
            "wording-is-short",
            False,
            "/claimReviewed",
            _("%(number)d characters; search engines show about %(most)d.")
            % {"number": len(said), "most": LONG_WORDING},
        )
