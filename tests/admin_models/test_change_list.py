"""Lists of a large desk: days and people to narrow them by are found without reading all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claims.desk.assignment import assign
from claims.models import Assignment, Claim
from tests.admin_models.conftest import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from claims.models import User
    from tests.admin_models.conftest import Browser
    from tests.desk import People


def test_one_goes_from_months_to_days_and_back(
    browser: Callable[[User], Browser], people: People, claim: Claim
) -> None:
    client, born = browser(people.chief).client, claim.created_at
    list_of_claims = table(Claim, "changelist")

    months = client.get(list_of_claims).context["cl"].days
    month = client.get(list_of_claims + months.choices[born.month - 1][1]).context["cl"]
    day = client.get(list_of_claims + month.days.choices[born.day - 1][1]).context["cl"]

    assert len(months.choices) == 12
    assert month.days.back[0] == str(born.year)
    assert [row.pk for row in day.result_list] == [claim.pk]
    assert day.days.choices == []
    assert f"created_at__month={born.month}" in day.days.back[1]


def test_nonsense_in_place_of_a_year_leads_back(
    browser: Callable[[User], Browser], people: People, claim: Claim
) -> None:
    page = browser(people.chief).client.get(table(Claim, "changelist") + "?created_at__year=2026&created_at__month=99")
    assert page.status_code == 302


def test_only_people_whom_the_rows_name_are_offered(
    browser: Callable[[User], Browser], people: People, claim: Claim
) -> None:
    first = assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    assign(claim, people.second, by=people.editor, seen=claim.version, instead_of=first)
    page = browser(people.chief).client.get(table(Assignment, "changelist"))
    offered = {words for spec in page.context["cl"].filter_specs for _key, words in getattr(spec, "lookup_choices", ())}
    assert {"reviewer", "second"} <= offered
    assert "third" not in offered
