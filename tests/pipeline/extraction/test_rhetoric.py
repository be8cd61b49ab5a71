"""Runs of sweeping statements in one quotation."""

from reading_aids import split, wordings


def test_sentence_after_sentence_of_rhetoric_is_one_claim() -> None:
    (claim,) = split(
        'Joan Reed said: "It has a deep meaning. We always see ourselves in people. We judge what people do."'
    )

    assert claim.kind == "opinion"
    assert (
        claim.text
        == 'Joan Reed said: "It has a deep meaning. We always see ourselves in people. We judge what people do."'
    )
    assert claim.quote == '"It has a deep meaning. We always see ourselves in people. We judge what people do."'


def test_a_fact_between_stays_a_claim_of_its_own() -> None:
    texts = wordings(
        'Joan Reed said: "We always see ourselves in people. The mill has 40 looms. We judge what people do."'
    )

    assert len(texts) == 3


def test_another_speaker_is_another_claim() -> None:
    text = 'Joan Reed said: "We always see ourselves in people." Paul Bly said: "We judge what people do."'

    assert len(split(text)) == 2


def test_two_general_statements_stay_two() -> None:
    assert len(split('Joan Reed said: "We always see ourselves in people. We judge what people do."')) == 2
