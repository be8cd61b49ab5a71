"""Reads ClaimReview markup as a search engine would, rule by rule. Errors block a publication, hints do not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from claims.pipeline.publishing.values import OF_SCHEMA, SCHEMA, belongs, is_a, is_web, listed, named, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG_WORDING = 75
BREAKS = re.compile(r"[:;!?.…()\[\]{}|–—\n]+|(?:^|\s)[-‐‑]+(?:\s|$)")
"""Where a part of a wording ends, such as an answer that was put before or after the claim."""

WHO = ("Organization", "NewsMediaOrganization", "Person")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its name, whether it blocks, the JSON pointer of the place, and what to do."""

    rule: str
    blocks: bool
    pointer: str
    words: str


def validate_page(reviews: Sequence[tuple[str, Any]], *, site: str = "", own: str = "") -> list[Finding]:
    """Check all ClaimReviews of a page, each with the JSON pointer of its place; the findings point into the page."""
    found = [
        replace(each, pointer=f"{pointer}{each.pointer}")
        for pointer, review in reviews
        for each in validate(review, site=site, own=own)
    ]
    if len(reviews) > 1:
        words = _("%(number)d reviews; search engines want one a page.") % {"number": len(reviews)}
        found.append(Finding("one-review-a-page", False, reviews[1][0], words))
    return found


def validate(markup: Any, *, site: str = "", own: str = "") -> list[Finding]:
    """Check one ClaimReview.

    `site` is the address that its own url must belong to, where known; `own` is that at which its page answers by itself.
    """
    if not isinstance(markup, dict) or not is_a(markup, "ClaimReview"):
        return [Finding("is-claim-review", True, "", _("This is not a ClaimReview object."))]
    found = [
        *required(markup),
        *address(markup, site, own),
        *reviewer(markup),
        *rating(markup),
        *item(markup),
        *dates(markup),
        *wording(markup),
    ]
    return sorted(found, key=lambda each: not each.blocks)


def required(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for what must be there."""
    context = markup.get("@context", SCHEMA)  # a review in a graph has its context outside
    words = [each.get("@vocab") if isinstance(each, dict) else each for each in listed(context)]
    if not any(isinstance(each, str) and OF_SCHEMA.fullmatch(each) for each in words):
        yield Finding("context-is-schema-org", True, "/@context", _("Write “https://schema.org” as “@context”."))
    for name in ("claimReviewed", "reviewRating", "url"):
        if not markup.get(name):
            yield Finding(f"{name}-is-there", True, f"/{name}", _("“%(name)s” is missing.") % {"name": name})
    if "claimReviewed" in markup and not isinstance(markup["claimReviewed"], str):
        yield Finding("claimReviewed-is-text", True, "/claimReviewed", _("Write the claim as text."))
    if not markup.get("datePublished"):
        yield Finding("date-is-there", False, "/datePublished", _("Say when the review was published."))


def reviewer(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask who reviewed the claim: an organization, a person, or several; a bare name will do."""
    authors = named("author", markup.get("author"))
    if not authors:
        yield Finding("author-is-named", True, "/author/name", _("Name the newsroom that reviewed the claim."))
    for pointer, author in authors:
        name = author.get("name") if isinstance(author, dict) else author
        if not isinstance(name, str) or not name.strip():
            place = f"{pointer}/name" if isinstance(author, dict) else pointer
            yield Finding("author-is-named", True, place, _("Name the newsroom that reviewed the claim."))
            continue
        if not any(is_a(author, kind) for kind in WHO):
            words = _("Say whether the author is an Organization or a Person.")
            yield Finding("author-has-a-type", False, f"{pointer}/@type", words)
        if not isinstance(author, dict) or not is_web(author.get("url")):
            words = _("Give the complete address of the newsroom.")
            yield Finding("author-has-an-address", False, f"{pointer}/url", words)


def address(markup: dict[str, Any], site: str, own: str) -> Iterator[Finding]:
    """Ask for an address of the newsroom's own site, which leads nowhere else."""
    url = str(markup.get("url") or "")
    if not url:
        return
    if not is_web(url):
        yield Finding("url-is-complete", True, "/url", _("Write the complete address, with https://."))
        return
    if site and not belongs(urlsplit(url).netloc.lower(), urlsplit(site).netloc.lower()):
        yield Finding("url-is-ours", True, "/url", _("The address must belong to %(site)s.") % {"site": site})
    elif own and url != own:
        words = _("The page answers at %(url)s. Write that: a redirect is not followed.") % {"url": own}
        yield Finding("url-needs-no-redirect", True, "/url", words)
    elif site and (words := detour(url, site)):
        yield Finding("url-needs-no-redirect", False, "/url", words)


def detour(url: str, site: str) -> str:
    """Say why a site is likely to lead on from this address to another; empty where it is not."""
    parts = urlsplit(url)
    if parts.scheme != urlsplit(site).scheme:
        return _("The site is %(site)s: an address with another beginning leads on to it.") % {"site": site}
    if not parts.path or "//" in parts.path or {".", ".."} & set(parts.path.split("/")):
        return _("Servers put such a path in order and lead on to it. Write it as they do.")
    if parts.fragment:
        return _("What follows the # is not part of a page’s address. Leave it out.")
    return ""


def rating(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for a label, and for numbers that make sense if there are any."""
    given = markup.get("reviewRating")
    if not isinstance(given, dict):
        if given:
            yield Finding("rating-is-an-object", True, "/reviewRating", _("Write the rating as a Rating object."))
        return
    if not given.get("alternateName"):
        yield Finding("rating-has-a-label", True, "/reviewRating/alternateName", _("Say the rating in words."))
    names = ("worstRating", "ratingValue", "bestRating")
    numbers = {name: given[name] for name in names if given.get(name) not in (None, "")}
    read = {name: number(value) for name, value in numbers.items()}
    for name in [name for name, value in read.items() if value is None]:
        yield Finding("rating-numbers-are-numbers", True, f"/reviewRating/{name}", _("Write this as a number."))
    if "ratingValue" not in numbers:
        if numbers:
            words = _("Without ratingValue these bounds say nothing. Give it, or leave bestRating and worstRating out.")
            yield Finding("rating-bounds-have-a-value", False, "/reviewRating/ratingValue", words)
        return
    if len(numbers) < 3:
        yield Finding(
            "rating-numbers-are-complete", True, "/reviewRating", _("Give ratingValue, worstRating and bestRating.")
        )
        return
    worst, value, best = read.values()
    if worst is None or value is None or best is None:
        return
    if not (1 <= worst < best and worst <= value <= best):
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
    for pointer, author in named("itemReviewed/author", given.get("author") or None):
        if not isinstance(author, dict):
            continue
        if not author.get("name"):
            yield Finding("claimant-has-a-name", False, f"{pointer}/name", _("Name the claimant."))
        if not any(is_a(author, kind) for kind in WHO):
            words = _("Say whether the claimant is a Person or an Organization.")
            yield Finding("claimant-has-a-type", False, f"{pointer}/@type", words)
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


def wording(markup: dict[str, Any]) -> Iterator[Finding]:
    """Ask for a short wording without the answer in it."""
    said = str(markup.get("claimReviewed") or "")
    given = markup.get("reviewRating")
    label = str(given.get("alternateName") or "") if isinstance(given, dict) else ""
    parts = [part for part in map(plain, BREAKS.split(said)) if part]
    if plain(label) in {*parts[:1], *parts[-1:], *map(plain, said.split(":"))} - {""}:
        yield Finding(
            "wording-holds-no-rating", True, "/claimReviewed", _("Take the rating out of the claim's wording.")
        )
    if len(said) >= LONG_WORDING:
        yield Finding(
            "wording-is-short",
            False,
            "/claimReviewed",
            _("%(number)d characters; keep it under %(most)d, which is about what search engines show.")
            % {"number": len(said), "most": LONG_WORDING},
        )


def plain(words: str) -> str:
    """Return words without case, and without the signs and spaces around them."""
    return " ".join(words.casefold().split()).strip(" .:!?,;*_“”„‟«»\"'‘’")
