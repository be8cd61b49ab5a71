"""Taking an article in, and finding it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Article
from claims.models.article import LONGEST_TEXT
from tests.desk import SEED

if TYPE_CHECKING:
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

WORDS = "The council said on Monday that the bridge will reopen in May. It cost two million euros."


def test_a_pasted_text_is_kept_with_all_that_was_said_of_it(people: People, sit_down: SitDown) -> None:
    typed = {
        "text": WORDS,
        "title": "A bridge",
        "outlet": "The Courier",
        "url": "https://courier.example.org/bridge",
        "author": "A. Writer",
        "published_at": "2026-11-12T16:00",
    }
    answer = sit_down(people.reviewer).post("/desk/articles/new/", typed, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain == [(f"/desk/articles/{article.pk}/", 302)]
    assert answer.status_code == 200
    assert (article.text, article.title, article.outlet, article.url) == (
        WORDS,
        "A bridge",
        "The Courier",
        "https://courier.example.org/bridge",
    )
    assert article.published_at is not None
    assert f"{article.published_at:%Y-%m-%d %H:%M}" == "2026-11-12 16:00"


def test_a_text_file_is_taken_in_as_it_is(people: People, sit_down: SitDown) -> None:
    upload = SimpleUploadedFile("article.txt", SEED.read_bytes(), content_type="text/plain")
    sit_down(people.editor).post("/desk/articles/new/", {"text": "", "file": upload})
    assert Article.objects.get().text == SEED.read_text()


def test_the_same_text_leads_to_the_article_that_is_there(article: Article, people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.editor).post("/desk/articles/new/", {"text": article.text}, follow=True)
    assert answer.redirect_chain == [(f"/desk/articles/{article.pk}/", 302)]
    assert "This text is on the desk already." in answer.content.decode()


def test_a_reviewer_who_may_not_see_it_is_told_so_without_its_title(
    article: Article, people: People, sit_down: SitDown
) -> None:
    answer = sit_down(people.reviewer).post("/desk/articles/new/", {"text": article.text})
    assert answer.status_code == 409
    assert article.title not in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no text."),
        ("x" * (LONGEST_TEXT + 1), "the desk takes up to 200,000"),
        ("A text\x00with a zero byte in it.", "This is not plain text"),
    ],
)
def test_a_text_that_cannot_be_an_article_is_refused_with_the_reason(
    people: People, sit_down: SitDown, text: str, said: str
) -> None:
    answer = sit_down(people.editor).post("/desk/articles/new/", {"text": text, "title": "Kept title"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Kept title"' in answer.content.decode()
    assert not Article.objects.exists()


def test_a_file_that_is_no_text_is_refused(people: People, sit_down: SitDown) -> None:
    upload = SimpleUploadedFile("picture.txt", b"\xff\xd8\xff\xe0" * 20, content_type="text/plain")
    answer = sit_down(people.editor).post("/desk/articles/new/", {"file": upload})
    assert answer.status_code == 422
    assert "not text in UTF-8" in answer.content.decode()


@pytest.mark.parametrize(("name", "value"), [("url", "javascript:alert(1)"), ("published_at", "yesterday")])
def test_a_field_that_is_wrong_is_marked_and_the_text_is_kept(
    people: People, sit_down: SitDown, name: str, value: str
) -> None:
    page = sit_down(people.editor).post("/desk/articles/new/", {"text": WORDS, name: value}).content.decode()
    assert f'id="{name}-problem"' in page
    assert f"{WORDS}</textarea>" in page
    assert not Article.objects.exists()


def test_another_language_is_stored_and_says_that_it_cannot_be_split(people: People, sit_down: SitDown) -> None:
    words = "Der Gemeinderat hat am Montag beschlossen, dass die Brücke im Mai wieder geöffnet wird. " * 4
    answer = sit_down(people.editor).post("/desk/articles/new/", {"text": words}, follow=True)
    assert "Only English can be split so far: mark claims by hand" in answer.content.decode()


def test_articles_are_found_by_title_and_outlet(article: Article, people: People, sit_down: SitDown) -> None:
    editor = sit_down(people.editor)
    assert article.title in editor.get("/desk/articles/?q=9news").content.decode()
    page = editor.get("/desk/articles/?q=bridge").content.decode()
    assert "No article has these words in its title, outlet or author." in page


def test_an_empty_desk_offers_to_check_an_article(people: People, sit_down: SitDown) -> None:
    assert "No article is on the desk." in sit_down(people.editor).get("/desk/articles/").content.decode()
