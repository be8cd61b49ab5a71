"""What sort of publication a page is, as far as its address and its own markup say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.circular import host

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Copy
    from claims.pipeline.sourcing.providers.base import Hit

LOOKED_AT = 200_000
"""Bytes of a page that are searched for its markup."""
PUBLIC_BODY = re.compile(
    r"(?:^|\.)(?:gov|mil|gouv|govt|gob|gov\.[a-z]{2}|gouv\.[a-z]{2}|gob\.[a-z]{2}|govt\.nz|go\.jp|go\.kr|admin\.ch|bund\.de|"
    r"europa\.eu|parliament\.uk|nhs\.uk|police\.uk|un\.org|who\.int|nato\.int|oecd\.org|imf\.org|worldbank\.org|icj-cij\.org|"
    r"icc-cpi\.int|kremlin\.ru|government\.ru|canada\.ca|gc\.ca)$|\.int$"
)
BY_HOST = (
    ("encyclopaedia", ("wikipedia.org", "britannica.com", "encyclopedia.com", "wikidata.org", "scholarpedia.org")),
    (
        "fact_check",
        (
            "politifact.com", "factcheck.org", "snopes.com", "fullfact.org", "factcheck.afp.com", "correctiv.org", "leadstories.com",
            "africacheck.org", "chequeado.com", "maldita.es", "newtral.es", "teyit.org", "altnews.in", "boomlive.in", "stopfake.org",
            "demagog.org.pl", "pagellapolitica.it", "poligrafo.sapo.pt", "thejournal.ie/factcheck", "sciencefeedback.co",
            "climatefeedback.org", "healthfeedback.org", "factly.in", "vishvasnews.com", "verafiles.org", "rappler.com/fact-check",
            "logicallyfacts.com", "mimikama.org", "faktisk.no", "tjekdet.dk", "faktabaari.fi", "euvsdisinfo.eu",
        ),
    ),
    (
        "research",
        (
            "doi.org", "arxiv.org", "biorxiv.org", "medrxiv.org", "pubmed.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov/pmc", "nature.com/articles",
            "sciencedirect.com", "springer.com", "tandfonline.com", "wiley.com", "plos.org", "thelancet.com", "nejm.org", "bmj.com",
            "jstor.org", "cochranelibrary.com", "ssrn.com", "frontiersin.org", "mdpi.com", "openalex.org", "crossref.org",
        ),
    ),
)  # fmt: skip
CLAIM_REVIEW = re.compile(rb"\"@type\"\s{0,5}:\s{0,5}\[?\s{0,5}\"ClaimReview\"|schema\.org/ClaimReview\b")
RESEARCH = re.compile(rb"name\s{0,3}=\s{0,3}[\"']citation_(?:doi|journal_title|arxiv_id)[\"']", re.IGNORECASE)
NEWS = re.compile(
    rb"\"@type\"\s{0,5}:\s{0,5}\[?\s{0,5}\"(?:\w{0,20}NewsArticle)\"|property\s{0,3}=\s{0,3}[\"']og:type[\"']\s{1,3}content\s{0,3}=\s{0,3}"
    rb"[\"']article[\"']|schema\.org/NewsArticle\b",
    re.IGNORECASE,
)


def kind_of(hit: Hit, copy: Copy) -> str:
    """Return a value of SourceKind: what the provider knows, else what address and markup say, else `other`."""
    if hit.kind != "other":
        return hit.kind
    for address in (copy.fetched.url, hit.address):
        found = by_address(address)
        if found:
            return found
    body = copy.fetched.body[:LOOKED_AT] if "html" in copy.fetched.content_type else b""
    for kind, pattern in (("fact_check", CLAIM_REVIEW), ("research", RESEARCH), ("news", NEWS)):
        if pattern.search(body):
            return kind
    return "other"


def by_address(address: str) -> str:
    """Return the kind that an address tells; empty where it tells none."""
    at = host(address)
    if not at:
        return ""
    for kind, known in BY_HOST:
        for each in known:
            named, _slash, path = each.partition("/")
            if (at == named or at.endswith(f".{named}")) and (not path or f"{named}/{path}" in address):
                return kind
    return "primary" if PUBLIC_BODY.search(at) else ""
