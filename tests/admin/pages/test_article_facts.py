"""What is known of an article beside its text can be completed and mended; two people never overwrite each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk import triage
from claims.models import Article

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

FACTS = {
    "title": "Putin challenges Biden",
    "outlet": "The Courier",
    "url": "https://courier.example.org/1",
    "author": "A. Writer",
    "published_at": "2021-03-18T16:00",
}


def mark(page: str) -> str:
    """Return what the form was filled in beside."""
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_a_finding_leads_to_where_it_is_mended(rated: Claim, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    where = f"/desk/articles/{rated.article_id}/facts/"
    page = editor.get(f"/desk/approve/{rated.pk}/").content.decode()
    assert "Say when the claim was made." in page
    assert f'<a href="{where}">' in page
    form = editor.get(where).content.decode()
    done = editor.post(where, FACTS | {"seen": mark(form)}, follow=True)
    assert "Saved." in done.content.decode()
    article = Article.objects.get(pk=rated.article_id)
    assert (article.outlet, article.author, f"{article.published_at:%Y-%m-%d %H:%M}") == (
        "The Courier",
        "A. Writer",
        "2021-03-18 16:00",
    )
    assert "Say when the claim was made." not in editor.get(f"/desk/approve/{rated.pk}/").content.decode()


def test_a_long_wording_leads_to_where_it_is_shortened(rated: Claim, people: People, sit_down: SitDown) -> None:
    triage.reword(rated, f"Vladimir Putin said {'again and ' * 8}again.", by=people.editor, seen=rated.version)
    page = sit_down(people.editor).get(f"/desk/approve/{rated.pk}/").content.decode()
    assert f"?claim={rated.number}&amp;do=reword#claim-{rated.number}" in page


def test_who_is_late_sees_both_and_decides(article: Article, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    where = f"/desk/articles/{article.pk}/facts/"
    seen = mark(editor.get(where).content.decode())
    assert editor.post(where, FACTS | {"seen": seen}).status_code == 302
    late = editor.post(where, FACTS | {"seen": seen, "outlet": "The Herald"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Both versions" in page
    assert "The Courier" in page
    assert 'value="The Herald"' in page
    assert editor.post(where, FACTS | {"seen": mark(page), "outlet": "The Herald"}).status_code == 302
    article.refresh_from_db()
    assert article.outlet == "The Herald"


def test_what_is_wrong_stands_at_its_field_and_nothing_is_written(
    article: Article, people: People, sit_down: SitDown
) -> None:
    editor = sit_down(people.editor)
    where = f"/desk/articles/{article.pk}/facts/"
    seen = mark(editor.get(where).content.decode())
    for name, wrong in (("url", "no address"), ("published_at", "soon"), ("outlet", "x" * 201)):
        refused = editor.post(where, FACTS | {"seen": seen, name: wrong})
        assert refused.status_code == 422
        assert f'id="{name}-problem"' in refused.content.decode()
    assert Article.objects.get(pk=article.pk).outlet == article.outlet


def test_reviewers_read_who_may_do_it(assigned: Claim, people: People, sit_down: SitDown) -> None:
    where = f"/desk/articles/{assigned.article_id}/facts/"
    page = sit_down(people.reviewer).get(where).content.decode()
    assert "Only an editor may do this." in page
    refused = sit_down(people.reviewer).post(where, FACTS | {"seen": mark(page)})
    assert refused.status_code == 403
    assert Article.objects.get(pk=assigned.article_id).outlet == assigned.article.outlet
