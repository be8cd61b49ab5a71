import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.extraction.worthiness_names import unnamed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Joe Biden cut taxes by a third.", "Smith cut taxes by a third."),
        ("Under Jane Roe, crime doubled in Texas.", "Under Smith, crime doubled in Texas."),
        ("When Ngozi Adeyemi won, taxes fell.", "When Smith won, taxes fell."),
        ("The plan of Kenji O'Neil-Sato's party cost $5.", "The plan of Smith's party cost $5."),
        ("John A. Macdonald lost the vote again.", "Smith lost the vote again."),
        ("Mansour raised taxes by a third.", "Smith raised taxes by a third."),
        ("Adeyemi's plan cost five million.", "Smith's plan cost five million."),
        ("They said that Mr. Garcia lied to the Senate.", "They said that Mr. Smith lied to the Senate."),
    ],
)
def test_a_name_gives_way_to_the_stand_in(text: str, expected: str) -> None:
    assert unnamed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Unemployment in the United States fell in March.",
        "I think that I've seen NATO and the FBI do it.",
        "Homeopathy is a form of medicine.",
        "Unemployment fell to a new low.",
        "Vaccination was free for all.",
        "Shares of the company fell.",
        "The U.S. Senate and the S&P 500 fell.",
        "",
        "...",
    ],
)
def test_places_institutions_and_openings_stay(text: str) -> None:
    assert unnamed(text) == text


def test_a_headline_is_left_as_it_is() -> None:
    headline = "Minister Took Bribes From Builder, Says Report"

    assert unnamed(headline) == headline


def test_two_people_stay_two() -> None:
    assert unnamed("The mayor met Ann Ray and then Bo Lee there.") == "The mayor met Smith and then Smith there."


@given(st.text(max_size=300))
def test_text_without_capitals_is_never_changed(text: str) -> None:
    plain = "".join(character for character in text if not character.isupper() and not character.istitle())

    assert unnamed(plain) == plain


def test_a_long_text_of_names_takes_linear_time() -> None:
    start = time.process_time()

    unnamed("said Bo-Lee's-" * 100_000)

    assert time.process_time() - start < 0.5
