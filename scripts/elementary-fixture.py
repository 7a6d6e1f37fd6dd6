"""Writes test/fixtures/elementary.json: inputs and exact results of every function of
src/core/numbers/elementary/index.ts.

Run `python3 scripts/elementary-fixture.py` (needs mpmath; Debian: python3-mpmath). The output is the same in every
run.

A row is [x, y, value, excess] for pow and [x, value, excess] for the others: `value` is the exact
result rounded to the nearest double, `excess` is (exact - value) in units in the last place of
`value`.
"""

import json
import math
import random
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.prec = 3000  # enough for the cancellation in expm1(1e-300) and erfc(27)
random.seed(20240229)
u = random.uniform
LN2 = math.log(2)


def sign():
    return random.choice((-1, 1))


def log_uniform(low, high):
    """A number whose binary exponent is uniform."""
    return math.ldexp(u(1, 2), random.randrange(low, high))


def neighbours(x):
    return [math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf)]


def repeat(n, draw):
    return [draw() for _ in range(n)]


def exponential_inputs():
    boundaries = [x for k in range(-20, 20) for x in neighbours((k + 0.5) * LN2)]
    return (
        repeat(250, lambda: u(-1, 1)) + repeat(150, lambda: u(-40, 40)) + repeat(150, lambda: u(-745, 709.7))
        + repeat(100, lambda: sign() * log_uniform(-60, 9)) + repeat(100, lambda: u(-745.1, -708))
        + repeat(50, lambda: u(709, 709.78)) + boundaries + [709.782712893384, -745.1332191019411]
    )


def logarithm_inputs():
    boundaries = [x for k in range(-10, 10) for x in neighbours(math.ldexp(math.sqrt(0.5), k))]
    return (
        repeat(300, lambda: u(0.5, 2)) + repeat(200, lambda: 1 + sign() * log_uniform(-52, -1))
        + repeat(200, lambda: log_uniform(-1022, 1023)) + repeat(50, lambda: log_uniform(-1074, -1022))
        + repeat(100, lambda: u(0, 20)) + boundaries + [5e-324, 1.7976931348623157e308]
    )


def logarithm1p_inputs():
    return (
        repeat(300, lambda: u(-0.5, 1)) + repeat(200, lambda: sign() * log_uniform(-60, -1))
        + repeat(100, lambda: log_uniform(-1074, 1023)) + repeat(100, lambda: -1 + log_uniform(-53, -1))
        + repeat(100, lambda: u(0, 20)) + repeat(50, lambda: u(-0.3, -0.28)) + repeat(50, lambda: u(0.39, 0.43))
    )


def tanh_inputs():
    return (
        repeat(300, lambda: u(-1.2, 1.2)) + repeat(200, lambda: u(-20, 20)) + repeat(150, lambda: u(0, 3))
        + repeat(150, lambda: sign() * log_uniform(-60, 5)) + repeat(50, lambda: sign() * log_uniform(-1074, -60))
        + neighbours(0.85) + neighbours(-0.85)
    )


def erf_inputs():
    return (
        repeat(200, lambda: u(-1, 1)) + repeat(200, lambda: u(-6.2, 6.2)) + repeat(150, lambda: u(0.8, 1.3))
        + repeat(150, lambda: u(1.2, 3)) + repeat(100, lambda: sign() * log_uniform(-1074, 3))
        + neighbours(0.84375) + neighbours(1.25) + neighbours(1 / 0.35) + neighbours(6.0)
    )


def erfc_inputs():
    edges = (-0.84375, 0.25, 0.5, 1.25, 1 / 0.35)
    return (
        repeat(200, lambda: u(-1, 1)) + repeat(150, lambda: u(-6.2, 6.2)) + repeat(250, lambda: u(0.4, 1.4))
        + repeat(150, lambda: u(1.2, 3)) + repeat(250, lambda: u(2.8, 26.5)) + repeat(100, lambda: u(26.5, 27.2))
        + repeat(50, lambda: sign() * log_uniform(-60, 1)) + [x for edge in edges for x in neighbours(edge)]
    )


def cos_inputs():
    zeros = [x for n in range(1, 60) for x in neighbours(n * math.pi / 4)]
    return (
        repeat(250, lambda: u(-7, 7)) + repeat(100, lambda: u(-100, 100)) + repeat(150, lambda: u(-4194304, 4194304))
        + repeat(100, lambda: sign() * log_uniform(-30, 22)) + repeat(100, lambda: random.randrange(2670000) * math.pi / 2)
        + zeros + [float(2**20), float(2**22)]
    )


def pow_inputs():
    def at_any_size(x):
        return (x, u(-745, 709.7) / math.log(x))

    return (
        repeat(200, lambda: (u(0.8, 1), float(random.randrange(1, 1000))))
        + repeat(200, lambda: (1 - log_uniform(-20, -1), float(int(log_uniform(0, 24)))))
        + repeat(150, lambda: (u(0, 10), u(-100, 100)))
        + repeat(50, lambda: (-u(0, 10), float(random.randrange(-100, 100))))
        + repeat(200, lambda: at_any_size(log_uniform(-1000, 1000)))
        + repeat(150, lambda: at_any_size(1 + sign() * log_uniform(-52, -1)))
        + [(b, float(t)) for b in (0.9, 0.99, 0.999, 0.9999) for t in (1, 2, 3, 10, 100, 1000, 7000, 7400)]
        + [(1 - 2**-53, 1e7), (0.9999999, 1e7), (1.0000001, 1e7)]
    )


def row(inputs, exact):
    value = float(exact)
    # `float` rounds a subnormal twice; rounding to units of 2^-1074 rounds once.
    if abs(exact) < mpf(2) ** -1022:
        value = int(mpmath.nint(exact * mpf(2) ** 1074)) * 5e-324
    ulp = mpf(2) ** max(math.frexp(value)[1] - 53, -1074)
    return [*inputs, value, round(float((exact - mpf(value)) / ulp), 4)]


FUNCTIONS = {
    "exp": (mpmath.exp, exponential_inputs()),
    "expm1": (lambda x: mpmath.exp(x) - 1, exponential_inputs()),
    "log": (mpmath.log, logarithm_inputs()),
    "log1p": (lambda x: mpmath.log(1 + x), logarithm1p_inputs()),
    "tanh": (mpmath.tanh, tanh_inputs()),
    "erf": (mpmath.erf, erf_inputs()),
    "erfc": (mpmath.erfc, erfc_inputs()),
    "cos": (mpmath.cos, cos_inputs()),
}


def main():
    table = {name: [row([x], f(mpf(x))) for x in inputs] for name, (f, inputs) in FUNCTIONS.items()}
    table["pow"] = [row([x, y], mpf(x) ** mpf(y)) for x, y in pow_inputs()]
    lines = ",\n".join(
        f'"{name}":[\n' + ",\n".join(json.dumps(r, separators=(",", ":"), allow_nan=False) for r in rows) + "]"
        for name, rows in table.items()
    )
    path = Path(__file__).parent.parent / "test" / "fixtures" / "elementary.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + lines + "\n}\n")
    print({name: len(rows) for name, rows in table.items()}, path.stat().st_size)


main()
