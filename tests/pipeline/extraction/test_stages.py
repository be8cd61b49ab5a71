"""The worked example that docs/splitting.md gives of each stage."""

from datetime import date

from reading_aids import THURSDAY, split, wordings


def test_markup_is_read_over_and_the_place_is_exact() -> None:
    text = "‘We all go to Leeds today,’ <b>Ann Reed</b> said."
    (claim,) = split(text)

    assert claim.claimant == "Ann Reed"
    assert text[claim.start : claim.end] == claim.quote


def test_a_dateline_claims_nothing() -> None:
    assert split("OSLO (Reuters) - The school has 300 pupils.")[0].quote == "The school has 300 pupils."


def test_an_abbreviation_ends_no_sentence() -> None:
    assert len(split("He met Sen. J. D. Hart at 10 a.m. in Leeds.")) == 1


def test_a_reopened_quotation_goes_on_with_its_speaker() -> None:
    text = '"The mill closed in May," said Ann Reed. "It had 40 looms.\n\n"The looms were sold in June."'

    assert {claim.claimant for claim in split(text)} == {"Ann Reed"}


def test_a_question_of_an_interview_claims_nothing() -> None:
    opening = "A talk with Nora Lind\nNora Lind, 58, is a geologist.\n"
    text = opening + "Q: Why did it melt?\nA: The ice lost 40 metres.\nQ: When?\nA: It began in 2019."

    assert [claim.claimant for claim in split(text)][1:] == ["Nora Lind", "Nora Lind"]


def test_an_age_makes_a_person() -> None:
    assert (
        wordings("Otterly Brandwin, 84, opened the school. Brandwin left in 2005.")[1]
        == "Otterly Brandwin left in 2005."
    )


def test_two_facts_of_a_sentence_are_two_claims() -> None:
    assert len(split("Sales rose 2 percent while costs fell 3 percent.")) == 2


def test_a_source_between_commas_speaks_for_both_clauses() -> None:
    text = "Ann Reed leads the port. The alert came at noon, she said, and the ships left."

    assert [claim.claimant for claim in split(text)][1:] == ["Ann Reed", "Ann Reed"]


def test_a_pronoun_takes_up_someone_unnamed() -> None:
    assert "the man's van" in wordings("A man died when a tree fell on his van.")[0]


def test_a_weekday_is_written_out() -> None:
    assert wordings("It fell Wednesday.", THURSDAY) == ["It fell on Wednesday, September 3, 2008."]


def test_an_undated_deed_has_the_day_of_the_incident() -> None:
    assert wordings("A bridge collapsed on Tuesday. A lorry fell into the river.", date(2008, 9, 4))[1] == (
        "A lorry fell into the river on Tuesday, September 2, 2008."
    )


def test_a_participle_becomes_a_sentence() -> None:
    assert (
        wordings("The plan caused anger in Ruritania, with the country recalling its envoy.")[1]
        == "Ruritania recalled its envoy."
    )


def test_a_relative_clause_and_its_sentence_stand_apart() -> None:
    assert [c.quote.rstrip(".") for c in split("Ann Reed, who leads the council, opened the school.")] == [
        "Ann Reed, who leads the council",
        "opened the school",
    ]


def test_a_hope_is_an_opinion() -> None:
    (claim,) = split("“I hope it closes in May,” said Ann Reed.")

    assert (claim.kind, claim.checkable) == ("opinion", False)
    assert "hope" in claim.reason


def test_a_figure_is_worth_checking_more_than_a_courtesy() -> None:
    figure, courtesy = split("Unemployment fell to 3.1 percent in May 2024. The mayor smiled at the crowd.")

    assert figure.check_worthiness > courtesy.check_worthiness


def test_an_interview_is_relayed_by_its_outlet() -> None:
    text = "Ann Reed gave an interview to ABC News in May.\nReed said the mill would close."

    assert split(text)[1].reported_by == "ABC News"


def test_a_claimant_without_a_name_is_what_its_noun_says() -> None:
    said = "The council said the road is closed. A council spokesman said the bridge is open. Officials said it rained."

    assert [claim.claimant_kind for claim in split(said)] == ["organisation", "person", "unknown"]
