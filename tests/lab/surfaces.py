"""Documents that ask their reader to fetch something: PDFs, feeds, sitemaps and pages that name private addresses."""

from __future__ import annotations

from tests.lab.documents import URLSET, by_hand

INSIDE = "http://10.0.0.5/"
METADATA = "http://169.254.169.254/latest/meta-data/"


def pdf_that(action: str) -> bytes:
    """Write a PDF whose catalog asks for something when it is opened, or whose page does."""
    text = b"BT /F1 9 Tf (Words that anyone may read.) Tj ET"
    made = by_hand(text)
    return made.replace(b"/Type /Catalog", b"/Type /Catalog " + action.encode(), 1)


def outside(root: str) -> str:
    """Return a DOCTYPE that names files and addresses, in every way that XML has."""
    return (
        f"<?xml version='1.0'?><?xml-stylesheet href='{INSIDE}'?><!DOCTYPE {root} SYSTEM '{INSIDE}' "
        f"[<!ENTITY a SYSTEM '{METADATA}'><!ENTITY % b SYSTEM '{INSIDE}'> %b;]>"
    )


DOCUMENTS: dict[str, tuple[str, str, bytes]] = {
    "PDF that opens an address": ("page", "application/pdf", pdf_that(f"/OpenAction << /S /URI /URI ({INSIDE}) >>")),
    "PDF that opens a file": ("page", "application/pdf", pdf_that("/OpenAction << /S /Launch /F (/etc/passwd) >>")),
    "PDF that sends a form": (
        "page",
        "application/pdf",
        pdf_that(f"/OpenAction << /S /SubmitForm /F << /FS /URL /F ({METADATA}) >> >>"),
    ),
    "PDF that goes to another": (
        "page",
        "application/pdf",
        pdf_that(f"/OpenAction << /S /GoToR /F << /FS /URL /F ({INSIDE}) >> /D [0 /Fit] >>"),
    ),
    "PDF with a script": (
        "page",
        "application/pdf",
        pdf_that(f"/OpenAction << /S /JavaScript /JS (app.launchURL\\('{INSIDE}'\\)) >>"),
    ),
    "PDF whose page lies elsewhere": (
        "page",
        "application/pdf",
        by_hand(b"", packing=f"/F << /FS /URL /F ({INSIDE}) >> /FFilter /FlateDecode"),
    ),
    "feed with entities": ("feed", "application/rss+xml", f"{outside('rss')}<rss version='2.0'>&a;</rss>".encode()),
    "feed with a DTD": (
        "feed",
        "application/rss+xml",
        f"<!DOCTYPE rss SYSTEM '{INSIDE}'><rss version='2.0'><channel><item><link>{METADATA}</link></item></channel></rss>".encode(),
    ),
    "feed that includes another": (
        "feed",
        "application/rss+xml",
        f"<rss version='2.0' xml:base='{INSIDE}'><channel xmlns:xi='http://www.w3.org/2001/XInclude'>"
        f"<xi:include href='{INSIDE}'/><item><link>/a</link></item></channel></rss>".encode(),
    ),
    "sitemap with entities": (
        "sitemap",
        "text/xml",
        f"{outside('urlset')}{URLSET}<url><loc>&a;</loc></url></urlset>".encode(),
    ),
    "sitemap with a DTD": (
        "sitemap",
        "text/xml",
        f"<!DOCTYPE urlset SYSTEM '{INSIDE}'>{URLSET}<url><loc>{METADATA}</loc></url></urlset>".encode(),
    ),
    "index of private sitemaps": (
        "sitemap",
        "text/xml",
        f"<sitemapindex><sitemap><loc>{INSIDE}</loc></sitemap><sitemap><loc>{METADATA}</loc></sitemap></sitemapindex>".encode(),
    ),
    "page with a refresh and frames": (
        "page",
        "text/html",
        f"<html><head><base href='{INSIDE}'><meta http-equiv='refresh' content='0;url={METADATA}'>"
        f"<link rel='canonical' href='{INSIDE}'><link rel='stylesheet' href='{INSIDE}'></head><body><iframe src='{METADATA}'></iframe>"
        f"<img src='{INSIDE}'><article><p>Words that anyone may read, and more of them.</p></article></body></html>".encode(),
    ),
    "page with a DTD": (
        "page",
        "application/xhtml+xml",
        f"{outside('html')}<html><body><article><p>Words that anyone may read.</p></article></body></html>".encode(),
    ),
}
"""By name: what it is read as, its content type, its bytes. None of them may make anybody knock at any door."""
