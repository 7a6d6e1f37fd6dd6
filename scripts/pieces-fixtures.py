"""Writes test/fixtures/pieces.json: numbers of PyTorch's and Keras' definitions, computed apart from
the library. The optimizers follow the documented algorithms of PyTorch 2.9 (torch.optim's NAdam,
RAdam, RMSprop, Adam, AdamW; single tensor, not capturable) step by step in double arithmetic; the
average is that of swa_utils.get_ema_avg_fn. Activations and losses are computed to 40 digits with
mpmath, their slopes by its numerical differentiation.

    python3 scripts/pieces-fixtures.py
"""
import json
import math
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40
GRADIENTS = [
    [0.5, -1.0, 2.0], [0.25, 2.0, -0.001], [-1.5, 0.125, 0.3], [0.75, -0.5, 1e-6], [0.1, 0.2, -3.0],
    [-0.3, 1.0, 0.5], [1.0, -0.25, 0.0], [0.6, 0.4, -0.2], [-0.05, 0.9, 1.25], [0.35, -2.0, 0.7],
    [0.01, 0.02, 0.03], [-4.0, 3.0, -2.0],
]
START = [1.0, -2.0, 0.5]


def nadam(p, g, s, t, o):
    lr, (b1, b2), eps, wd, md = o["lr"], o["betas"], o["eps"], o["weight_decay"], o["momentum_decay"]
    bias_correction2 = 1 - b2**t
    g = g + wd * p
    mu = b1 * (1.0 - 0.5 * (0.96 ** (t * md)))
    mu_next = b1 * (1.0 - 0.5 * (0.96 ** ((t + 1) * md)))
    s["mu_product"] = s.get("mu_product", 1.0) * mu
    s["m"] = s.get("m", 0.0) + (1 - b1) * (g - s.get("m", 0.0))
    s["v"] = s.get("v", 0.0) * b2 + (1 - b2) * g * g
    denom = math.sqrt(s["v"] / bias_correction2) + eps
    p = p + g / denom * (-lr * (1.0 - mu) / (1.0 - s["mu_product"]))
    return p + s["m"] / denom * (-lr * mu_next / (1.0 - s["mu_product"] * mu_next))


def radam(p, g, s, t, o):
    lr, (b1, b2), eps, wd = o["lr"], o["betas"], o["eps"], o["weight_decay"]
    g = g + wd * p
    s["m"] = s.get("m", 0.0) + (1 - b1) * (g - s.get("m", 0.0))
    s["v"] = s.get("v", 0.0) * b2 + (1 - b2) * g * g
    bias_correction1 = 1 - b1**t
    bias_correction2 = 1 - b2**t
    corrected = s["m"] / bias_correction1
    rho_inf = 2 / (1 - b2) - 1
    rho_t = rho_inf - 2 * t * (b2**t) / bias_correction2
    if rho_t > 5.0:
        rect = ((rho_t - 4) * (rho_t - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho_t)) ** 0.5
        return p - corrected * lr * (bias_correction2**0.5 / (math.sqrt(s["v"]) + eps)) * rect
    return p - corrected * lr


def rmsprop(p, g, s, t, o):
    lr, alpha, eps, wd, momentum = o["lr"], o["alpha"], o["eps"], o["weight_decay"], o["momentum"]
    g = g + wd * p
    s["v"] = s.get("v", 0.0) * alpha + (1 - alpha) * g * g
    if o["centered"]:
        s["mean"] = s.get("mean", 0.0) + (1 - alpha) * (g - s.get("mean", 0.0))
        avg = math.sqrt(s["v"] - s["mean"] * s["mean"])
    else:
        avg = math.sqrt(s["v"])
    avg += eps
    if momentum > 0:
        s["buf"] = s.get("buf", 0.0) * momentum + g / avg
        return p - lr * s["buf"]
    return p - lr * g / avg


def adam(p, g, s, t, o, decoupled=False):
    lr, (b1, b2), eps, wd = o["lr"], o["betas"], o["eps"], o["weight_decay"]
    if decoupled:
        p = p * (1 - lr * wd)
    else:
        g = g + wd * p
    s["m"] = s.get("m", 0.0) + (1 - b1) * (g - s.get("m", 0.0))
    s["v"] = s.get("v", 0.0) * b2 + (1 - b2) * g * g
    square = s["v"]
    if o["amsgrad"]:
        s["max"] = max(s.get("max", 0.0), s["v"])
        square = s["max"]
    denom = math.sqrt(square) / math.sqrt(1 - b2**t) + eps
    return p - lr / (1 - b1**t) * s["m"] / denom


def adamw(p, g, s, t, o):
    return adam(p, g, s, t, o, decoupled=True)


def trajectory(name, rule, options):
    states = [{} for _ in START]
    parameters, average, rows, averages = list(START), list(START), [], []
    for step, gradient in enumerate(GRADIENTS):
        parameters = [rule(p, g, s, step + 1, options) for p, g, s in zip(parameters, gradient, states)]
        decay = 0.75
        average = list(parameters) if step == 0 else [decay * a + (1 - decay) * p for a, p in zip(average, parameters)]
        rows.append(list(parameters))
        averages.append(list(average))
    return {"optimizer": name, "options": options, "parameters": rows, "averages": averages}


def options(lr, **more):
    return {"lr": lr, "eps": 1e-8, "weight_decay": 0.0, **more}


usual = [0.9, 0.999]
trajectories = [
    trajectory("NAdam", nadam, options(2e-3, betas=usual, momentum_decay=4e-3)),
    trajectory("NAdam", nadam, options(0.1, betas=[0.5, 0.75], momentum_decay=0.5, weight_decay=0.25)),
    trajectory("RAdam", radam, options(1e-3, betas=usual)),
    trajectory("RAdam", radam, options(0.1, betas=[0.75, 0.875], weight_decay=0.25)),
    trajectory("RMSprop", rmsprop, options(1e-2, alpha=0.99, momentum=0.9, centered=False)),
    trajectory("RMSprop", rmsprop, options(1e-2, alpha=0.9, momentum=0.0, centered=True)),
    trajectory("RMSprop", rmsprop, options(0.1, alpha=0.75, momentum=0.5, centered=True, weight_decay=0.25)),
    trajectory("Adam", adam, options(1e-3, betas=usual, amsgrad=True)),
    trajectory("Adam", adam, options(0.1, betas=[0.5, 0.75], amsgrad=True, weight_decay=0.25)),
    trajectory("AdamW", adamw, options(0.1, betas=[0.5, 0.75], amsgrad=True, weight_decay=0.25)),
]

ACTIVATIONS = {
    "mish": lambda z: z * mp.tanh(mp.log1p(mp.exp(z))),
    "hardSwish": lambda z: z * min(max(z + 3, mp.mpf(0)), mp.mpf(6)) / 6,
    "relu6": lambda z: min(max(z, mp.mpf(0)), mp.mpf(6)),
}
activations = [
    {"name": name, "z": z, "a": float(f(mp.mpf(z))), "slope": float(mp.diff(f, mp.mpf(z)))}
    for name, f in ACTIVATIONS.items()
    for z in [-30.0, -5.0, -2.5, -1.0, -0.125, 0.5, 1.0, 2.0, 5.0, 7.0, 40.0]
]


def cross_entropy(o, t):
    return -(t * mp.log(o) if t else 0) - ((1 - t) * mp.log(1 - o) if t != 1 else 0)


def focal(gamma, alpha):
    def one(o, t):
        p_t = o * t + (1 - o) * (1 - t)
        weight = 1 if alpha is None else alpha * t + (1 - alpha) * (1 - t)
        return weight * (1 - p_t) ** gamma * cross_entropy(o, t)

    return one


def pinball(q):
    return lambda o, t: max(q * (t - o), (q - 1) * (t - o))


SIGMOID = lambda z: 1 / (1 + mp.exp(-z))
SOFTPLUS = lambda z: mp.log1p(mp.exp(z))
REAL = ([1.5, -0.25, 3.0, 40.0, 2.0 + 2**-20], [0.5, 1.0, 3.5, -40.0, 2.0])
COUNTS = ([0.5, 2.0, 7.25, 1.0], [0.0, 3.0, 7.0, 0.5])
SHARES = ([0.25, 0.75, 0.999, 0.3, 0.5], [0.0, 1.0, 1.0, 0.25, 0.0])
Z = [-3.0, 0.5, 12.0, -0.75]
LOSSES = [
    ("logCosh", [], lambda o, t: mp.log(mp.cosh(o - t)), REAL, None, None),
    ("quantile", [0.5], pinball(mp.mpf(0.5)), REAL, None, None),
    ("quantile", [0.9], pinball(mp.mpf(0.9)), REAL, None, None),
    ("poisson", [], lambda o, t: o - (t * mp.log(o) if t else 0), COUNTS, SOFTPLUS, COUNTS[1]),
    ("focal", [{}], focal(2, None), SHARES, SIGMOID, [0.0, 1.0, 1.0, 0.25]),
    ("focal", [{"gamma": 0.5, "alpha": 0.25}], focal(mp.mpf(0.5), mp.mpf(0.25)), SHARES, SIGMOID, [0.0, 1.0, 1.0, 0.25]),
    ("focal", [{"gamma": 0}], focal(0, None), SHARES, SIGMOID, [0.0, 1.0, 1.0, 0.25]),
]


def mean(f, o, t):
    return float(sum(f(mp.mpf(a), mp.mpf(b)) for a, b in zip(o, t)) / len(o))


def slopes(f, o, t):
    return [float(mp.diff(lambda a: f(a, mp.mpf(b)), mp.mpf(x)) / len(o)) for x, b in zip(o, t)]


losses = []
for name, given, f, (o, t), link, linked in LOSSES:
    case = {"name": name, "given": given, "output": o, "target": t, "value": mean(f, o, t), "gradient": slopes(f, o, t)}
    if link is not None:
        of_z = lambda z, b, f=f, link=link: f(link(z), b)
        case["link"] = {"z": Z, "target": linked, "value": mean(of_z, Z, linked), "delta": slopes(of_z, Z, linked)}
    losses.append(case)

path = Path(__file__).parent.parent / "test/fixtures/pieces.json"
path.write_text(
    json.dumps(
        {"start": START, "gradients": GRADIENTS, "trajectories": trajectories, "activations": activations, "losses": losses},
        indent=1,
    )
    + "\n"
)
