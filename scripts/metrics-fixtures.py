"""Writes test/fixtures/metrics.json: what scikit-learn's metrics give for random data.

Run with Debian's python3-sklearn (bookworm: scikit-learn 1.2):

    /usr/bin/python3 scripts/metrics-fixtures.py

Outputs are rounded to a few digits, so that some are equal. Multilabel targets and one-hot classes
have every class among the targets, as roc_auc_score wants.
"""

import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.datasets import make_multilabel_classification

FILE = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "metrics.json"
AVERAGES = ("macro", "micro", "weighted")
warnings.simplefilter("ignore")


def scores(t, y, w, averages, labels=None):
    """Precision, recall and f1 of decisions: by average, and of each class."""
    found = {}
    for average in averages:
        p, r, f, _ = m.precision_recall_fscore_support(
            t, y, average=average, sample_weight=w, zero_division=0
        )
        found[average] = [p, r, f]
    each = m.precision_recall_fscore_support(
        t, y, labels=labels, average=None, sample_weight=w, zero_division=0
    )
    found["each"] = [list(column) for column in zip(*each[:3])]
    return found


def case(kind, o, t, w, expected):
    return {
        "kind": kind,
        "outputs": o.tolist(),
        "targets": t.tolist(),
        "weights": None if w is None else w.tolist(),
        "expected": json.loads(json.dumps(expected, default=lambda x: np.asarray(x).tolist())),
    }


def binary(rng, n, w, low):
    t = rng.permutation(np.arange(n) % 3 == 0).astype(int)
    border = 0.5 if low == 0 else 0
    o = np.round(rng.random(n) * (1 - low) + low + (0.3 * (t - 0.5)), 1).clip(low, 1)
    signs = np.where(t == 1, 1, low)
    y = (o > border).astype(int)
    expected = {
        "accuracy": m.accuracy_score(t, y, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(t, y, sample_weight=w),
        "rocAuc": m.roc_auc_score(t, o, sample_weight=w),
        "confusion": m.confusion_matrix(t, y, sample_weight=w),
        "scores": scores(t, y, w, ("binary", *AVERAGES)),
        "at0.7": m.f1_score(t, o > 0.7, sample_weight=w, zero_division=0),
    }
    if low == 0:
        expected["logLoss"] = m.log_loss(t, o, sample_weight=w)
    return case("binary", o[:, None], signs[:, None], w, expected)


def multiclass(rng, n, k, w):
    classes = rng.permutation(np.arange(n) % k)
    t = np.eye(k, dtype=int)[classes]
    o = np.round(rng.random((n, k)) + 0.6 * t, 2)
    o[0] = o[0, 0]  # equal outputs: the first counts
    p = rng.dirichlet(np.ones(k), n) + 0.1 * t
    p = p / p.sum(axis=1, keepdims=True)
    y = o.argmax(axis=1)
    expected = {
        "accuracy": m.accuracy_score(classes, y, sample_weight=w),
        "balancedAccuracy": m.balanced_accuracy_score(classes, y, sample_weight=w),
        "confusion": m.confusion_matrix(classes, y, sample_weight=w, labels=range(k)),
        "scores": scores(classes, y, w, AVERAGES, labels=range(k)),
        # roc_auc_score wants rows that sum to 1 of more than two classes, but not of labels.
        "rocAuc": m.roc_auc_score(t, o, average="macro", sample_weight=w),
    }
    if k > 2:
        tops = range(1, k)
        # Without equal outputs, of which scikit-learn prefers the last.
        expected["topK"] = [
            m.top_k_accuracy_score(classes, p, k=j, sample_weight=w, labels=range(k)) for j in tops
        ]
        expected["rocAucOfProbabilities"] = m.roc_auc_score(
            classes, p, multi_class="ovr", average="macro", sample_weight=w
        )
    expected["logLossOfProbabilities"] = m.log_loss(
        classes, p, sample_weight=w, labels=range(k)
    )
    return {**case("multiclass", o, t, w, expected), "probabilities": p.tolist()}


def multilabel(rng, n, k, w, low):
    t = (rng.random((n, k)) < 0.4).astype(int)
    t[0], t[1] = 1, 0
    border = 0.5 if low == 0 else 0
    o = np.round(rng.random((n, k)) * (1 - low) + low + 0.4 * (t - 0.5), 1).clip(low, 1)
    y = (o > border).astype(int)
    cells = None if w is None else np.repeat(w, k)
    expected = {
        "accuracy": m.accuracy_score(t.ravel(), y.ravel(), sample_weight=cells),
        "subset": m.accuracy_score(t, y, sample_weight=w),
        "balancedAccuracy": np.mean(
            [m.balanced_accuracy_score(t[:, j], y[:, j], sample_weight=w) for j in range(k)]
        ),
        "rocAuc": m.roc_auc_score(t, o, average="macro", sample_weight=w),
        "scores": scores(t, y, w, AVERAGES),
    }
    if low == 0:
        expected["logLoss"] = np.mean(
            [m.log_loss(t[:, j], o[:, j], sample_weight=w) for j in range(k)]
        )
    return case("multilabel", o, np.where(t == 1, 1, low), w, expected)


def regression(rng, n, k, w):
    t = np.round(rng.normal(size=(n, k)) * 10 + 5, 3)
    o = np.round(t + rng.normal(size=(n, k)), 3)
    expected = {
        "rmse": np.sqrt(m.mean_squared_error(t, o, sample_weight=w)),
        "mse": m.mean_squared_error(t, o, sample_weight=w),
        "mae": m.mean_absolute_error(t, o, sample_weight=w),
        "r2": m.r2_score(t, o, sample_weight=w),
    }
    return case("regression", o, t, w, expected)


def cases(rng):
    for n in (12, 25):
        for isWeighted in (False, True):
            def w():
                return np.round(rng.random(n) * 3, 2) if isWeighted else None

            for low in (0, -1):
                yield binary(rng, n, w(), low)
                yield multilabel(rng, n, 3, w(), low)
            for k in (2, 3, 5):
                yield multiclass(rng, n, k, w())
                yield regression(rng, n, k - 1, w())


# The data of scikit-learn's own test_multilabel_classification.
x, t = make_multilabel_classification(n_samples=50, random_state=0, return_indicator=True)
FILE.write_text(
    json.dumps(
        {
            "generator": f"scripts/metrics-fixtures.py, scikit-learn {sklearn.__version__}",
            "cases": list(cases(np.random.default_rng(12))),
            "multilabelTraining": {"x": x.astype(int).tolist(), "t": t.tolist()},
        },
        separators=(",", ":"),
    )
    + "\n"
)
