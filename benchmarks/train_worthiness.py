"""Train the check-worthiness model on ClaimBuster (CC BY 4.0) and write it beside the code that uses it.

    uv run --with scikit-learn python -m benchmarks.train_worthiness           cross-validate, then train and write
    uv run --with scikit-learn python -m benchmarks.train_worthiness --dry     cross-validate only

Reads CLAIMDESK_SHARED (default ../shared)/data/worthiness/ct24_train.tsv. About eight minutes on one core; the same
data give the same weights. Each sentence is seen twice: as spoken, and, at a quarter of that weight, as the desk hands
it on, with people in place of pronouns; in both, names give way to a stand-in, as in use. A plain baseline (embedding
and signals, as spoken) is written for benchmarks.worthiness to compare with. Folds are whole debates, so no speaker's
evening is on both sides.
"""

import argparse
import csv
import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found, import-untyped, unused-ignore]
from sklearn.model_selection import GroupKFold  # type: ignore[import-not-found, import-untyped, unused-ignore]

from benchmarks.worthiness import BASELINE, calibration_error, f1
from benchmarks.worthiness_resolved import Resolver
from claims.pipeline.embedding import embed
from claims.pipeline.extraction.worthiness_names import unnamed
from claims.pipeline.extraction.worthiness_phrases import nameless, phrases
from claims.pipeline.extraction.worthiness_signals import signals

DATA = Path(os.environ.get("CLAIMDESK_SHARED", "../shared")) / "data" / "worthiness" / "ct24_train.tsv"
MODEL = Path("claims/pipeline/extraction/worthiness_model")
CLASSES = {"NFS": 0, "UFS": 1, "CFS": 2}
FEWEST = 10  # occurrences of a phrase; chosen with the next two by cross-validation on the training debates
WORDING = 16.0  # how freely phrases may move, beside meaning and signals
STRENGTH = 0.003  # inverse of the penalty on large weights
SHARES = (0.8, 0.2)  # weight of a sentence as spoken and as resolved; chosen on debates later than the training ones

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Corpus:
    """Sentences of one wording (spoken or resolved) with all that the model looks at."""

    meaning: Table
    signals: Table
    phrases: list[list[str]]


@dataclass(frozen=True)
class Recipe:
    """How raw columns become the design matrix; fitted on training rows alone."""

    spread: float  # of the embedding
    centre: Table
    scale: Table
    vocabulary: list[str]
    rarity: Table


def corpora(*wordings: Sequence[str]) -> list[Corpus]:
    """What the model sees of each wording; a sentence that both share is embedded once."""
    row = {text: index for index, text in enumerate(dict.fromkeys(text for texts in wordings for text in texts))}
    vectors = embed(list(row)).astype(np.float64)
    return [
        Corpus(vectors[[row[text] for text in texts]], signals(texts), [phrases(text) for text in texts])
        for texts in wordings
    ]


def recipe(views: Sequence[Corpus], rows: NDArray[np.int64], allowed: frozenset[str]) -> Recipe:
    """Scales and vocabulary from these rows of all wordings."""
    counted = Counter(phrase for view in views for row in rows for phrase in view.phrases[row])
    vocabulary = sorted(
        phrase
        for phrase, count in counted.items()
        if count >= FEWEST * len(views) and all(word in allowed or not word.isalpha() for word in phrase.split())
    )
    total = len(rows) * len(views)
    stacked = np.vstack([view.signals[rows] for view in views])
    scale = stacked.std(axis=0)
    return Recipe(
        spread=float(views[0].meaning[rows].std()),
        centre=stacked.mean(axis=0),
        scale=np.where(scale > 0, scale, 1.0),
        vocabulary=vocabulary,
        rarity=np.array([math.log(total / counted[phrase]) for phrase in vocabulary]),
    )


def design(view: Corpus, how: Recipe) -> "sparse.csr_matrix":
    """Embedding, standardised signals and unit-length phrase rows side by side."""
    column = {phrase: index for index, phrase in enumerate(how.vocabulary)}
    rows, columns, values = [], [], []
    for row, found in enumerate(view.phrases):
        known = [column[phrase] for phrase in found if phrase in column]
        rarity = how.rarity[known]
        rows += [row] * len(known)
        columns += known
        values += list(WORDING * rarity / np.linalg.norm(rarity)) if known else []
    wording = sparse.csr_matrix((values, (rows, columns)), shape=(len(view.phrases), len(how.vocabulary)))
    dense = np.hstack([view.meaning / how.spread, (view.signals - how.centre) / how.scale])
    return sparse.hstack([sparse.csr_matrix(dense), wording]).tocsr()


def plain(how: Recipe) -> Recipe:
    """The same without wording: the baseline that the model has to beat."""
    return replace(how, vocabulary=[], rarity=np.zeros(0))


def fit(
    designs: Sequence["sparse.csr_matrix"], labels: NDArray[np.int64], rows: NDArray[np.int64]
) -> LogisticRegression:
    stacked = sparse.vstack([matrix[rows] for matrix in designs])
    shares = SHARES if len(designs) == len(SHARES) else (1.0,)
    return LogisticRegression(C=STRENGTH, max_iter=400, tol=1e-3).fit(
        stacked, np.tile(labels[rows], len(designs)), sample_weight=np.repeat(shares, len(rows))
    )


def cross_validate(
    raw: Corpus, views: Sequence[Corpus], labels: NDArray[np.int64], debates: Sequence[str], allowed: frozenset[str]
) -> None:
    """Print F1, log loss and calibration error of five folds of whole debates, for each wording and the baseline."""
    scores = {name: np.zeros(len(labels)) for name in ("spoken", "resolved", "baseline_spoken")}
    for train, held in GroupKFold(5).split(labels, labels, debates):
        how = recipe(views, train, allowed)
        designs = [design(view, how) for view in views]
        model = fit(designs, labels, train)
        scores["spoken"][held] = model.predict_proba(designs[0][held])[:, 2]
        scores["resolved"][held] = model.predict_proba(designs[1][held])[:, 2]
        bare = design(raw, plain(recipe([raw], train, allowed)))
        scores["baseline_spoken"][held] = fit([bare], labels, train).predict_proba(bare[held])[:, 2]
    worthy = labels == CLASSES["CFS"]
    for name, score in scores.items():
        loss = -np.log(np.where(worthy, score, 1 - score)).mean()
        print(f"cv_{name} f1 {f1(worthy, score):.4f} log_loss {loss:.4f} ece {calibration_error(worthy, score):.4f}")


def write(path: Path, model: LogisticRegression, how: Recipe) -> None:
    """Fold the scales into the weights, so that scoring needs none of them."""
    weights = model.coef_.T
    meaning, columns = 384, len(how.centre)
    shown = weights[meaning : meaning + columns] / how.scale[:, None]
    np.savez_compressed(
        path,
        meaning=(weights[:meaning] / how.spread).astype(np.float32),
        signals=shown.astype(np.float32),
        wording=(WORDING * weights[meaning + columns :]).astype(np.float32),
        rarity=how.rarity.astype(np.float32),
        base=(model.intercept_ - how.centre @ shown).astype(np.float32),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dry", action="store_true", help="cross-validate, write nothing")
    options = parser.parse_args()
    with DATA.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    spoken = [row["text"] for row in rows]
    resolver = Resolver({row["speaker"] for row in rows})
    resolved = [resolver.resolve(row["text"], seed=int(row["id"])) for row in rows]
    raw, *views = corpora(spoken, [unnamed(text) for text in spoken], [unnamed(text) for text in resolved])
    labels = np.array([CLASSES[row["claimbuster_class"]] for row in rows])
    allowed = nameless(spoken)
    cross_validate(raw, views, labels, [row["debate"] for row in rows], allowed)
    if not options.dry:
        everything = np.arange(len(rows))
        how = recipe(views, everything, allowed)
        write(MODEL / "weights.npz", fit([design(view, how) for view in views], labels, everything), how)
        (MODEL / "phrases.txt").write_text("\n".join(how.vocabulary) + "\n", encoding="utf-8")
        how = recipe([raw], everything, allowed)
        write(BASELINE, fit([design(raw, plain(how))], labels, everything), plain(how))
        print(f"wrote {MODEL} and {BASELINE}")


if __name__ == "__main__":
    main()
