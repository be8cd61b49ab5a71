"""How much a claim deserves a reviewer's time: a calibrated 0-1 score from what it says, not from who says it.

Three classes (not factual, unimportant, check-worthy) by logistic regression on the meaning (sentence embedding), on
signals a reader sees (figures, comparisons, accusations, small talk) and on wording. docs/worthiness-card.md has the
data, its licence, the figures and the limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from claims.pipeline import embedding
from claims.pipeline.extraction.worthiness_names import unnamed
from claims.pipeline.extraction.worthiness_phrases import phrases
from claims.pipeline.extraction.worthiness_signals import signals

CLASSES = ("not factual", "unimportant", "check-worthy")
VERSION = "claimbuster-1"
_FOLDER = Path(__file__).parent / "worthiness_model"


@dataclass(frozen=True, slots=True)
class Weights:
    """What training leaves behind; every table has one column a class."""

    meaning: NDArray[np.float64]  # [384, 3]
    signals: NDArray[np.float64]  # [number of signals, 3], standardisation folded in
    wording: NDArray[np.float64]  # [number of phrases, 3]
    rarity: NDArray[np.float64]  # [number of phrases], inverse document frequency
    base: NDArray[np.float64]  # [3]
    phrases: dict[str, int]  # phrase to its row


def score(texts: Sequence[str]) -> list[float]:
    """One check-worthiness in 0..1 for each text; give resolved, unattributed content. Deterministic; [] -> []."""
    return [round(float(row[2]), 4) for row in classify(texts)]


def classify(texts: Sequence[str]) -> NDArray[np.float64]:
    """The probability of each of `CLASSES` for each text: [n, 3], rows sum to 1."""
    if not texts:
        return np.zeros((0, len(CLASSES)))
    weights = _load()
    plain = [unnamed(text) for text in texts]
    vectors = embedding.embed(plain).astype(np.float64)
    logits = vectors @ weights.meaning + signals(plain) @ weights.signals + weights.base
    logits += np.array([_wording(text, weights) for text in plain])
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def warm_up() -> None:
    """Load weights and encoder now, best before a fork: the children then share them."""
    score(["Ready."])


def _wording(text: str, weights: Weights) -> NDArray[np.float64]:
    """What known phrases add, each by its rarity, so that a long text weighs no more than a short one: [3]."""
    known = [weights.phrases[phrase] for phrase in phrases(text) if phrase in weights.phrases]
    if not known:
        return np.zeros(len(CLASSES))
    rarity = weights.rarity[known]
    return np.asarray((rarity / np.linalg.norm(rarity)) @ weights.wording[known])


@cache
def _load() -> Weights:
    vocabulary = (_FOLDER / "phrases.txt").read_text(encoding="utf-8").splitlines()
    with np.load(_FOLDER / "weights.npz", allow_pickle=False) as stored:
        tables = {name: stored[name].astype(np.float64) for name in ("meaning", "signals", "wording", "rarity", "base")}
    return Weights(**tables, phrases={phrase: row for row, phrase in enumerate(vocabulary)})
