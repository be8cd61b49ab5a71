"""One's own settings hold at the desk: language, times, keys."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from claims.desk import assignment, own_choices
from claims.models import Assignment, Newsroom

if TYPE_CHECKING:
    from claims.models import Claim
    from tests.admin.pages.conftest import SitDown
    from tests.desk import People


def due_shown(page: str) -> str:
    """Return the due time that the claim's page shows, as a machine reads it."""
    found = re.search(r'cd-due.*?<time datetime="([^"]+)"', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_times_are_shown_in_the_persons_zone_then_the_newsrooms(
    claim: Claim, people: People, sit_down: SitDown
) -> None:
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    at = Assignment.objects.get().due_at
    address = f"/desk/review/{claim.pk}/"
    assert due_shown(sit_down(people.editor).get(address).content.decode()).endswith("+00:00")
    Newsroom.objects.update_or_create(pk=1, defaults={"zone": "Asia/Kolkata"})
    assert due_shown(sit_down(people.editor).get(address).content.decode()).endswith("+05:30")
    own_choices.choose_language_and_zone(by=people.editor, language="", zone="Asia/Kathmandu")
    shown = due_shown(sit_down(people.editor).get(address).content.decode())
    assert shown.endswith("+05:45")
    assert at.isoformat()[:4] == shown[:4]


def test_a_time_that_is_typed_is_in_the_persons_zone(claim: Claim, people: People, sit_down: SitDown) -> None:
    own_choices.choose_language_and_zone(by=people.editor, language="", zone="Asia/Kathmandu")
    assignment.assign(claim, people.reviewer, by=people.editor, seen=claim.version)
    soon = (Assignment.objects.get().due_at + timedelta(days=2)).replace(hour=12, minute=0)
    typed = {
        "act": "change_due",
        "seen": claim.version,
        "assignment": Assignment.objects.get().pk,
        "due_other": f"{soon:%Y-%m-%d}T17:45",
    }
    assert sit_down(people.editor).post(f"/desk/review/{claim.pk}/", typed).status_code == 302
    assert f"{Assignment.objects.get().due_at:%H:%M}" == "12:00"


def test_the_desk_speaks_the_language_that_was_chosen(people: People, sit_down: SitDown) -> None:
    own_choices.choose_language_and_zone(by=people.editor, language="en", zone="")
    answer = sit_down(people.editor).get("/desk/", headers={"accept-language": "de"})
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en' in answer.content.decode()


def test_language_and_zone_are_kept_and_nonsense_keeps_what_was_typed(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.reviewer)
    typed = {"act": "place", "language": "en", "zone": "Europe/Vienna"}
    assert browser.post("/desk/mine/", typed).status_code == 302
    people.reviewer.refresh_from_db()
    assert people.reviewer.zone == "Europe/Vienna"
    answer = browser.post("/desk/mine/", typed | {"zone": "Vienna, Austria"})
    assert answer.status_code == 422
    assert "Vienna, Austria" in answer.content.decode()
    assert "No such time zone is known." in answer.content.decode()


def test_a_key_that_is_taken_is_refused_beside_its_field(people: People, sit_down: SitDown) -> None:
    answer = sit_down(people.reviewer).post("/desk/mine/", {"act": "keys", f"key-{ord('m')}": "o"})
    assert answer.status_code == 422
    assert "“o” is taken already: open." in answer.content.decode()


def test_own_keys_stand_in_the_page_for_the_script(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.reviewer)
    assert browser.post("/desk/mine/", {"act": "keys", f"key-{ord('m')}": "w"}).status_code == 302
    page = browser.get("/desk/").content.decode()
    assert 'data-own-keys="{&quot;m&quot;: &quot;w&quot;}"' in page
    assert browser.post("/desk/mine/", {"act": "usual_keys"}).status_code == 302
    assert 'data-own-keys="{}"' in browser.get("/desk/").content.decode()


def test_keys_are_switched_with_and_without_script(people: People, sit_down: SitDown) -> None:
    browser = sit_down(people.reviewer)
    answer = browser.post("/desk/mine/", {"act": "rest_keys"}, headers={"accept": "application/json"})
    assert answer.json() == {"words": "Keys are off. Every act has its button."}
    assert 'data-keys-on="no"' in browser.get("/desk/").content.decode()
    assert browser.post("/desk/mine/", {"act": "use_keys"}).status_code == 302
    assert 'data-keys-on="yes"' in browser.get("/desk/").content.decode()
    assert browser.post("/desk/mine/", {"act": "nonsense"}).status_code == 422
