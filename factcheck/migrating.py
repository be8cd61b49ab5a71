"""Migrations without waste: a model is rendered anew only where a migration changed what its columns come from.

Django renders a model, and all that are related to it, after every operation, also where only an index, a constraint
or a trigger was added. On a desk with a hundred models those are half of the operations, and most of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

if TYPE_CHECKING:
    from django.db.migrations.state import ModelState

BESIDE_COLUMNS = frozenset({"indexes", "constraints", "triggers"})
"""Options of a model that its operations bring with them; what a rendered model says of them is not read."""


class ColumnState(ProjectState):
    """A project's models on their way through the migrations; `columns` is what each was last rendered from."""

    def __init__(
        self, models: dict[tuple[str, str], ModelState] | None = None, real_apps: set[str] | None = None
    ) -> None:
        super().__init__(models, real_apps)
        self.columns: dict[tuple[str, str], tuple[object, ...]] = {}

    def clone(self) -> ColumnState:
        """Return a state that goes on from here by itself."""
        plain = super().clone()
        made = ColumnState(plain.models, plain.real_apps)
        if "apps" in plain.__dict__:
            made.apps = plain.apps
        made.is_delayed = plain.is_delayed
        made.columns = dict(self.columns)
        return made

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Render a model and its relations anew, unless it came out as it stands."""
        key = app_label, model_name.lower()
        if "apps" not in self.__dict__ or key not in self.models:
            super().reload_model(app_label, model_name, delay)
            return
        columns = columns_of(self.models[key])
        if self.columns.get(key) != columns:
            self.columns[key] = columns
            super().reload_model(app_label, model_name, delay)


def columns_of(model: ModelState) -> tuple[object, ...]:
    """Return what a model is rendered from, apart from what its operations bring with them. Fields count as themselves."""
    options = {name: value for name, value in model.options.items() if name not in BESIDE_COLUMNS}
    fields = tuple((name, Itself(field)) for name, field in model.fields.items())
    return fields, tuple(model.bases), tuple(model.managers), options


class Itself:
    """Equal to nothing but the same object; holds it, so that no other comes to stand in its place."""

    def __init__(self, held: object) -> None:
        self.held = held

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.held is other.held


class Executor(MigrationExecutor):
    """Django's own, with states of columns."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> Any:
        made = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]  # not in its stubs
        return ColumnState(made.models, made.real_apps)
