"""Who says it, and who reports that they said it."""

import pytest
from reading_aids import claimants, split, wordings

from claims.pipeline.extraction.claimant_kinds import kind_of_words


@pytest.mark.parametrize(
    "text",
    [
        "“The road is closed,” Alice Reed said.",
        "“The road is closed,” said Alice Reed, a farmer.",
        "Alice Reed said: “The road is closed.”",
        "Alice Reed told the court that the road is closed.",
        "The road is closed, Alice Reed said.",
        "According to Alice Reed, the road is closed.",
        "In the words of Alice Reed, “the road is closed to us all”.",
        "“The road is closed to us all.” - Alice Reed, farmer",
        "A spokeswoman for the council, Alice Reed, said the road is closed.",
    ],
)
def test_every_way_to_name_a_speaker_is_read(text: str) -> None:
    assert claimants(text) == ["Alice Reed"]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Police said a man died.", "Police"),
        ("The study found that fish grow faster.", "study"),
        ("Jobs fell in May, according to research done by the Hart Institute.", "Hart Institute"),
        ("As per an estimate by the Ministry of Farming, crops failed.", "Ministry of Farming"),
    ],
)
def test_groups_documents_and_bodies_speak_too(text: str, claimant: str) -> None:
    assert claimants(text) == [claimant]


def test_the_outlet_that_relays_is_kept_apart() -> None:
    claim = split("“The road is closed,” Alice Reed said, ABC News reported.")[0]

    assert (claim.claimant, claim.reported_by) == ("Alice Reed", "ABC News")


def test_the_articles_own_outlet_relays_nothing() -> None:
    from claims.pipeline.extraction import extract

    claim = extract("“The road is closed,” Alice Reed said, ABC News reported.", outlet="ABC News")[0]

    assert claim.reported_by == ""


def test_a_speaker_goes_on_through_the_paragraph_and_the_next() -> None:
    text = "“The road is closed,” Alice Reed said. “The bridge is open.”\n“The school shuts at noon.”"

    assert claimants(text) == ["Alice Reed"] * 3


def test_a_clause_between_commas_speaks_for_the_whole_sentence() -> None:
    assert (
        claimants("The alert came at noon, Alice Reed said, and the ships left within an hour.") == ["Alice Reed"] * 2
    )


def test_a_closing_source_speaks_for_the_coordinated_clauses_before_it() -> None:
    text = "The plan would cost $210 million and would be paid for by a tax, according to the council."

    assert claimants(text) == ["council", "council"]


def test_speech_within_speech_is_the_outer_speakers() -> None:
    assert claimants("Alice Reed told him that the chairs were sold, the prosecutor added.") == ["prosecutor"]


def test_a_denial_belongs_to_who_denies() -> None:
    assert claimants("Alice Reed denied the charge.") == ["Alice Reed"]


def test_what_someone_does_not_know_is_not_claimed() -> None:
    assert wordings("Alice Reed asked whether the road is closed.") == ["Alice Reed asked whether the road is closed."]
    assert claimants("Alice Reed asked whether the road is closed.") == [""]


def test_an_aside_after_reported_speech_is_the_articles() -> None:
    text = "Peter Holm said he would pay for the election, which Alice Reed won in 2020."

    assert claimants(text) == ["Peter Holm", ""]


def test_the_answers_of_an_interview_are_the_interviewees() -> None:
    text = (
        "Tomas Berg has counted whales for 20 years.\nHow did you start?\nI took a job in 2004.\nDoes the number rise?\n"
        "The number doubles.\nWhat comes next?\nI publish in May."
    )

    assert claimants(text) == ["", "Tomas Berg", "Tomas Berg", "Tomas Berg"]


def test_a_labelled_transcript_names_its_speakers() -> None:
    text = "REED: The tax rose.\nHOLM: The tax fell.\nREED: The tax rose twice.\nHOLM: The tax never rose."

    assert claimants(text) == ["Reed", "Holm", "Reed", "Holm"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Alice Reed said the road is closed.", "person"),
        ("A council spokesman said the road is closed.", "person"),
        ("A law enforcement official said the road is closed.", "person"),
        ("A man was hurt on Monday. The man said the road was closed.", "person"),
        ("UNICEF said that 4,000 children were vaccinated in Chad.", "organisation"),
        ("The White House said the bill will pass in May.", "organisation"),
        ("“We will fund the schools,” the European Commission said.", "organisation"),
        ("Germany said it had sent 20 tanks.", "organisation"),
        ("The Washington Post reported that 300 people were there.", "organisation"),
        ("Police said a man died.", "organisation"),
        ("According to the council, the road is closed.", "organisation"),
        ("Officials said 4 people died.", "unknown"),
        ("A group of residents said the road is closed.", "unknown"),
        ("The study found that fish grow faster.", "unknown"),
        ("Alice Reed and Peter Holm met on Monday. They said the road is closed.", "unknown"),
        ("The road is closed.", "unknown"),
    ],
)
def test_a_claimant_is_a_person_an_organisation_or_left_open(text: str, kind: str) -> None:
    assert split(text)[-1].claimant_kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "unknown"),
        ("of the council", "unknown"),
        ("Bank of England", "organisation"),
        ("spokesman for the ministry", "person"),
        ("Ruritania's foreign ministry", "organisation"),
        ("Whitfield's chief of staff", "person"),
        ("the council, which owns the road", "organisation"),
        ("AFP", "organisation"),
        ("earlier post", "unknown"),
        ("publisher", "unknown"),
        ("team of researchers", "unknown"),
    ],
)
def test_without_a_known_name_the_noun_that_governs_says_what_it_is(name: str, kind: str) -> None:
    assert kind_of_words(name) == kind
