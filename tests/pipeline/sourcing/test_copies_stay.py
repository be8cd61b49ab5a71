"""A copy stays as it was: the database refuses to change it, to delete it and to empty its table, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, connections, transaction

from claims.models import Citation, Snapshot
from tests.stories import rehearse

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.desk import People
    from tests.stories import Story

STATEMENTS = [
    "UPDATE claims_snapshot SET text = 'x'",
    "UPDATE claims_snapshot SET raw_sha256 = raw_sha256",
    "DELETE FROM claims_snapshot",
    "TRUNCATE claims_snapshot CASCADE",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_cited_copy_refuses_to_be_changed_by_sql(story: Story, statement: str) -> None:
    story.publish()
    cited = Snapshot.objects.filter(pk__in=Citation.objects.values("snapshot")).values().get()

    with pytest.raises(DatabaseError, match="snapshot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Snapshot.objects.values().get() == cited


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_copy_that_nobody_cites_refuses_it_too(claim: Claim, people: People, statement: str) -> None:
    from tests.desk import archive_evidence

    archive_evidence(claim)

    with pytest.raises(DatabaseError, match="snapshot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("statement", STATEMENTS)
def test_even_the_owner_of_the_tables_changes_no_copy(committed_db: str, queue: str, statement: str) -> None:
    rehearse().publish()

    with pytest.raises(DatabaseError, match="snapshot"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)

    assert Snapshot.objects.count() == 1
