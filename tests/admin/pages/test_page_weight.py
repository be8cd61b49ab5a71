"""No page weighs more than a phone carries: 100 KB of HTML on the way with a hundred rows, 150 KB with all that it loads."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.staticfiles import finders

from claims.desk import assignment
from claims.models import Claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

WORDS = "Putin proposed holding the discussion as soon as possible."
MOST_HTML, MOST_IN_ALL = 100_000, 150_000


def packed(content: bytes) -> int:
    return len(gzip.compress(content))


@pytest.mark.parametrize("address", ["/desk/", "/desk/list/?per=100", "/desk/board/", "article"])
def test_a_hundred_rows_are_light(
    article: Article, people: People, sit_down: SitDown, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start = article.text.index(WORDS)
    claims = Claim.objects.bulk_create(
        Claim(
            article=article,
            number=number,
            start=start,
            end=start + len(WORDS),
            quote=WORDS,
            text=f"{WORDS} He said so for the {number}th time, in an interview that many people watched.",
            kind="fact",
            check_worthiness=number / 100,
        )
        for number in range(1, 101)
    )
    for claim in claims[::2]:
        assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    address = f"/desk/articles/{article.pk}/" if address == "article" else address
    page = sit_down(people.editor).get(address).content
    loaded = [
        finders.find(name) for name in re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', page.decode())
    ]
    html = packed(page)
    in_all = html + sum(packed(Path(str(file)).read_bytes()) for file in loaded)
    with capsys.disabled():
        print(
            f"\n{address}: {html:,} bytes of HTML ({len(page):,} unpacked), {in_all:,} in all with {len(loaded)} files"
        )
    assert len(loaded) > 5
    assert html <= MOST_HTML
    assert in_all <= MOST_IN_ALL
