import itertools
import warnings

from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore")
NAMES = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


def make(workload, **options):
    kind = MLPClassifier if workload["output"] == "softmax" else MLPRegressor
    return kind(
        hidden_layer_sizes=workload["widths"][1:-1],
        activation=NAMES[workload["hidden"]],
        solver=workload["optimizer"],
        learning_rate_init=workload["learningRate"],
        batch_size=workload["batch"],
        alpha=0,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
        tol=0,
        n_iter_no_change=10**9,
        **options,
    )


def targets_of(workload, t):
    return t.argmax(1) if workload["output"] == "softmax" else t.ravel()


def note_of(workload):
    return None if workload["output"] == "softmax" else "the output is linear, as its regressor's is"


def train(workload, x, t):
    net = make(workload, warm_start=True)
    target = targets_of(workload, t)

    def epochs(count):
        net.max_iter = count
        net.fit(x, target)

    return {"epochs": epochs, "classes": net.predict, "note": note_of(workload)}


def predict(workload, x):
    outputs, batch = workload["widths"][-1], workload["batch"]
    net = make({**workload, "batch": outputs}, max_iter=1)
    if workload["output"] == "softmax":
        net.fit(x[:outputs], list(range(outputs)))
    else:
        net.fit(x[:2], [0.0, 1.0])
    batches = itertools.cycle([x[at : at + batch] for at in range(0, len(x), batch)])
    ask = net.predict_proba if workload["output"] == "softmax" else net.predict

    def calls(count):
        for samples in itertools.islice(batches, count):
            ask(samples)

    return {"calls": calls, "note": note_of(workload)}
