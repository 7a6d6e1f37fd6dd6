"""A network written by hand with numpy: one batch at a time, in float32."""
import itertools

import numpy as np

F = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
SLOPES = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a * a, "relu": lambda a: a > 0}


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def make(workload):
    random = np.random.default_rng(1)
    widths = workload["widths"]
    pairs = list(zip(widths, widths[1:]))
    weights = [(random.standard_normal(p) * np.sqrt(2 / sum(p))).astype(np.float32) for p in pairs]
    return weights, [np.zeros(after, np.float32) for after in widths[1:]]


def forward(workload, weights, biases, x):
    layers = [x]
    for W, b in zip(weights[:-1], biases[:-1]):
        layers.append(F[workload["hidden"]](layers[-1] @ W + b))
    z = layers[-1] @ weights[-1] + biases[-1]
    layers.append(softmax(z) if workload["output"] == "softmax" else F[workload["output"]](z))
    return layers


def gradients(workload, weights, biases, x, t):
    layers = forward(workload, weights, biases, x)
    delta = (layers[-1] - t) / np.float32(len(x))
    if workload["output"] != "softmax":
        delta *= SLOPES[workload["output"]](layers[-1])
    found = []
    for level in range(len(weights) - 1, -1, -1):
        found.append((layers[level].T @ delta, delta.sum(axis=0)))
        if level > 0:
            delta = (delta @ weights[level].T) * SLOPES[workload["hidden"]](layers[level])
    found.reverse()
    return [dW for dW, _ in found] + [db for _, db in found]


class Sgd:
    def __init__(self, parameters, rate):
        self.parameters, self.rate = parameters, np.float32(rate)

    def step(self, found):
        for p, g in zip(self.parameters, found):
            p -= self.rate * g


class Adam(Sgd):
    def __init__(self, parameters, rate):
        super().__init__(parameters, rate)
        self.count = 0
        self.m = [np.zeros_like(p) for p in parameters]
        self.v = [np.zeros_like(p) for p in parameters]

    def step(self, found):
        self.count += 1
        first, second = (np.float32(1 - beta**self.count) for beta in (0.9, 0.999))
        for p, g, m, v in zip(self.parameters, found, self.m, self.v):
            m *= np.float32(0.9)
            m += np.float32(0.1) * g
            v *= np.float32(0.999)
            v += np.float32(0.001) * g * g
            p -= self.rate / first * m / (np.sqrt(v / second) + np.float32(1e-8))


def train(workload, x, t):
    weights, biases = make(workload)
    optimizer = {"sgd": Sgd, "adam": Adam}[workload["optimizer"]](weights + biases, workload["learningRate"])
    batch = workload["batch"]
    batches = [(x[at : at + batch], t[at : at + batch]) for at in range(0, len(x), batch)]

    def epochs(count):
        for _ in range(count):
            for samples, targets in batches:
                optimizer.step(gradients(workload, weights, biases, samples, targets))

    return {"epochs": epochs, "classes": lambda samples: forward(workload, weights, biases, samples)[-1].argmax(1)}


def predict(workload, x):
    weights, biases = make(workload)
    batch = workload["batch"]
    batches = itertools.cycle([x[at : at + batch] for at in range(0, len(x), batch)])

    def calls(count):
        for samples in itertools.islice(batches, count):
            forward(workload, weights, biases, samples)

    return {"calls": calls}
