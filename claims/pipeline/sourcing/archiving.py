"""The archive of pages: each copy a WARC file of its own in the file store, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from http.client import responses
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if TYPE_CHECKING:
    from claims.pipeline.sourcing.fetched import Fetched

# The body is kept as it was unpacked, so that a fingerprint means the page and not its packing: these say otherwise.
OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})

LONGEST_REASON = 100


def archive(fetched: Fetched) -> str:
    """Write the copy into the file store and return its name there. The same copy is written once, however often."""
    name = name_of(fetched)
    if default_storage.exists(name):
        return name
    return put(name, warc(fetched))


def name_of(fetched: Fetched) -> str:
    """Return where a copy lies: year, month, and a fingerprint of address and bytes."""
    fingerprint = hashlib.sha256(f"{fetched.requested_url}\n{fetched.sha256}".encode()).hexdigest()
    return f"{fetched.fetched_at:%Y/%m}/{fingerprint}.warc.gz"


def warc(fetched: Fetched) -> bytes:
    """Return one gzipped WARC record: a response, or a resource where the copy did not come over HTTP."""
    file = BytesIO()
    writer = WARCWriter(file, gzip=True)  # type: ignore[no-untyped-call]
    fixed = {
        "WARC-Date": f"{fetched.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name_of(fetched))}>",
    }
    if fetched.ip:
        fixed["WARC-IP-Address"] = fetched.ip
    if fetched.status is None:
        record = writer.create_warc_record(  # type: ignore[no-untyped-call]
            fetched.url,
            "resource",
            payload=BytesIO(fetched.body),
            warc_content_type=fetched.header("content-type") or "application/octet-stream",
            warc_headers_dict=fixed,
        )
    else:
        headers = [
            (f"X-Archive-Orig-{key}" if key.lower() in OF_THE_WIRE else key, one_line(value))
            for key, value in fetched.headers
        ]
        status_line = f"{fetched.status} {reason_of(fetched)}".rstrip()
        headers.append(("Content-Length", str(len(fetched.body))))
        record = writer.create_warc_record(  # type: ignore[no-untyped-call]
            fetched.url,
            "response",
            payload=BytesIO(fetched.body),
            http_headers=StatusAndHeaders(status_line, headers, protocol="HTTP/1.1"),  # type: ignore[no-untyped-call]
            warc_headers_dict=fixed,
        )
    writer.write_record(record)  # type: ignore[no-untyped-call]
    return file.getvalue()


def body_of(name: str) -> bytes:
    """Return the bytes of a page out of its WARC file. Raises OSError where the file is gone, ValueError where it is none."""
    with default_storage.open(name) as file:
        try:
            for record in ArchiveIterator(file):  # type: ignore[no-untyped-call]
                return bytes(record.content_stream().read())
        except ArchiveLoadFailed as problem:
            raise ValueError(f"{name} is no WARC file") from problem
    raise ValueError(f"{name} holds no record")


def reason_of(fetched: Fetched) -> str:
    """Return the words beside the status: the server's own, or what the status means."""
    said = fetched.reason.strip()
    if said and said.isascii() and said.isprintable() and len(said) <= LONGEST_REASON:
        return said
    return responses.get(fetched.status or 0, "")


def one_line(value: str) -> str:
    """Return a header's value without line breaks, which would end the header."""
    return value.replace("\r", " ").replace("\n", " ")


def put(name: str, data: bytes) -> str:
    """Write a file whole or not at all. A file store on disk gets it by renaming; an object store does so by itself."""
    if not isinstance(default_storage, FileSystemStorage):
        return default_storage.save(name, ContentFile(data))
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=".half-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(half).replace(path)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise
    return name
