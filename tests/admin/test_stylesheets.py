"""The stylesheets keep their promises: one dark, no colour outside the tokens, every status drawn."""

from __future__ import annotations

import re
from pathlib import Path

from claims.lifecycle import Status
from claims.ratings import DEFAULT_SCALE

STATIC = Path(__file__).resolve().parents[2] / "claims" / "static" / "claims"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "admin"
TOKENS = (STATIC / "tokens.css").read_text()
DESK = (STATIC / "desk.css").read_text()


def values(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def test_dark_is_the_same_by_system_and_by_choice() -> None:
    by_system, by_choice = TOKENS.split("@media (prefers-color-scheme: dark)")[1].split('html[data-theme="dark"]')
    assert values(by_system) == values(by_choice)
    assert len(values(by_choice)) > 50


def test_each_status_has_its_own_colours_light_and_dark_and_its_chip() -> None:
    for status in Status:
        assert TOKENS.count(f"--cd-{status}-fg:") == 3
        assert f".is-{status}" in DESK
        assert f'id="i-{status}"' in (TEMPLATES / "desk" / "_icons.html").read_text()


def test_each_default_rating_has_its_colour() -> None:
    for rating in DEFAULT_SCALE:
        assert re.search(rf"\.r-{rating.slug}\b", DESK)


def test_no_colour_is_written_outside_the_tokens() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", DESK) == []


def test_no_page_carries_style_or_script_of_its_own() -> None:
    for template in TEMPLATES.rglob("*.html"):
        words = template.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", words), template
        assert not re.search(r"<script(?![^>]*\ssrc=)", words), template
