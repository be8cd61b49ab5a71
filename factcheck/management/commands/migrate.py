"""`manage.py migrate`, as the role that owns the tables; the application's role gets what it needs, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
from psycopg import sql

from claims.models import roles
from factcheck.migrating import Executor

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

migrate.MigrationExecutor = Executor  # type: ignore[attr-defined]  # the name by which Django asks for it


class Command(migrate.Command):
    """Migrate as the owner, close the triggers' way round, then grant the application's role its rights anew."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's own arguments; only the database by default is another."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then close and grant."""
        super().handle(*args, **options)
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT to_regprocedure('public._pgtrigger_should_ignore(name)') IS NOT NULL")
            if cursor.fetchone()[0]:  # not before the first trigger
                cursor.execute(roles.NEVER_IGNORED)
                cursor.execute(roles.OWN_TABLES_FIRST)
        application = str(settings.DATABASES["default"]["USER"])
        if options["database"] != "owner" or application == settings.DATABASES["owner"]["USER"]:
            return
        with connections["owner"].cursor() as cursor:
            for statement in roles.grants(sql.Identifier(application)):
                cursor.execute(statement)
