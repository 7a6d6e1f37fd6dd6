"""Trains scikit-learn's MLPClassifier by settings.json; writes data, splits and accuracies to a file."""

import json
import pathlib
import sys
import warnings

import numpy
import sklearn
from sklearn import datasets
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore", category=ConvergenceWarning)
settings = json.loads(pathlib.Path(__file__).with_name("settings.json").read_text())
sets = []
for of in settings["sets"]:
    x, classes = getattr(datasets, "load_" + of["name"])(return_X_y=True)
    runs = []
    for split in range(settings["splits"]):
        train, test = train_test_split(
            numpy.arange(len(x)), test_size=settings["testFraction"], stratify=classes, random_state=split
        )
        scaler = StandardScaler().fit(x[train])
        nets = [
            MLPClassifier(
                hidden_layer_sizes=of["hidden"],
                activation="relu",
                solver="adam",
                learning_rate_init=of["learningRate"],
                batch_size=settings["batchSize"],
                max_iter=of["epochs"],
                alpha=0,  # no weight decay
                n_iter_no_change=of["epochs"],  # no early stopping
                random_state=1000 * split + k,
            ).fit(scaler.transform(x[train]), classes[train])
            for k in range(of["networks"])
        ]
        runs.append(
            {
                "train": train.tolist(),
                "test": test.tolist(),
                "losses": [net.loss_ for net in nets],
                "accuracies": [net.score(scaler.transform(x[test]), classes[test]) for net in nets],
            }
        )
    sets.append({"x": x.tolist(), "classes": classes.tolist(), "runs": runs})
versions = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "Python": sys.version.split()[0]}
pathlib.Path(sys.argv[1]).write_text(json.dumps({"versions": versions, "sets": sets}))
