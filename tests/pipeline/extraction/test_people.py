"""Who is who."""

import pytest
from reading_aids import claimants, wordings

from claims.pipeline.extraction.genders import infer_genders
from claims.pipeline.extraction.people import Cast, find_people
from claims.pipeline.extraction.reading import read


def cast_of(text: str) -> Cast:
    reading = read(text)
    cast = find_people(reading.doc)
    infer_genders(reading.doc, cast)
    return cast


def named(cast: Cast, name: str) -> int:
    return next(p.count for p in cast.parties if p.name == name)


def test_a_surname_points_to_the_full_name() -> None:
    cast = cast_of("Maria Jensen opened the school. Jensen thanked the builders.")

    assert named(cast, "Maria Jensen") == 2


def test_two_people_of_one_surname_are_not_mixed_up() -> None:
    cast = cast_of("Thomas Reed and Alice Reed moved to Leeds. Alice Reed teaches there.")

    assert named(cast, "Alice Reed") == 2
    assert named(cast, "Thomas Reed") == 1


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("White House press secretary Jen Marsh spoke.", "White House press secretary"),
        ("Joseph Hart, chief economist at Merk Investments, spoke.", "chief economist at Merk Investments"),
    ],
)
def test_the_role_beside_a_name_is_kept(text: str, role: str) -> None:
    assert role in {p.role for p in cast_of(text).parties}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Otterly Brandwin, 84, kept bees.", "Otterly Brandwin"),
        ("Otterly Brandwin, who kept bees, died.", "Otterly Brandwin"),
        ("The bees of her pupil, Otterly Brandwin, swarmed.", "Otterly Brandwin"),
    ],
)
def test_a_name_that_stands_beside_an_age_a_clause_or_a_role_is_a_person(text: str, name: str) -> None:
    assert (name, "person") in {(p.name, p.kind) for p in cast_of(text).parties}


def test_gender_comes_from_title_name_or_pronoun_and_else_stays_unknown() -> None:
    genders = {
        "title": cast_of("Mrs Quorn arrived.").parties[0].gender,
        "name": cast_of("Alice Quorn arrived.").parties[0].gender,
        "pronoun": cast_of("Xanthe Quorn arrived. She sat down and she spoke.").parties[0].gender,
        "nothing": cast_of("Xanthe Quorn arrived.").parties[0].gender,
    }

    assert genders == {"title": "f", "name": "f", "pronoun": "f", "nothing": ""}


def test_letters_behind_a_name_are_no_surname() -> None:
    assert "Nicholas Lund" in {p.name for p in cast_of("Nicholas Lund KC spoke for the defence.").parties}


def test_a_role_in_capitals_only_because_it_starts_the_sentence_is_no_name() -> None:
    assert claimants("Campaigner Amy Dole said the mill was safe.") == ["Amy Dole"]


def test_a_town_in_capitals_at_the_line_is_no_company() -> None:
    text = "SAN JOSE, Calif. - Larch Systems Inc. said hackers broke into its network."

    assert claimants(text) == ["Larch Systems Inc."]


def test_a_bare_surname_is_the_one_named_before_it_not_a_relative_named_after() -> None:
    text = "Giles Harcombe was jailed. Police arrested Harcombe in May. The wife, Anna Harcombe, denies it."

    assert wordings(text)[1] == "Police arrested Giles Harcombe in May."
