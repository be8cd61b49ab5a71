"""What docs/sourcing.md promises: the worked example works, and the tables name what there is."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from claims.pipeline.sourcing.wanted import Wanted
from tests.lab.attacks import ATTACKS
from tests.lab.documents import HOSTILE
from tests.lab.hostile import HARMS
from tests.lab.surfaces import DOCUMENTS
from tests.pipeline.sourcing.loopback import as_json

if TYPE_CHECKING:
    import pytest

    from claims.pipeline.sourcing.fetching import Fetcher
    from tests.pipeline.sourcing.loopback import Site

DOCUMENT = (Path(__file__).resolve().parent.parent.parent.parent / "docs" / "sourcing.md").read_text("utf-8")
EXAMPLE = DOCUMENT.split("```python\n")[1].split("```")[0]


def test_the_example_of_a_provider_works(site: Site, client: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("library")
    monkeypatch.setitem(sys.modules, "library", module)
    exec(compile(EXAMPLE, "library.py", "exec"), module.__dict__)  # noqa: S102 - our own document
    books = [{"url": "https://books.example/1", "title": "Bridges", "date": "2020-01-01"}, {"title": "no address"}]
    site.routes["/search"] = lambda _asked: as_json({"books": books})

    answer = module.Library(base=site.url, client=client).search(Wanted(text="…", queries=("bridges",)))

    assert [(hit.title, hit.address) for hit in answer.hits] == [("Bridges", "https://books.example/1")]


def test_the_example_is_short() -> None:
    assert len(EXAMPLE.splitlines()) < 60


def test_every_provider_is_described() -> None:
    from claims.pipeline.sourcing.choosing import MAKERS, PACES
    from claims.pipeline.sourcing.in_use import NAMES

    assert {"archive", "wayback", *MAKERS} == set(NAMES)
    assert PACES.keys() == set(NAMES) - {"archive"}
    for name in NAMES:
        assert f"| `{name}` |" in DOCUMENT


def test_every_setting_of_sourcing_is_described() -> None:
    named = (
        "ARCHIVE_FEEDS",
        "ARCHIVE_SITEMAPS",
        "WAYBACK_KEY",
        "PROVIDER_QUOTAS",
        "FETCH_ALLOWED_HOSTS",
        "SNAPSHOT_FOLDER",
        "SNAPSHOT_STORE",
    )
    for setting in named:
        assert f"`{setting}`" in DOCUMENT


def test_the_number_of_attacks_is_told_right() -> None:
    assert f"{len(ATTACKS)} attacks" in DOCUMENT
    assert f"{len(HARMS)} hostile answers" in DOCUMENT
    assert f"{len(HOSTILE)} hostile documents" in DOCUMENT
    assert f"{len(DOCUMENTS)} documents that ask" in DOCUMENT
