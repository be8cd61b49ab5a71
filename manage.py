#!/usr/bin/env python
"""Claimdesk's commands. Those that need the database or the queue have them: embedded where no URL names others."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from factcheck import embedded
from factcheck.plain_words import one_line, require_database

WITHOUT_DATABASE = frozenset(
    {
        *("help", "version", "split", "find_sources", "validate_claimreview", "lifecycle_doc", "spectacular"),
        *("collectstatic", "findstatic", "compilemessages", "makemessages", "diffsettings"),
        *("startapp", "startproject", "sendtestemail"),
        "desk",  # starts both servers itself, after it has looked at its ports
    }
)
WITH_QUEUE = frozenset({"rehearse", "runserver"})


def needs_database(words: list[str]) -> bool:
    """Whether the command line in `words` (without the program's name) reads or writes the database."""
    command, options = (words[0], words[1:]) if words else ("help", [])
    if command.startswith("-") or command in WITHOUT_DATABASE or {"-h", "--help", "--version"} & set(options):
        return False
    return command != "check" or "--database" in options


def main() -> None:
    """Run one command with the servers that it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    words = sys.argv[1:]
    if "--traceback" not in words:
        sys.excepthook = one_line
    with ExitStack() as servers:
        if needs_database(words):
            if embedded.wants_postgres():
                servers.enter_context(embedded.postgres())
            require_database()
            if words[0] in WITH_QUEUE and embedded.wants_valkey():
                servers.enter_context(embedded.valkey())
        from django.core.management import execute_from_command_line  # settings read where the servers are

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
