"""What the application's database role may do: read and write, but never rewrite what is append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from psycopg import sql

from claims.models.history import is_append_only
from claims.models.publication import REDACTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator


NEVER_IGNORED = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT false'
"""
"""Every trigger asks this function first. As the library makes it, it obeys a setting (`pgtrigger.ignore`) that any role may
write, and with that nothing would be append-only. The library makes it anew with each trigger, so it is closed after each migrate.
"""


OWN_TABLES_FIRST = """
DO $$ DECLARE function regprocedure; BEGIN
    FOR function IN
        SELECT DISTINCT p.oid::regprocedure FROM pg_proc p JOIN pg_trigger t ON t.tgfoid = p.oid
        WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'pgtrigger%' AND p.proconfig IS NULL
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', function);
    END LOOP;
END $$
"""
"""Triggers ask and write the tables of the house, not a session's temporary ones of the same names, which come first otherwise."""


def grants(role: sql.Identifier) -> Iterator[sql.Composed]:
    """Yield the statements that give the role its rights in the schema `public`; run them as the owner."""
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(role)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    for model in apps.get_app_config("claims").get_models():
        if is_append_only(model):
            table = sql.Identifier(model._meta.db_table)  # noqa: SLF001 - Django's public name for it
            yield sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, role)
    for model, column in REDACTABLE:  # what a redaction may empty; the triggers say when
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(
            sql.Identifier(column),
            sql.Identifier(model._meta.db_table),  # noqa: SLF001 - as above
            role,
        )
