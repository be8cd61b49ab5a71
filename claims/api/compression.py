"""Smaller answers for who can read them: Brotli or gzip, whole or as a stream."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest, HttpResponseBase

SMALLEST = 860
"""Below so many bytes an answer fits into one packet anyway."""

BROTLI_QUALITY = 4
GZIP_LEVEL = 5
TEXTS = ("application/json", "application/ld+json", "application/problem+json", "application/x-ndjson", "text/csv")


def compress(request: HttpRequest, response: HttpResponseBase) -> None:
    """Compress a text that is worth it, in a way that the reader takes; what is compressed or must not be is left."""
    if not response.headers.get("Content-Type", "").startswith(TEXTS):
        return
    patch_vary_headers(response, ("Accept-Encoding",))
    way = chosen(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    if not way or response.status_code != 200 or response.has_header("Content-Encoding"):
        return
    if "no-transform" in response.headers.get("Cache-Control", ""):
        return
    if isinstance(response, StreamingHttpResponse):
        blocks: Iterator[bytes] = iter(response)
        response.streaming_content = squeezed(blocks, way) if request.method != "HEAD" else blocks
    elif isinstance(response, HttpResponse) and len(response.content) >= SMALLEST:
        whole = response.content
        response.content = (
            brotli.compress(whole, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
            if way == "br"
            else gzip.compress(whole, GZIP_LEVEL, mtime=0)
        )
    else:
        return
    response.headers["Content-Encoding"] = way
    response.headers.pop("Content-Length", None)
    mark = response.headers.get("ETag", "")
    if mark.startswith('"'):
        response.headers["ETag"] = f"W/{mark}"  # the same answer, but no longer byte for byte


def chosen(accepted: str) -> str:
    """Return br or gzip, whichever the reader likes better (br where both are equal); empty for neither."""
    likes: dict[str, float] = {}
    for part in accepted.lower().split(",")[:20]:
        name, *settings = (each.strip() for each in part.split(";"))
        quality = next((each[2:] for each in settings if each.startswith("q=")), "1")
        try:
            likes[name] = float(quality)
        except ValueError:
            likes[name] = 0.0
    either = {way: likes.get(way, likes.get("*", 0.0)) for way in ("br", "gzip")}
    best = max(either, key=lambda way: either[way])
    return best if either[best] > 0 else ""


def squeezed(blocks: Iterable[bytes], way: str) -> Iterator[bytes]:
    """Compress a stream block by block; what the compressor holds back goes out at the end."""
    if way == "br":
        maker = brotli.Compressor(mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        work, finish = maker.process, maker.finish
    else:
        packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
        work, finish = packer.compress, packer.flush
    for block in blocks:
        if made := work(block):
            yield made
    yield finish()
