"""How much a claim deserves a reviewer's time: a calibrated 0-1 score from what it says."""

import math
from collections.abc import Sequence

from claims.pipeline.extraction.worthiness_signals import NAMES, signals

_WEIGHTS = {
    "number_words": 0.4, "magnitudes": 0.9, "comparisons": 0.7, "changes": 1.0, "deeds": 0.9, "accusations": 1.0,
    "subjects": 0.6, "times": 0.5, "past": 0.5, "modals": -0.7, "futures": -0.6, "stances": -0.8, "values": -0.5,
    "courtesies": -1.0, "speaker": -0.5, "listener": -0.7, "conditions": -0.5, "questions": -0.6, "vague": -0.4,
    "short": -1.0, "numerals": 1.0, "percents": 0.7, "money": 0.6, "asked": -2.0, "names": 0.3, "past_forms": 0.5,
    "superlatives": 0.4,
}  # fmt: skip
_BASE = -0.9


def score(texts: Sequence[str]) -> list[float]:
    """One check-worthiness in 0..1 for each text; give resolved, unattributed content. Deterministic; [] -> []."""
    weights = [_WEIGHTS.get(name, 0.0) for name in NAMES]
    return [1 / (1 + math.exp(-(_BASE + float(row @ weights)))) for row in signals(texts)]
