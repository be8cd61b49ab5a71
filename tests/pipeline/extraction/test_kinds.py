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
