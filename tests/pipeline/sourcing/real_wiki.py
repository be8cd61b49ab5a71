"""A real MediaWiki: Debian's package on SQLite, served by PHP itself, with a few pages of ours in it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen
from xml.sax.saxutils import escape

from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path("/usr/share/mediawiki")
WANTS = "mediawiki php-cli php-sqlite3 php-mbstring php-xml php-intl"
RECALLED = (
    "'''Anatoly Antonov''' is a Russian diplomat. He became ambassador to the United States in 2017.\n\n== Recall ==\n"
    "On 17 March 2021 the Russian foreign ministry called Antonov home to [[Moscow]] for consultations. "
    "The announcement came hours after an interview in which [[Joe Biden]] called [[Vladimir Putin]] a killer.<ref>One.</ref>\n"
)
PAGES: dict[str, list[str]] = {
    "Anatoly Antonov": ["'''Anatoly Antonov''' is a diplomat.", RECALLED],
    "Joe Biden": ["'''Joe Biden''' was inaugurated as president of the United States on 20 January 2021.\n"],
    "Debate": ["A '''debate''' is a formal exchange of views. Heads of state rarely debate each other live.\n"],
    "Cheddar": ["'''Cheddar''' is a hard cheese, first made in Somerset. [[File:Cheddar.jpg|thumb|A slice]]\n"],
    "Quotes & <markup>": ["Titles with an ampersand & quotes “so” are kept. Antonov & Biden & Putin are named here.\n"],
}


def why_not() -> str:
    """Say why there can be no wiki on this machine, or nothing."""
    if shutil.which("php") is None or not (PACKAGE / "maintenance").is_dir():
        return f"no MediaWiki here: apt-get install -y --no-install-recommends {WANTS}"
    return ""


def dump() -> str:
    """Write the pages as MediaWiki's own export."""
    number, pages = 0, []
    for title, versions in PAGES.items():
        revisions = []
        for hour, text in enumerate(versions):
            number += 1
            revisions.append(
                f"<revision><id>{number}</id><timestamp>2026-10-05T{hour:02}:00:00Z</timestamp><contributor><username>A"
                f"</username></contributor><model>wikitext</model><format>text/x-wiki</format>"
                f'<text xml:space="preserve">{escape(text)}</text></revision>'
            )
        name = title.replace("<", "(").replace(">", ")")
        pages.append(f"<page><title>{escape(name)}</title><ns>0</ns>{''.join(revisions)}</page>")
    head = '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">'
    return f"{head}{''.join(pages)}</mediawiki>"


def install(folder: Path, port: int) -> Path:
    """Install the wiki in a folder and fill it; return its web root."""
    root, data = folder / "wiki", folder / "data"
    left_out = shutil.ignore_patterns("LocalSettings.php")
    shutil.copytree(PACKAGE, root, ignore=left_out, ignore_dangling_symlinks=True)
    data.mkdir()
    (folder / "dump.xml").write_text(dump(), "utf-8")
    steps = [
        ["install.php", "--dbtype=sqlite", f"--dbpath={data}", f"--server=http://127.0.0.1:{port}", "--scriptpath=",
         "--lang=en", "--pass=a-password-for-tests", "--with-extensions", "TestWiki", "Admin"],
        ["importDump.php", "--no-updates", str(folder / "dump.xml")],
        ["rebuildall.php"],
        ["rebuildtextindex.php"],
    ]  # fmt: skip
    for step, *given in steps:
        subprocess.run(
            ["php", str(root / "maintenance" / step), *given], check=True, capture_output=True, timeout=400, cwd=root
        )
    return root


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Install the wiki and serve it for as long as the block lasts; the value is the address of its API."""
    port = free_port()
    root = install(folder, port)
    server = subprocess.Popen(
        ["php", "-S", f"127.0.0.1:{port}", "-t", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    api = f"http://127.0.0.1:{port}/api.php"
    try:
        for _try in range(100):
            with suppress(OSError), urlopen(f"{api}?action=query&format=json", timeout=20):  # noqa: S310 - our own server
                break
            time.sleep(0.1)
        yield api
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(10)
