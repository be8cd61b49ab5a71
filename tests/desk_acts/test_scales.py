"""Rating scales: what a verdict rests on keeps its meaning, even against raw SQL; retiring is always possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from claims.desk.scales import add_scale, retire_scale
from claims.models import RatingScale
from claims.ratings import DEFAULT_SCALE

if TYPE_CHECKING:
    from tests.desk import People
    from tests.stories import Story

CHANGES = (
    "UPDATE claims_rating SET label = 'Right' WHERE slug = 'true' AND scale_id = %s",
    "UPDATE claims_rating SET value = 9 WHERE slug = 'true' AND scale_id = %s",
    "UPDATE claims_rating SET definition = 'Other.' WHERE slug = 'unproven' AND scale_id = %s",
    "DELETE FROM claims_rating WHERE slug = 'unproven' AND scale_id = %s",
    "INSERT INTO claims_rating (scale_id, slug, label, definition, \"order\", value) VALUES (%s, 'x', 'X', 'X', 9, 9)",
    "UPDATE claims_ratingscale SET name = 'Other' WHERE id = %s",
)


def run(statement: str, scale: RatingScale) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [scale.pk])


@pytest.mark.parametrize("statement", CHANGES)
def test_a_scale_that_a_published_verdict_used_is_not_changed_by_raw_sql(story: Story, statement: str) -> None:
    story.publish()

    with pytest.raises(DatabaseError, match="a scale in use can be retired, never changed"):
        run(statement, RatingScale.objects.get(name="Truth scale"))


@pytest.mark.parametrize("statement", CHANGES)
def test_a_scale_that_no_verdict_used_can_be_mended(people: People, statement: str) -> None:
    run(statement, add_scale("Fresh", DEFAULT_SCALE, by=people.chief))


def test_an_answer_is_not_moved_into_or_out_of_a_scale_in_use(story: Story) -> None:
    story.publish()
    fresh = add_scale("Fresh", DEFAULT_SCALE[:2], by=story.people.chief)
    used = RatingScale.objects.get(name="Truth scale")

    with pytest.raises(DatabaseError, match="never changed"):
        run(f"UPDATE claims_rating SET scale_id = {fresh.pk} WHERE slug = 'unproven' AND scale_id = %s", used)
    with pytest.raises(DatabaseError, match="never changed"):
        run(f"UPDATE claims_rating SET scale_id = {used.pk}, slug = 'y', value = 8 WHERE scale_id = %s", fresh)


def test_a_scale_in_use_can_be_retired(story: Story) -> None:
    story.publish()
    add_scale("Fresh", DEFAULT_SCALE, by=story.people.chief)
    used = RatingScale.objects.get(name="Truth scale")

    retire_scale(used, by=story.people.chief)

    used.refresh_from_db()
    assert used.retired_at is not None
