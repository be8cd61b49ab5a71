"""No sentence of the desk's code is said past the catalogue: refusals, answers, names of fields."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GETTEXT = {"_", "_now", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
FOR_PEOPLE = ("admin", "desk", "site", "models", "permissions.py", "lifecycle.py")
SENTENCE = re.compile(r"[A-Z“][^\n]*[a-z]{2} [^\n]*[.?!…:]")
FOR_PROGRAMMERS = {"The ledger is written inside the transaction of its cause."}
KEPT = {"Redacted by order."}
"""Written into the record in English, and said in the reader's language by `machine_words`."""


def files() -> Iterator[Path]:
    for name in FOR_PEOPLE:
        where = settings.BASE_DIR / "claims" / name
        yield from where.rglob("*.py") if where.is_dir() else [where]


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the strings below a node that no gettext wraps and that are no docstrings; a gap reads as three dots."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Call) and getattr(inner.func, "id", getattr(inner.func, "attr", "")) in GETTEXT:
            continue
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
            continue
        if isinstance(inner, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in inner.values)
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value
        else:
            yield from literals(inner)


@pytest.mark.parametrize("file", sorted(files()), ids=lambda file: str(file.relative_to(settings.BASE_DIR)))
def test_every_sentence_is_marked(file: Path) -> None:
    said = set(literals(ast.parse(file.read_text())))
    found = {words for words in said if SENTENCE.fullmatch(words) and not words.startswith("INSERT ")}
    assert found <= FOR_PROGRAMMERS | KEPT


def test_the_test_sees_a_sentence_that_is_not_marked() -> None:
    tree = ast.parse('def act():\n    """Do it."""\n    raise PermissionDenied(f"You cannot do this, {who}.")\n')
    assert [words for words in literals(tree) if SENTENCE.fullmatch(words)] == ["You cannot do this, …."]
