"""Which members of an answer a reader wants: paths through it, and the answer cut down to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Tree = dict[str, "Tree"]

ALWAYS = "id"


def paths(shape: type[serializers.BaseSerializer[Any]], before: str = "") -> Iterator[str]:
    """Yield the path of every member of a shape, such as `document.claim.text`; lists are looked through."""
    for name, field in shape().fields.items():  # type: ignore[attr-defined]
        yield f"{before}{name}"
        inner = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(inner, serializers.Serializer):
            yield from paths(type(inner), f"{before}{name}.")


def tree(chosen: Iterable[str]) -> Tree:
    """Sort paths into a tree; an empty branch is wanted whole."""
    grown: Tree = {ALWAYS: {}}
    for path in sorted(chosen):  # a shorter path comes before those that go through it
        branch = grown
        *way, last = path.split(".")
        for part in way:
            if part in branch and not branch[part]:
                break  # it is wanted whole already
            branch = branch.setdefault(part, {})
        else:
            branch[last] = {}
    return grown


def cut(value: Any, wanted: Tree) -> Any:
    """Return what of a value is wanted."""
    if not wanted:
        return value
    if isinstance(value, list):
        return [cut(each, wanted) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: cut(value[name], branch) for name, branch in wanted.items() if name in value}
