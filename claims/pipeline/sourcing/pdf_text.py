"""The text of a PDF, page by page, its broken lines put together again. Runs in the reader's process only."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pypdf
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

VERSION = f"pypdf {pypdf.__version__}, reader 1"
MOST_PAGES = 400
LARGEST_STREAM = 8_000_000
"""Bytes that one stream of a PDF may unpack to; text has far fewer, bombs far more."""
SIGNATURE_WITHIN = 1_024
SHORT_LINE = 0.7
"""A line shorter than this share of a page's usual line ends a paragraph; one that ends a sentence, sooner."""
SENTENCE_SHORT_LINE = 0.9
ENDINGS = (".", "!", "?", ":", ".”", '."')

LIMITS = pypdf.Configuration(
    maximum_declared_stream_length=LARGEST_STREAM,
    array_based_stream_maximum_output_length=LARGEST_STREAM,
    lzw_maximum_output_length=LARGEST_STREAM,
    run_length_maximum_output_length=LARGEST_STREAM,
    zlib_maximum_output_length=LARGEST_STREAM,
    brotli_maximum_output_length=LARGEST_STREAM,
    zlib_maximum_recovery_input_length=100_000,  # it tries byte by byte
    stream_filters_maximum_length=4,
    stream_decoding_work_maximum_length=3 * LARGEST_STREAM,
    page_tree_maximum_entries=20_000,
    jbig2dec_binary=None,  # no other program is started for a page
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Unreadable(Exception):
    """What came cannot be read, in words for a journalist. Asking again changes nothing."""


def is_pdf(page: bytes, *, content_type: str) -> bool:
    """Say whether it is a PDF, whatever it is called. Raises Unreadable for what is only called one."""
    signed = b"%PDF-" in page[:SIGNATURE_WITHIN]
    if content_type == "application/pdf" and not signed:
        raise Unreadable("This is called a PDF, but it is none.")
    return signed and (content_type == "application/pdf" or page.lstrip()[:5] == b"%PDF-")


def read_pdf(page: bytes) -> dict[str, str]:
    """Return the text of a PDF, and title, author and day as it states them. Raises Unreadable."""
    try:
        with pypdf.apply_configuration(LIMITS):
            reader = pypdf.PdfReader(BytesIO(page), strict=False, root_object_recovery_limit=1_000)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("The PDF is locked with a password.")
            texts = list(texts_of(reader))
            said = reader.metadata
            title, author = (said.title, said.author) if said else ("", "")
            made: datetime | None = said.creation_date if said else None
    except LimitReachedError as problem:
        raise Unreadable("The PDF unpacks to more than it may.") from problem
    except DependencyError as problem:
        raise Unreadable("The PDF is packed or locked in a way that is not read.") from problem
    except (PyPdfError, OSError, NotImplementedError, AssertionError) as problem:
        # pypdf raises all four on broken pages, the last two where it never expected them.
        raise Unreadable("The PDF is broken.") from problem
    text = "\n\n".join(each for each in texts if each)
    if not text:
        raise Unreadable("There is no text in the PDF; it may be a scan.")
    return {
        "text": text,
        "title": str(title or "")[:500],
        "author": str(author or "")[:300],
        "publisher": "",
        "published_on": made.date().isoformat() if made else "",
        "language": "",
        "extractor": VERSION,
    }


def texts_of(reader: pypdf.PdfReader) -> Iterator[str]:
    """Yield the text of each page. Raises Unreadable for more pages than are read, before the first where it says so."""
    count = stated_pages(reader)
    if count > MOST_PAGES:
        raise Unreadable(f"The PDF has {count:,} pages; {MOST_PAGES} are read at most. Cite a part of it.")
    for number, sheet in enumerate(reader.pages):
        if number >= MOST_PAGES:
            raise Unreadable(f"The PDF has more than {MOST_PAGES} pages. Cite a part of it.")
        yield unbroken(sheet.extract_text())


def stated_pages(reader: pypdf.PdfReader) -> int:
    """Return how many pages the PDF says it has, before they are looked for; 0 where it does not say."""
    pages = reader.root_object.get("/Pages")
    tree = pages.get_object() if pages is not None else None
    count = tree.get("/Count") if isinstance(tree, pypdf.generic.DictionaryObject) else None
    count = count.get_object() if count is not None else None
    return int(count) if isinstance(count, pypdf.generic.NumberObject) else 0


def unbroken(text: str) -> str:
    """Put a page's lines together into paragraphs: lines end where the sheet does, not where the sentence does."""
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.replace("\u00ad", "").split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return ""
    usual = lengths[int(len(lengths) * 0.8)]
    paragraphs, open_line = [], ""
    for line in lines:
        if not line:
            paragraphs.append(open_line)
            open_line = ""
            continue
        if open_line.endswith("-") and open_line[-2:-1].isalpha() and line[0].islower():
            open_line = open_line[:-1] + line
        else:
            open_line = f"{open_line} {line}".strip()
        if len(line) < usual * (SENTENCE_SHORT_LINE if line.endswith(ENDINGS) else SHORT_LINE):
            paragraphs.append(open_line)
            open_line = ""
    paragraphs.append(open_line)
    return "\n".join(paragraph for paragraph in paragraphs if paragraph)
