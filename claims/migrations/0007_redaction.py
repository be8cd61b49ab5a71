"""Redaction by order: orders of two people, and the bytes that they take."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Orders of redaction, and the one update that the ledger lets through."""

    dependencies = [
        ("claims", "0006_language_model"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sequences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="ledger rows"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason, for readers")),
                ("reference", models.CharField(max_length=300, verbose_name="reference of the order")),
                ("ordered_at", models.DateTimeField(auto_now_add=True, verbose_name="ordered")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "redaction",
                "verbose_name_plural": "redactions",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="RedactionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "sequences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="ledger rows"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason, for readers")),
                ("reference", models.CharField(max_length=300, verbose_name="reference of the order")),
                ("ordered_at", models.DateTimeField(auto_now_add=True, verbose_name="ordered")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publication",
            name="append_only",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="publisheddocument",
            name="append_only",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="publication_changing",
        ),
        migrations.AddField(
            model_name="currentverdict",
            name="last_sequence",
            field=models.BigIntegerField(default=0, verbose_name="newest ledger row on the claim"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN IF NEW.note = 'Redacted by order.' AND to_jsonb(NEW) - 'note' = to_jsonb(OLD) - 'note' AND EXISTS (\n    SELECT 1 FROM claims_redaction ordered\n    JOIN claims_publication said ON said.redaction_id = ordered.id AND said.kind = 'redacted'\n    JOIN claims_publication gone ON gone.sequence = ANY (ordered.sequences) AND gone.claim_id = ordered.claim_id\n    WHERE ordered.confirmed_by_id IS NOT NULL AND gone.kind <> 'redacted' AND gone.sequence = OLD.sequence\n) THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
                    hash="066b8f7c1f8ae866dc227f22dca4505f0e608e1a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_65083",
                    table="claims_publication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publisheddocument",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF TG_OP = 'UPDATE' THEN IF NEW.sha256 = OLD.sha256\nAND NEW.body = '{\"format\":\"claimdesk/1\",\"id\":\"' || (OLD.body::jsonb ->> 'id') || '\",\"redacted\":true}'\nAND EXISTS (\n    SELECT 1 FROM claims_redaction ordered\n    JOIN claims_publication said ON said.redaction_id = ordered.id AND said.kind = 'redacted'\n    JOIN claims_publication gone ON gone.sequence = ANY (ordered.sequences) AND gone.claim_id = ordered.claim_id\n    WHERE ordered.confirmed_by_id IS NOT NULL AND gone.kind <> 'redacted' AND gone.document_id = OLD.sha256\n) THEN RETURN NEW; END IF; END IF; RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
                    hash="16cb99db1b52c39af1fd7c34ef4b64a5856e8238",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f7c38",
                    table="claims_publisheddocument",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="redactions",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="ordered_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ordered by",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="redaction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publication",
                to="claims.redaction",
                verbose_name="by order",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("kind__in", ("corrected", "retracted", "redacted"))),
                fields=["-sequence"],
                name="publication_changing",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "redacted"), ("redaction__isnull", False)),
                    models.Q(models.Q(("kind", "redacted"), _negated=True), ("redaction", None)),
                    _connector="OR",
                ),
                name="a_redaction_names_its_order",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="claims.claim",
                verbose_name="claim",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="confirmed by",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="ordered_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ordered by",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="claims.redaction",
            ),
        ),
        migrations.AddField(
            model_name="redactionevent",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="withdrawn by",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("ordered_by")), _negated=True),
                    _connector="OR",
                ),
                name="who_orders_a_redaction_does_not_confirm_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_confirmed_redaction_says_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(("confirmed_at", None), ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_withdrawn_redaction_was_never_confirmed",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("reference", ""), _negated=True)),
                name="a_redaction_says_why_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequences__len__gte", 1)), name="a_redaction_names_ledger_rows"
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None), ("withdrawn_at", None)),
                fields=("claim",),
                name="one_redaction_of_a_claim_waits_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f2f49d0f50edab8c2fe419a5241fbb7e6327dd2c",
                    operation="DELETE",
                    pgid="pgtrigger_kept_1aa16",
                    table="claims_redaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes_once_confirmed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."confirmed_at" IS NOT NULL OR OLD."withdrawn_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="498b8295d13e8b2deba9d589df2da37e53fcd07b",
                    operation="UPDATE",
                    pgid="pgtrigger_never_changes_once_confirmed_4d726",
                    table="claims_redaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="only_its_end_is_written",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."ordered_at" IS DISTINCT FROM (NEW."ordered_at") OR OLD."ordered_by_id" IS DISTINCT FROM (NEW."ordered_by_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."sequences" IS DISTINCT FROM (NEW."sequences"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="911edb850e2c42a82ae9be061afecdb815d8a4e7",
                    operation="UPDATE",
                    pgid="pgtrigger_only_its_end_is_written_4e82d",
                    table="claims_redaction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_redactionevent" ("claim_id", "confirmed_at", "confirmed_by_id", "id", "ordered_at", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sequences", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."claim_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."ordered_at", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."sequences", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="2073ffe127b18d9b54321575cd79950094c791a3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6b115",
                    table="claims_redaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "claims_redactionevent" ("claim_id", "confirmed_at", "confirmed_by_id", "id", "ordered_at", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sequences", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."claim_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."id", NEW."ordered_at", NEW."ordered_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."sequences", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="fbbbac2c4e43efc1d8b4e3d2bedd1ea248d76e7c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_92b84",
                    table="claims_redaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redaction",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_redactionevent" ("claim_id", "confirmed_at", "confirmed_by_id", "id", "ordered_at", "ordered_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "sequences", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."claim_id", OLD."confirmed_at", OLD."confirmed_by_id", OLD."id", OLD."ordered_at", OLD."ordered_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."sequences", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;',
                    hash="6639a8a789edd70c03b737024eaaf8e133e037c1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2a61c",
                    table="claims_redaction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="redactionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1406f43bc81440f3c1adbffe5f14b578117e948e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_beffe",
                    table="claims_redactionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            "UPDATE claims_currentverdict SET last_sequence = publication_id",
            migrations.RunSQL.noop,
        ),
    ]
