"""Runs one library on one workload in a process of its own, as child.js does: `python3 child.py JOB`."""
import importlib
import json
import math
import sys
import time

import numpy as np

job = json.loads(sys.argv[1])
workload, seconds, files = job["workload"], job["seconds"], job["files"]
inputs, outputs = workload["widths"][0], workload["widths"][-1]


def answer(message):
    print(json.dumps(message), flush=True)


def read(file, columns):
    return np.fromfile(file, dtype=np.float32).reshape(-1, columns)


def times_of(work, *arguments):
    """Seconds on the clock, and seconds of CPU, of which there are as many on a loaded machine."""
    start, before = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - start, time.process_time() - before


def time_of(work, *arguments):
    return times_of(work, *arguments)[0]


def rates_of(samples, work, *arguments):
    """Samples per second on the clock and of CPU."""
    clock, cpu = times_of(work, *arguments)
    return {"rate": samples / clock, "cpuRate": samples / cpu}


def calibrate(work):
    """Repetitions that fill the time of one measurement; finding them warms up the library."""
    count = 1
    took = time_of(work, count)
    while took < seconds / 2:
        count = math.ceil(count * min(4, max(1.5, seconds / max(took, 1e-4))))
        took = time_of(work, count)
    return max(1, round(count * seconds / took))


def affordable(peer, x, t):
    """Rows in an epoch: fewer for slow libraries, so that an epoch fits into one measurement."""
    batch = workload["batch"]
    few = min(len(x), 4 * batch)
    probe = peer.train(workload, x[:few], t[:few])
    batches = calibrate(probe["epochs"]) * few // batch
    return min(len(x), max(1, batches) * batch)


def training(peer, x, t):
    rows = affordable(peer, x, t)
    net = peer.train(workload, x[:rows], t[:rows])
    count = calibrate(net["epochs"])
    return net.get("note"), lambda: rates_of(count * rows, net["epochs"], count)


def predicting(peer, x, _):
    net = peer.predict(workload, x)
    count = calibrate(net["calls"])
    return net.get("note"), lambda: rates_of(count * workload["batch"], net["calls"], count)


def learning(peer, x, t):
    test_x, test_t = read(files["testX"], inputs), read(files["testT"], outputs)

    def measure():
        start, before = time.perf_counter(), time.process_time()
        net = peer.train(workload, x, t)
        net["epochs"](workload["epochs"])
        took, cpu = time.perf_counter() - start, time.process_time() - before
        accuracy = float(np.mean(net["classes"](test_x) == test_t.argmax(1)))
        return {"seconds": took, "cpuSeconds": cpu, "accuracy": accuracy}

    return None, measure


kinds = {"train": training, "predict": predicting, "learn": learning}
try:
    peer = importlib.import_module(job["file"])
    note, measure = kinds[workload["kind"]](peer, read(files["x"], inputs), read(files["t"], outputs))
    answer({"ready": True, "note": note})
    for _ in sys.stdin:
        answer(measure())
except Exception as error:  # a library may fail in any way; the page gives the message
    answer({"reason": str(error).split("\n")[0]})
