"""Collect the words to be translated into claims/locale; needs gettext's programs on the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

import claims

CATALOGUES = Path(claims.__file__).parent / "locale"
NOT_OURS = ["tests", "benchmarks", "var", "locale"]


class Command(makemessages.Command):
    """Django's command for our tree: one catalogue a language, new ones by --locale, known ones by themselves.

    Where a module speaks both now and later, `_` is gettext_lazy and `_now` is gettext. A guess by likeness
    (fuzzy) is never made: it would be shown to nobody and read as done.
    """

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_now"]  # noqa: RUF012 - as in Django
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]  # noqa: RUF012 - as in Django

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect, and leave out what no longer stands in the tree."""
        options["locale"] = options["locale"] or [each.name for each in CATALOGUES.iterdir() if each.is_dir()]
        options["ignore_patterns"] += NOT_OURS
        super().handle(*args, **options | {"no_wrap": True, "no_obsolete": True, "add_location": "file"})

    def build_potfiles(self) -> list[str]:
        """Put the words of templates and of every package into the one catalogue."""
        self.default_locale_path, self.locale_paths = str(CATALOGUES), [str(CATALOGUES)]
        return super().build_potfiles()
