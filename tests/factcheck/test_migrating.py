"""A model is rendered anew by what changes its columns, and only by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from factcheck.migrating import ColumnState

if TYPE_CHECKING:
    from django.db.migrations.operations.base import Operation

START = [
    migrations.CreateModel("Desk", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel(
        "Drawer",
        [("id", models.BigAutoField(primary_key=True)), ("desk", models.ForeignKey("office.Desk", models.CASCADE))],
    ),
]
BESIDE = [
    migrations.AddIndex("Desk", models.Index("name", name="desk_name")),
    migrations.AddConstraint("Desk", models.CheckConstraint(condition=~models.Q(name=""), name="desk_named")),
    migrations.RemoveConstraint("Desk", "desk_named"),
]
COLUMNS = [
    migrations.AddField("Desk", "room", models.TextField(default="")),
    migrations.AlterField("Desk", "room", models.TextField(default="", db_column="chamber")),
    migrations.RenameField("Desk", "room", "place"),
    migrations.AlterModelOptions("Desk", {"ordering": ["name"]}),
    migrations.AlterModelTable("Desk", "bureau"),
    migrations.RemoveField("Desk", "place"),
]


def started(kind: type[ProjectState]) -> ProjectState:
    """Return a state with both models, rendered."""
    state = kind()
    assert state.apps
    for operation in START:
        operation.state_forwards("office", state)
    return state


@pytest.mark.parametrize("operation", BESIDE[:2], ids=lambda operation: type(operation).__name__)
def test_an_index_or_a_constraint_renders_nothing_anew(operation: Operation) -> None:
    state = started(ColumnState)
    desk, drawer = state.apps.get_model("office", "Desk"), state.apps.get_model("office", "Drawer")

    operation.state_forwards("office", state)

    assert state.apps.get_model("office", "Desk") is desk
    assert state.apps.get_model("office", "Drawer") is drawer
    assert state.models["office", "desk"].options["indexes"] + state.models["office", "desk"].options["constraints"]


def test_each_change_of_columns_is_seen_by_the_model_and_by_those_that_lead_to_it() -> None:
    ours, djangos = started(ColumnState), started(ProjectState)
    for operation in [*BESIDE, *COLUMNS]:
        for state in (ours, djangos):
            operation.state_forwards("office", state)
        for name in ("Desk", "Drawer"):
            mine, theirs = (state.apps.get_model("office", name)._meta for state in (ours, djangos))
            assert [(each.name, each.column) for each in mine.fields] == [(e.name, e.column) for e in theirs.fields]
            assert (mine.db_table, mine.ordering) == (theirs.db_table, theirs.ordering)
        leads_to = ours.apps.get_model("office", "Drawer")._meta.get_field("desk").related_model
        assert leads_to is ours.apps.get_model("office", "Desk")


def test_a_copy_goes_on_by_itself() -> None:
    state = started(ColumnState)
    copy = state.clone()

    COLUMNS[0].state_forwards("office", copy)

    assert [field.name for field in copy.apps.get_model("office", "Desk")._meta.fields] == ["id", "name", "room"]
    assert [field.name for field in state.apps.get_model("office", "Desk")._meta.fields] == ["id", "name"]


def test_a_model_that_comes_back_under_its_old_name_is_rendered_as_it_is_now() -> None:
    state = started(ColumnState)
    for operation in (
        migrations.DeleteModel("Drawer"),
        migrations.CreateModel(
            "Drawer", [("id", models.BigAutoField(primary_key=True)), ("depth", models.IntegerField())]
        ),
    ):
        operation.state_forwards("office", state)

    assert [field.name for field in state.apps.get_model("office", "Drawer")._meta.fields] == ["id", "depth"]
