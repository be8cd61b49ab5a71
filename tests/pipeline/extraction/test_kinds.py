"""Fact, quote, reported, prediction or opinion; checkable or not; and a reason."""

import pytest
from reading_aids import split


@pytest.mark.parametrize(
    ("text", "kind", "checkable"),
    [
        ("The council closed the school.", "fact", True),
        ("“The council closed the school,” Alice Reed said.", "quote", True),
        ("Alice Reed said the council closed the school.", "reported", True),
        ("The council will close the school.", "prediction", True),
        ("Alice Reed said the council would close the school.", "prediction", True),
        ("“I hope the school closes,” Alice Reed said.", "opinion", False),
        ("Alice Reed said the school should close.", "opinion", False),
        ("“It was a wonderful day,” Alice Reed said.", "opinion", False),
        ("Alice Reed called the plan “a cheap trick on us all”.", "opinion", False),
    ],
)
def test_the_kind_follows_from_verb_and_words(text: str, kind: str, checkable: bool) -> None:
    claim = split(text)[0]

    assert (claim.kind, claim.checkable) == (kind, checkable)


def test_the_reason_is_a_sentence_a_reviewer_can_read() -> None:
    claim = split("“I hope the school closes,” Alice Reed said.")[0]

    assert claim.reason == "It tells the speaker's own stance (“hope”)."


def test_a_name_that_someone_gives_to_a_thing_is_an_opinion() -> None:
    claim = split('Joan Reed rejected the plan as "old rice in a new sack".')[0]

    assert (claim.kind, claim.checkable) == ("opinion", False)


def test_calling_a_figure_untrue_can_be_checked() -> None:
    assert split('Joan Reed called the figure "imaginary".')[0].checkable


def test_what_we_do_in_general_is_a_general_saying() -> None:
    assert split('"We judge what people do," said Joan Reed.')[0].kind == "opinion"
