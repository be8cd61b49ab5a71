"""What the tables alone do not say: the reviewer of an approval is the verdict's; the first rows; the default scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from claims.ratings import DEFAULT_SCALE, DEFAULT_SCALE_NAME

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def first_rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the ledger's empty head, the newsroom and the default rating scale."""
    using = schema_editor.connection.alias
    apps.get_model("claims", "LedgerHead").objects.using(using).get_or_create(pk=1)
    apps.get_model("claims", "Newsroom").objects.using(using).get_or_create(pk=1)
    scale, _made = apps.get_model("claims", "RatingScale").objects.using(using).get_or_create(name=DEFAULT_SCALE_NAME)
    for order, row in enumerate(DEFAULT_SCALE, start=1):
        scale.ratings.get_or_create(
            slug=row.slug,
            defaults={"label": row.label, "definition": row.definition, "order": order, "value": row.value},
        )


SAME_REVIEWER = """
ALTER TABLE claims_{table} ADD CONSTRAINT {table}_names_the_verdicts_reviewer
FOREIGN KEY (verdict_id, reviewer_id) REFERENCES claims_verdict (id, reviewer_id)
"""


class Migration(migrations.Migration):
    """Composite keys and first rows."""

    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(
            SAME_REVIEWER.format(table="approval"),
            "ALTER TABLE claims_approval DROP CONSTRAINT approval_names_the_verdicts_reviewer",
        ),
        migrations.RunSQL(
            SAME_REVIEWER.format(table="publication"),
            "ALTER TABLE claims_publication DROP CONSTRAINT publication_names_the_verdicts_reviewer",
        ),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
    ]
