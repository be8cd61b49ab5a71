"""Taking an article in: what is kept, what is refused, and what is said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.desk.intake import AlreadyHere, BadText, read_file, take_in
from claims.models import Article, Job, User
from claims.models.article import LONGEST_TEXT
from claims.models.job import JobKind
from claims.models.user import Role
from tests.desk import SEED

if TYPE_CHECKING:
    from tests.desk import People


def test_an_article_keeps_what_was_said_of_it_and_asks_for_its_claims(people: People) -> None:
    published = datetime(2021, 3, 19, 8, tzinfo=UTC)

    article = take_in(
        SEED.read_text(),
        by=people.reviewer,
        title="A title",
        outlet="An outlet",
        url="https://news.example.org/a",
        author="A. Writer",
        published_at=published,
    )

    kept = Article.objects.get(pk=article.pk)
    assert (kept.title, kept.outlet, kept.url, kept.author) == (
        "A title",
        "An outlet",
        "https://news.example.org/a",
        "A. Writer",
    )
    assert (kept.published_at, kept.language, kept.text) == (published, "en", SEED.read_text())
    assert Job.objects.get(kind=JobKind.SPLIT_ARTICLE, subject=article.pk).asked_by == people.reviewer


def test_the_same_text_twice_is_one_article_and_says_which(people: People) -> None:
    first = take_in("The council built 40 homes in 2025.", by=people.editor, title="Homes")

    with pytest.raises(AlreadyHere, match="on the desk already: “Homes”") as there:
        take_in("The council built 40 homes in 2025.", by=people.reviewer, title="Another title")

    assert there.value.article == first
    assert Article.objects.count() == 1


def test_the_same_text_with_other_line_ends_is_the_same_article(people: People) -> None:
    take_in("One line here.\nAnother line here.", by=people.editor)

    with pytest.raises(AlreadyHere):
        take_in("\ufeffOne line here.\r\nAnother line here.", by=people.editor)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no text"),
        (" \n\t ", "There is no text"),
        ("a" * (LONGEST_TEXT + 1), "200,001 characters"),
        ("text with a \x00 zero", "not plain text"),
        ("\x7fELF\x02\x01\x01\x00", "not plain text"),
    ],
)
def test_a_text_that_cannot_be_an_article_is_refused_in_words(people: People, text: str, words: str) -> None:
    with pytest.raises(BadText, match=words):
        take_in(text, by=people.editor)

    assert not Article.objects.exists()
    assert not Job.objects.exists()


def test_a_text_in_another_language_is_stored_and_not_split(people: People) -> None:
    german = "Der Stadtrat hat am Montag beschlossen, vierzig neue Wohnungen zu bauen. Die Kosten trägt das Land. " * 3

    article = take_in(german, by=people.editor)

    assert article.language == "de"
    assert not Job.objects.exists()


def test_a_field_that_is_too_long_or_no_address_is_refused_by_its_name(people: People) -> None:
    with pytest.raises(ValidationError) as wrong:
        take_in("Some words that are new.", by=people.editor, title="t" * 501, url="javascript:alert(1)")

    assert set(wrong.value.message_dict) == {"title", "url"}
    assert not Article.objects.exists()


def test_a_reader_takes_nothing_in(people: People) -> None:
    reader = User.objects.create_user("reader", role=Role.READER)

    with pytest.raises(PermissionDenied, match="Only editors and reviewers"):
        take_in("Some words.", by=reader)


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff\xfe\x00bad", "not text in UTF-8"), (b"a" * 800_001, "too large")]
)
def test_a_file_that_is_no_text_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(BadText, match=words):
        read_file(content)
