import os
import struct
import time

import numpy as np
import pytest

from claims.pipeline.extraction import worthiness
from claims.pipeline.extraction.worthiness_signals import NAMES

HARD_CLAIMS = (
    "Unemployment fell to 3.4 percent in January, the lowest since 1969.",
    "Crime in the city has doubled since 2015.",
    "The government spent 2 billion dollars more on weapons than on schools last year.",
    "The senator voted against the bill four times.",
)
SMALL_TALK = (
    "Thank you very much.",
    "Good evening, everybody.",
    "It was a great evening.",
    "We will see what happens.",
    "What do you think?",
)


@pytest.mark.parametrize("claim", HARD_CLAIMS)
def test_figures_and_records_are_worth_checking(claim: str) -> None:
    assert worthiness.score([claim])[0] > 0.7


@pytest.mark.parametrize("words", SMALL_TALK)
def test_small_talk_is_not_worth_checking(words: str) -> None:
    assert worthiness.score([words])[0] < 0.1


def test_an_accusation_outranks_a_taste() -> None:
    accusation, taste = worthiness.score(["The minister took bribes from a builder.", "I love this town."])

    assert accusation > taste + 0.3


def test_no_texts_give_no_scores() -> None:
    assert worthiness.score([]) == []


def test_scores_come_in_the_order_of_the_texts_and_do_not_depend_on_company() -> None:
    texts = [*SMALL_TALK, *HARD_CLAIMS]

    together = worthiness.score(texts)

    alone = [worthiness.score([text])[0] for text in texts]
    assert together == pytest.approx(alone, abs=2e-4)


def test_the_same_texts_score_the_same_twice() -> None:
    assert worthiness.score(HARD_CLAIMS) == worthiness.score(HARD_CLAIMS)


def test_the_three_classes_share_the_whole() -> None:
    rows = worthiness.classify([*HARD_CLAIMS, *SMALL_TALK])

    assert rows.shape == (9, len(worthiness.CLASSES))
    assert np.allclose(rows.sum(axis=1), 1)


@pytest.mark.parametrize("name", ["Joe Biden", "Nikki Haley", "Omar Mansour", "Yuki Sato", "Ngozi Adeyemi"])
def test_the_name_in_a_claim_does_not_move_its_score(name: str) -> None:
    claim = "Prosecutors say that {} took 2 million dollars from an oil company."

    named, other = worthiness.score([claim.format(name), claim.format("Helen Clarke")])

    assert named == pytest.approx(other, abs=2e-4)


def test_capitals_do_not_hide_a_claim() -> None:
    assert worthiness.score(["THE DEFICIT ROSE TO $1.2 TRILLION LAST YEAR."])[0] > 0.7


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "🙂" * 500, "5", "%" * 100_000, "É" * 100_000, "A " * 500_000, "O'" * 500_000]
)
def test_hostile_text_scores_between_0_and_1_in_bounded_time(text: str) -> None:
    worthiness.warm_up()
    start = time.process_time()

    (value,) = worthiness.score([text])

    assert 0 <= value <= 1
    assert time.process_time() - start < 2


def test_the_weights_fit_the_signals_and_the_vocabulary() -> None:
    weights = worthiness._load()

    assert weights.signals.shape == (len(NAMES), 3)
    assert weights.wording.shape == (len(weights.phrases), 3)
    assert all(
        np.isfinite(table).all() for table in (weights.meaning, weights.signals, weights.wording, weights.rarity)
    )


def test_weights_loaded_before_a_fork_work_after_it() -> None:
    expected = worthiness.score(HARD_CLAIMS)
    reader, writer = os.pipe()

    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(struct.pack("4d", *worthiness.score(HARD_CLAIMS)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answered = struct.unpack("4d", pipe.read())
    _, status = os.waitpid(child, 0)

    assert status == 0
    assert list(answered) == expected
