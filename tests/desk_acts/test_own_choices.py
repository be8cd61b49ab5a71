"""Language, zone and keys are each person's own, and nonsense is refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from claims.desk import own_choices
from claims.desk.newsroom import hire
from claims.models.user import Role

if TYPE_CHECKING:
    from tests.desk import People


def test_a_person_chooses_language_and_zone(people: People) -> None:
    own_choices.choose_language_and_zone(by=people.editor, language="en", zone="Europe/Vienna")
    people.editor.refresh_from_db()
    assert (people.editor.language, people.editor.zone) == ("en", "Europe/Vienna")


@pytest.mark.parametrize(("language", "zone", "field"), [("tlh", "", "language"), ("", "Mars/Olympus", "zone")])
def test_what_nobody_knows_is_refused_at_its_field(people: People, language: str, zone: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        own_choices.choose_language_and_zone(by=people.editor, language=language, zone=zone)
    assert list(refused.value.message_dict) == [field]


def test_keys_are_changed_one_by_one_and_swapped(people: People) -> None:
    own_choices.choose_keys({"j": "k", "k": "j", "o": "h"}, by=people.reviewer)
    people.reviewer.refresh_from_db()
    assert people.reviewer.keys == {"j": "k", "k": "j", "o": "h"}


@pytest.mark.parametrize(
    ("own", "field", "words"),
    [
        ({"m": "o"}, "m", "“o” is taken already: open."),
        ({"m": "oo"}, "m", "A key is one sign"),
        ({"m": "\t\x07"}, "m", "A key is one sign"),
    ],
)
def test_a_key_that_is_taken_or_none_is_refused_in_a_sentence(
    people: People, own: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        own_choices.choose_keys(own, by=people.reviewer)
    assert words in " ".join(refused.value.message_dict[field])
    people.reviewer.refresh_from_db()
    assert people.reviewer.keys == {}


def test_who_only_reads_chooses_nothing(people: People) -> None:
    reader = hire("reader", "reader-reader", by=people.chief, role=Role.READER)
    with pytest.raises(PermissionDenied):
        own_choices.rest_keys(by=reader)
