"""PDFs, feeds and sitemaps that mean harm end in a clear refusal, soon and at little cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claims.pipeline.sourcing.problems import Refused
from claims.pipeline.sourcing.reading import PageReader
from tests.lab.documents import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS, KILOBYTES = 5.0, 64_000
PAGE = b"<html><body><article><p>The mayor opened the bridge on Monday, the ministry said.</p></article></body></html>"


@dataclass(frozen=True, slots=True)
class Cost:
    """What came of reading one, and what it cost the reader's process."""

    words: str
    seconds: float
    kilobytes: int


class Costs:
    """Reads each once, in one helper after the other."""

    def __init__(self) -> None:
        """Have a reader."""
        self.reader = PageReader()
        self._known: dict[str, Cost] = {}

    def memory(self, figure: str) -> int:
        """Return a figure of the helper's memory, in kilobytes; 0 where it was stopped."""
        helper = self.reader._helper
        if helper is None:
            return 0
        lines = Path(f"/proc/{helper.pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith(figure)), 0)

    def of(self, name: str) -> Cost:
        """Read one, unless it was read before."""
        if name not in self._known:
            what, kind, body = HOSTILE[name]
            self.reader.read_bytes(PAGE, url="https://news.example/")
            assert self.reader._helper is not None
            Path(f"/proc/{self.reader._helper.pid}/clear_refs").write_text("5")  # the peak starts anew
            before, started = self.memory("VmRSS"), time.monotonic()
            try:
                words = f"read: {self.reader.answer(what, body, url='https://news.example/', content_type=kind)}"
            except Refused as problem:
                words = str(problem)
            self._known[name] = Cost(words, time.monotonic() - started, self.memory("VmHWM") - before)
        return self._known[name]


@pytest.fixture(scope="module")
def costs() -> Iterator[Costs]:
    """What came of each."""
    costs = Costs()
    yield costs
    costs.reader.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_in_a_clear_refusal(costs: Costs, name: str) -> None:
    assert not costs.of(name).words.startswith("read:")
    assert costs.of(name).words.endswith(".")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_costs_little(costs: Costs, name: str) -> None:
    assert costs.of(name).seconds < SECONDS
    assert costs.of(name).kilobytes < KILOBYTES


def test_after_all_of_them_a_page_is_read(costs: Costs) -> None:
    assert "opened the bridge" in costs.reader.read_bytes(PAGE, url="https://news.example/").text
