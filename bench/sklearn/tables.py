"""Cross-validates scikit-learn's pipelines on tables like titanic, adult and a daily series; writes them to a file."""

import json
import sys
import warnings

import numpy
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, TimeSeriesSplit, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def titanic(random):
    """Ages and fares with gaps, a class and a port; who survives depends on them, with noise."""
    rows, n = [], 400
    for _ in range(n):
        sex, pclass = random.choice(["male", "female"], p=[0.65, 0.35]), int(random.choice([1, 2, 3], p=[0.24, 0.21, 0.55]))
        age, fare = random.gamma(6, 5), random.lognormal(4.4 - 0.75 * (pclass - 1), 0.5)
        logit = 2.4 * (sex == "female") - 0.9 * (pclass - 1) - 0.02 * (age - 30) - 0.1
        rows.append(
            {
                "age": "" if random.random() < 0.2 else f"{age:.1f}",
                "sex": sex,
                "pclass": str(pclass),
                "fare": "NA" if random.random() < 0.05 else f"{fare:.2f}",
                "port": str(random.choice(["S", "C", "Q", ""], p=[0.7, 0.18, 0.1, 0.02])),
                "target": "yes" if random.random() < 1 / (1 + numpy.exp(-logit)) else "no",
            }
        )
    return rows


def adult(random):
    """Categories of many values, some of them rare, and skewed numbers."""
    jobs, works = ["craft", "sales", "clerk", "exec", "prof", "farm", "tech", "armed"], ["private", "gov", "self", "?"]
    rows = []
    for _ in range(500):
        job = str(random.choice(jobs, p=[0.2, 0.18, 0.18, 0.16, 0.16, 0.06, 0.055, 0.005]))
        age, hours, years = random.integers(18, 75), random.normal(40, 9), random.integers(6, 17)
        gain = random.lognormal(8, 1) if random.random() < 0.1 else 0
        logit = 0.4 * (years - 11) + 0.05 * (age - 40) + 0.05 * (hours - 40) + 1.2 * (job in ("exec", "prof")) + 0.0003 * gain - 1
        rows.append(
            {
                "age": str(age),
                "hours": f"{hours:.0f}",
                "years": str(years),
                "gain": f"{gain:.0f}",
                "job": job,
                "work": str(random.choice(works, p=[0.7, 0.14, 0.1, 0.06])),
                "target": ">50K" if random.random() < 1 / (1 + numpy.exp(-logit)) else "<=50K",
            }
        )
    return rows


def daily(random):
    """A season, a trend and the day of the week."""
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    rows = []
    for d in range(420):
        value = 200 + 40 * numpy.sin(d / 30) + 25 * (d % 7 >= 5) + random.normal(0, 4)
        rows.append({"sin": f"{numpy.sin(d / 30):.4f}", "cos": f"{numpy.cos(d / 30):.4f}", "day": days[d % 7], "target": f"{value:.2f}"})
    return rows


tables = [
    {"name": "titanic-like", "make": titanic, "numbers": ["age", "fare"], "categories": ["sex", "pclass", "port"], "hidden": 8, "epochs": 60},
    {"name": "adult-like", "make": adult, "numbers": ["age", "hours", "years", "gain"], "categories": ["job", "work"], "hidden": 8, "epochs": 60},
    {"name": "daily series", "make": daily, "numbers": ["sin", "cos"], "categories": ["day"], "hidden": 8, "epochs": 150},
]
gaps = {"": numpy.nan, "NA": numpy.nan}
results = []
for of in tables:
    rows = of.pop("make")(numpy.random.default_rng(13))
    names = of["numbers"] + of["categories"]
    number = lambda text: gaps[text] if text in gaps else float(text)
    x = numpy.array([[number(row[c]) for c in of["numbers"]] + [row[c] or "none" for c in of["categories"]] for row in rows], dtype=object)
    isSeries = of["name"] == "daily series"
    t = numpy.array([float(row["target"]) if isSeries else row["target"] for row in rows])
    count = len(of["numbers"])
    made = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), list(range(count))),
            ("categories", OneHotEncoder(handle_unknown="ignore"), list(range(count, len(names)))),
        ]
    )
    scores = []
    for seed in range(10):
        how = dict(
            hidden_layer_sizes=(of["hidden"],), activation="relu", solver="adam", learning_rate_init=0.01, alpha=0,
            batch_size=32, max_iter=of["epochs"], n_iter_no_change=of["epochs"], random_state=seed,
        )  # fmt: skip
        net = TransformedTargetRegressor(MLPRegressor(**how), transformer=StandardScaler()) if isSeries else MLPClassifier(**how)
        folds = TimeSeriesSplit(5) if isSeries else KFold(5, shuffle=True, random_state=seed)
        scores.append(float(cross_val_score(make_pipeline(made, net), x, t, cv=folds, scoring="r2" if isSeries else "accuracy").mean()))
    results.append({**of, "rows": rows, "scores": scores})
versions = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "Python": sys.version.split()[0]}
json.dump({"versions": versions, "tables": results}, open(sys.argv[1], "w"))
