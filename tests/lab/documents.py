"""PDFs, feeds and sitemaps that mean harm, or cannot be read; each must end in a clear refusal, soon and at little cost."""

from __future__ import annotations

import gzip
import zlib

from tests.pipeline.sourcing.pdfs import pdf


def by_hand(contents: bytes, *, count: int = 1, kids: str = "3 0 R", more: bytes = b"", packing: str = "") -> bytes:
    """Write the objects of a PDF of one page ourselves, so that they may lie."""
    head = f"<< /Length {len(contents)} {packing} >>".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F1 "
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        ),
        head + b"\nstream\n" + contents + b"\nendstream",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    made += more
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(made),
    )


def bomb(megabytes: int, *, layers: int = 1, unit: bytes = b"\0") -> bytes:
    """Write a PDF whose page unpacks to so many megabytes."""
    packer = zlib.compressobj(9)
    block = unit * (1_000_000 // len(unit))
    data = b"".join(packer.compress(block) for _megabyte in range(megabytes)) + packer.flush()
    for _layer in range(layers - 1):
        data = zlib.compress(data, 9)
    return by_hand(data, packing=f"/Filter [{' /FlateDecode' * layers}]")


SLOW = b"BT /F1 1 Tf " + b"[(a) -9 (b) 9] TJ T* " * 380_000 + b"ET"
PDFS: dict[str, bytes] = {
    "bomb": bomb(512),
    "bomb in a bomb": bomb(512, layers=3),
    "bomb of operators": bomb(7, unit=b"(a) Tj "),
    "many operators": by_hand(zlib.compress(SLOW), packing="/Filter /FlateDecode"),
    "ten thousand pages": pdf(["First page."], blank=9_999),
    "says a billion pages": by_hand(b"BT ET", count=1_000_000_000),
    "pages in a circle": by_hand(b"BT ET", kids="2 0 R"),
    "the same page a million times": by_hand(b"BT ET", count=5, kids="3 0 R " * 1_000_000),
    "locked": pdf(["Secret."], password="secret"),
    "cut off": pdf(["A page that breaks off."] * 3)[:300],
    "no end": b"%PDF-1.7\n" + b"1 0 obj\n<< /A [" * 150_000,
    "deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 2_000_000,
    "only a head": b"%PDF-1.7\n",
    "garbage": b"%PDF-1.7\n" + bytes(range(256)) * 15_000,
    "not a PDF": b"<html><body><p>Words.</p></body></html>",
    "a scan": by_hand(b"q 99 0 0 99 0 0 cm Q"),
    "empty strings": by_hand(b"BT " + b"() Tj " * 1_000 + b"ET"),
    "an endless name": b"%PDF-1.7\n1 0 obj\n/" + b"A" * 4_000_000,
    "many objects": b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n(x)\nendobj\n" % n for n in range(150_000)),
    "table that points to itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Prev 9 /Size 1 >>\nstartxref\n9\n%%EOF",
}

ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'>"
    + "".join(f"<!ENTITY {new} '{f'&{old};' * 30}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY % b SYSTEM 'http://127.0.0.1/'> %b;]>"
URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
FEEDS: dict[str, bytes] = {
    "laughing feed": f"<?xml version='1.0'?>{ENTITIES}<rss version='2.0'><channel><title>&i;</title></channel></rss>".encode(),
    "feed that reads files": f"<?xml version='1.0'?>{OUTSIDE}<rss version='2.0'><channel><title>&a;</title></channel></rss>".encode(),
    "deep feed": b"<rss version='2.0'><channel>" + b"<item>" * 600_000,
    "feed of open tags": b"<" * 4_000_000,
    "feed of half entities": b"<rss version='2.0'><channel><title>" + b"&" * 3_000_000,
    "feed of open comments": b"<rss>" + b"<!--" * 900_000,
    "feed of marks": b"<rss version='2.0'><channel><item><title><![CDATA[" + b"]]" * 2_000_000,
    "feed of attributes": b"<rss " + b" ".join(b"a%d='1'" % n for n in range(300_000)) + b">",
    "page as a feed": b"<html><body><p>Words.</p></body></html>",
    "feed of zeros": bytes(4_000_000),
}
SITEMAPS: dict[str, bytes] = {
    "bomb": gzip.compress(URLSET.encode() + bytes(300_000_000)),
    "laughing sitemap": f"<?xml version='1.0'?>{ENTITIES}{URLSET}<url><loc>&i;</loc></url></urlset>".encode(),
    "sitemap that reads files": f"<?xml version='1.0'?>{OUTSIDE}{URLSET}<url><loc>&a;</loc></url></urlset>".encode(),
    "deep sitemap": URLSET.encode() + b"<url>" * 900_000,
    "broken off": f"{URLSET}<url><loc>https://a.example/".encode(),
    "half gzip": gzip.compress(URLSET.encode() * 900)[:30] + b"\0" * 900,
    "page as a sitemap": b"<html><body><p>Words.</p></body></html>",
    "sitemap of zeros": bytes(4_000_000),
    "an endless address": f"{URLSET}<url><loc>https://a.example/{'a' * 4_000_000}".encode(),
    "nothing": b"",
}
HOSTILE: dict[str, tuple[str, str, bytes]] = {
    **{f"PDF: {name}": ("page", "application/pdf", body) for name, body in PDFS.items()},
    **{f"feed: {name}": ("feed", "application/rss+xml", body) for name, body in FEEDS.items()},
    **{f"sitemap: {name}": ("sitemap", "application/xml", body) for name, body in SITEMAPS.items()},
}
"""By name: what it is read as, its content type, its bytes."""
