"""The house stands: migrations are whole, and the database itself refuses what must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

if TYPE_CHECKING:
    from claims.models import Article


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_an_articles_text_cannot_be_changed_even_by_sql(article: Article) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE claims_article SET text = 'other words' WHERE id = %s", [article.pk])


@pytest.mark.django_db
def test_the_application_is_neither_superuser_nor_owner_of_the_ledger() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, current_user FROM pg_roles WHERE rolname = current_user")
        is_superuser, me = cursor.fetchone()
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'claims_publication'")
        (owner,) = cursor.fetchone()
    assert not is_superuser
    assert owner != me
