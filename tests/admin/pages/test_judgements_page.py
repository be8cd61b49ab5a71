"""What people made of the machine's work, summed up for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import triage
from tests.desk import make_claim

if TYPE_CHECKING:
    from claims.models import Article
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def test_what_people_add_by_hand_has_no_share_of_accepted(article: Article, people: People, sit_down: SitDown) -> None:
    claim = make_claim(article, by=people.editor)
    triage.dismiss(claim, by=people.editor, seen=claim.version, reason="A test.")
    page = sit_down(people.editor).get("/desk/machine/").content.decode()
    assert "nobody: added by hand" in page
    assert '<td class="end num">–</td></tr>' in page
    assert "0 %" not in page
