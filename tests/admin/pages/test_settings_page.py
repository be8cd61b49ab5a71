"""The newsroom's settings: read by all, changed by the chief editor, never written over."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from claims.models import Newsroom

if TYPE_CHECKING:
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People

HOUSE = {"act": "house", "seen": 1, "language": "", "zone": "Europe/Vienna", "methodology": "We ask **twice**."}
TIMES = {
    "act": "times",
    "seen": 1,
    "hours_urgent": 2,
    "hours_high": 8,
    "hours_normal": 24,
    "hours_low": 72,
    "remind_hours": 1,
    "escalate_hours": 1,
}


def test_the_chief_sets_zone_and_the_words_that_readers_find(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.chief)
    assert browser.post("/desk/settings/", HOUSE).status_code == 302
    ours = Newsroom.objects.ours()
    assert (ours.zone, ours.methodology, ours.version) == ("Europe/Vienna", "We ask **twice**.", 2)
    assert "<p>We ask <strong>twice</strong>.</p>" in browser.get("/methodology/").content.decode()


def test_due_times_are_set_and_a_wrong_one_is_said_beside_it(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.chief)
    assert browser.post("/desk/settings/", TIMES).status_code == 302
    assert Newsroom.objects.ours().hours_urgent == 2
    answer = browser.post("/desk/settings/", TIMES | {"seen": 2, "hours_high": "0", "hours_low": 99})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write a number of hours from 1 to 2160." in page
    assert 'name="hours_low" value="99"' in page
    assert (
        "Write a whole number of hours."
        in browser.post("/desk/settings/", TIMES | {"hours_high": "x"}).content.decode()
    )


@pytest.mark.parametrize("typed", [HOUSE, TIMES])
def test_others_read_and_change_nothing(people: People, sit_down: SitDown, typed: dict[str, object]) -> None:
    browser = sit_down(people.editor)
    assert 'fieldset class="cd-plain" disabled' in browser.get("/desk/settings/").content.decode()
    answer = browser.post("/desk/settings/", typed)
    assert answer.status_code == 403
    assert "Only the chief editor may do this." in answer.content.decode()
    assert Newsroom.objects.ours().version == 1
    assert sit_down(people.reviewer).get("/desk/settings/").status_code == 200


def test_a_stale_form_shows_both_and_writes_nothing_over(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.chief)
    browser.post("/desk/settings/", HOUSE)
    answer = browser.post("/desk/settings/", HOUSE | {"methodology": "We ask three times."})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Both versions" in page
    assert "We ask **twice**." in page
    assert "We ask three times.</textarea>" in page
    assert Newsroom.objects.ours().methodology == "We ask **twice**."
    assert browser.post("/desk/settings/", HOUSE | {"seen": 2, "methodology": "Both."}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"zone": "Mars/Olympus"}, "No such time zone is known."),
        ({"language": "tlh"}, "The desk does not speak this language."),
        ({"methodology": "x" * 20_001}, "20000 fit."),
    ],
)
def test_what_cannot_be_is_refused_with_the_words_kept(
    people: People, sit_down: SitDown, typed: dict[str, str], words: str
) -> None:
    answer = sit_down(people.chief).post("/desk/settings/", HOUSE | typed)
    assert answer.status_code == 422
    assert words in answer.content.decode().replace("20,000", "20000")
    if "language" not in typed:  # that one is chosen from a list
        assert next(iter(typed.values())) in answer.content.decode()
