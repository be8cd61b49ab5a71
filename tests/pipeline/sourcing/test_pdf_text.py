"""PDFs are read page by page, in the helper process, their broken lines put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.passages import stretches
from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.reading import PageReader
from tests.pipeline.sourcing.newsroom import search
from tests.pipeline.sourcing.pdfs import pdf
from tests.pipeline.sourcing.test_web_pages import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.models import Claim
    from tests.pipeline.sourcing.loopback import Site

__all__ = ["engine"]

LINES = [
    "The mayor of Springfield said on Monday that the new bridge over the",
    "river cost five million euros and was built in co-",
    "operation with the ministry of transport of the land.",
    "",
    "It opens in May (the north lane in June).",
]


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    """A reader with its helper."""
    reader = PageReader()
    yield reader
    reader.close()


def test_lines_that_the_sheet_broke_are_sentences_again(reader: PageReader) -> None:
    read = reader.read_bytes(pdf(LINES), url="https://city.example/report.pdf", content_type="application/pdf")

    first, second = read.text.split("\n")
    assert first.startswith(
        "The mayor of Springfield said on Monday that the new bridge over the river cost five million"
    )
    assert first.endswith("built in cooperation with the ministry of transport of the land.")
    assert second == "It opens in May (the north lane in June)."
    assert all(read.text[each.start : each.end] == each.words for each in stretches(read.text))


def test_what_a_pdf_says_of_itself_is_kept(reader: PageReader) -> None:
    read = reader.read_bytes(pdf(LINES, title="The bridge"), url="", content_type="application/pdf")

    assert (read.title, read.author, read.published_on) == ("The bridge", "Jane Roe", "2021-03-17")
    assert read.extractor.startswith("pypdf 7.")


def test_all_pages_are_read_in_their_order(reader: PageReader) -> None:
    read = reader.read_bytes(pdf(["One."], ["Two."], ["Three."]), url="", content_type="application/pdf")

    assert read.text == "One.\n\nTwo.\n\nThree."


def test_a_pdf_that_anyone_may_open_is_read_though_it_is_encrypted(reader: PageReader) -> None:
    read = reader.read_bytes(pdf(LINES, password=""), url="", content_type="application/pdf")

    assert "five million euros" in read.text


def test_a_pdf_is_one_whatever_its_server_calls_it(reader: PageReader) -> None:
    assert "five million euros" in reader.read_bytes(pdf(LINES), url="", content_type="text/html").text


def test_a_page_about_pdfs_is_no_pdf(reader: PageReader) -> None:
    page = b"<html><body><article><p>A file that begins with %PDF-1.7 is a PDF, says the standard.</p></article></body>"

    assert "says the standard" in reader.read_bytes(page, url="").text


def test_a_book_is_refused_and_says_how_long_it_is(reader: PageReader) -> None:
    with pytest.raises(Refused, match="401 pages; 400 are read"):
        reader.read_bytes(pdf(["One."], blank=400), url="", content_type="application/pdf")


def test_a_text_that_is_cut_says_so(reader: PageReader) -> None:
    read = reader.read_bytes(b"word " * 100_000, url="", content_type="text/plain")

    assert len(read.text) == 400_000
    assert read.extractor == "plain text, reader 1, first 400,000 signs"


def test_a_report_as_pdf_becomes_evidence(site: Site, engine: list[str], recalled: Claim) -> None:
    lines = [
        "Russia called its ambassador to the United States, Anatoly Antonov, home",
        "for consultations on 17 March 2021, the ministry said.",
    ]
    site.page("/report.pdf", pdf(lines, title="Report"), kind="application/pdf")
    engine.append(f"{site.url}/report.pdf")

    search(recalled)

    snapshot = recalled.evidence.get().snapshot
    assert "Anatoly Antonov, home for consultations on 17 March 2021" in snapshot.text
    assert snapshot.content_type == "application/pdf"
    assert snapshot.extractor.startswith("pypdf")
