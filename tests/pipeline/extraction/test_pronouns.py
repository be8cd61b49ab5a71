"""Whom a pronoun means, seen in the wordings."""

from reading_aids import split, wordings


def test_he_is_the_subject_of_the_sentence_before() -> None:
    assert wordings("Peter Holm won the race. He trained in Oslo.")[1] == "Peter Holm trained in Oslo."


def test_she_skips_a_man() -> None:
    assert wordings("Alice Reed met Peter Holm. She flew home.")[1] == "Alice Reed flew home."


def test_she_after_a_quotation_is_the_person_spoken_of() -> None:
    text = "Edna Marlow wrote operas. Marlow died in May.\n“She was kind to me,” said Alice Reed.\nShe left two sons."

    assert wordings(text)[-1] == "Edna Marlow left two sons."


def test_they_are_the_couple_named_side_by_side() -> None:
    text = "Thomas Reed and his wife Alice Reed left Leeds. They moved to Oslo."

    assert wordings(text)[1] == "Thomas Reed and Alice Reed moved to Oslo."


def test_i_in_a_quotation_is_the_speaker_and_the_verb_agrees() -> None:
    assert wordings("“I want to go home,” said Peter Holm.") == ["Peter Holm said Holm wants to go home."]


def test_a_man_without_a_name_stays_the_man() -> None:
    assert wordings("A man died when a tree fell on his van.") == ["A man died when a tree fell on the man's van."]


def test_it_before_a_verb_of_saying_is_a_body_not_the_weather() -> None:
    text = "The study tracked 40 meadows in rough weather. It found that dense grass cools the water."

    claim = split(text)[1]

    assert claim.claimant == "the study"
    assert claim.text == "The study found that dense grass cools the water."


def test_an_empty_it_is_left_alone() -> None:
    assert wordings("The bridge is shut. It is believed that a lorry hit the wall.")[1].startswith(
        "It is believed that"
    )


def test_a_pronoun_that_could_be_two_people_is_kept_and_marked() -> None:
    claim = split("Mr Quorn and Mr Tarn met in Leeds. He spoke first.")[-1]

    assert claim.unresolved
    assert claim.text.startswith("He spoke")


def test_the_governor_is_the_one_governor_of_the_article() -> None:
    text = "Gov. Alice Reed spoke for an hour. The governor took no questions."

    assert wordings(text)[1] == "Alice Reed took no questions."


def test_who_was_talked_about_comes_before_who_closed_the_talk() -> None:
    text = "Officers helped the victim, said Chief Dan Moss. He was taken to hospital. The victim, Paul Ames, is 30."

    assert wordings(text)[1] == "Paul Ames was taken to hospital."


def test_whom_someone_accused_is_he_in_what_they_went_on_to_say() -> None:
    text = "Paul Reed accused Mark Bly of fraud and said he would pay for the damage."

    assert wordings(text)[1] == "Paul Reed said Mark Bly would pay for the damage."


def test_she_in_a_question_is_the_one_who_was_asked() -> None:
    assert wordings("Joan Reed was asked by Ann Bly if she would stay.") == [
        "Joan Reed was asked by Ann Bly if Reed would stay."
    ]


def test_it_is_never_a_person() -> None:
    assert "clerk" not in wordings("A bank clerk spotted a payment. It was large.")[1]


def test_they_who_say_something_can_speak() -> None:
    text = "Two diplomats said pictures showed tracks. One of them cautioned that the tracks were old."

    assert wordings(text)[1] == "One of two diplomats cautioned that the tracks were old."


def test_a_possessive_before_an_adjective_stays_one() -> None:
    assert wordings("Ann Reed sang as though it were her last.")[0].endswith(("her last.", "Reed's last."))


def test_the_bank_is_a_body_called_a_bank() -> None:
    assert wordings("The Dow fell. The bank raised rates.")[1] == "The bank raised rates."


def test_who_died_is_whose_death_was_told() -> None:
    text = "Joan Reed and her sister Ann Reed are on trial for the death of their nurse, Mary Bly. She died in May."

    assert wordings(text)[-1] == "Mary Bly died in May."
