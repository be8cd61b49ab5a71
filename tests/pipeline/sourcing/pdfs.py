"""PDFs for tests, made with pypdf's writer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

if TYPE_CHECKING:
    from collections.abc import Sequence


def pdf(*pages: Sequence[str], title: str = "", password: str | None = None, blank: int = 0) -> bytes:
    """Write a PDF; each page is a list of lines, an empty one a gap. `blank` pages follow."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(612, 792)
        shown = "".join(f"({escaped(line)}) Tj T*\n" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 11 Tf 72 740 Td 14 TL\n{shown}ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    for _page in range(blank):
        writer.add_blank_page(10, 10)
    if title:
        writer.add_metadata({"/Title": title, "/Author": "Jane Roe", "/CreationDate": "D:20210317120000Z"})
    if password is not None:
        writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def escaped(line: str) -> str:
    """Escape what has a meaning in a PDF's strings."""
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
