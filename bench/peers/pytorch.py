import itertools

import torch
from torch import nn

torch.set_num_threads(1)
ACTIVATIONS = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}


def make(workload):
    widths, hidden, output = workload["widths"], workload["hidden"], workload["output"]
    modules = []
    for before, after in zip(widths, widths[1:]):
        modules += [nn.Linear(before, after), ACTIVATIONS[hidden]()]
    modules.pop()
    if output != "softmax":
        modules.append(ACTIVATIONS[output]())
    return nn.Sequential(*modules)


def half_squares(output, target):
    return 0.5 * nn.functional.mse_loss(output, target)


def train(workload, x, t):
    net = make(workload)
    classes = workload["output"] == "softmax"
    target = torch.from_numpy(t.argmax(1)) if classes else torch.from_numpy(t)
    loss_of = nn.CrossEntropyLoss() if classes else half_squares
    rate = workload["learningRate"]
    kind = torch.optim.Adam if workload["optimizer"] == "adam" else torch.optim.SGD
    optimizer = kind(net.parameters(), lr=rate)
    batches = list(zip(torch.from_numpy(x).split(workload["batch"]), target.split(workload["batch"])))

    def epochs(count):
        for _ in range(count):
            for samples, targets in batches:
                optimizer.zero_grad(set_to_none=True)
                loss_of(net(samples), targets).backward()
                optimizer.step()

    def classes_of(samples):
        with torch.inference_mode():
            return net(torch.from_numpy(samples)).argmax(1).numpy()

    return {"epochs": epochs, "classes": classes_of}


def predict(workload, x):
    net = make(workload)
    if workload["output"] == "softmax":
        net.append(nn.Softmax(dim=1))
    net.eval()
    batches = itertools.cycle(torch.from_numpy(x).split(workload["batch"]))

    def calls(count):
        with torch.inference_mode():
            for samples in itertools.islice(batches, count):
                net(samples)

    return {"calls": calls}
