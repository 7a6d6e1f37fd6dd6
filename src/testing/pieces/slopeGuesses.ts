import type { Activation, Elementwise, Matrix, Vector } from "../../core/index.js";
import { isRowwise } from "../../core/internal.js";
import type { Pattern } from "../gradient/report.js";
import { mapMatrix } from "../matrices.js";
import { hasSlope, libraryActivations, slopeLender } from "./library.js";

/** A common mistake, and the values that it gives. */
export interface Guess {
  readonly pattern: Pattern;
  readonly message: string;
  readonly values: () => Vector;
}

/** δ from ∂E/∂a by common mistakes in f′. */
export function slopeGuesses(f: Activation, z: Matrix, a: Matrix, gradA: () => Matrix): Guess[] {
  const missing: Guess = {
    pattern: "missing slope",
    message: `the slope of ${f.name} is missing: δ is ∂E/∂a, not ∂E/∂a ⊙ f′(z)`,
    values: () => gradA().data,
  };
  if (isRowwise(f)) return [missing];
  const own = slopeLender(f) ?? f;
  const by = (slope: (z: number, a: number) => number) => (): Vector => {
    const from = gradA();
    return mapMatrix(from, (k) => from.data[k] * slope(z.data[k], a.data[k])).data;
  };
  const atA = `the slope of ${f.name} is taken at a in place of z`;
  return [
    missing,
    { pattern: "slope at a", message: atA, values: by((_z, a) => own.derivative(a, own.apply(a))) },
    { pattern: "slope at a", message: atA, values: by((_z, a) => own.derivative(a, a)) },
    {
      pattern: "slope at a",
      message: `the slope of ${f.name} is computed from z by its formula for a`,
      values: by((z) => own.derivative(z, z)),
    },
    {
      pattern: "slope twice",
      message: `the slope of ${f.name} is applied twice`,
      values: by((z, a) => own.derivative(z, a) ** 2),
    },
    ...libraryActivations()
      .filter((other): other is Elementwise => other !== own && !isRowwise(other) && hasSlope(other))
      .flatMap((other): Guess[] => [
        {
          pattern: "slope of another activation",
          message: `the slope is ${other.name}'s, not ${f.name}'s`,
          values: by((z) => other.derivative(z, other.apply(z))),
        },
        {
          pattern: "slope of another activation",
          message: `the slope of ${f.name} is computed from its a by the formula of ${other.name}`,
          values: by((z, a) => other.derivative(z, a)),
        },
      ]),
    ...[0, 1].map(
      (slope): Guess => ({
        pattern: "slope of another activation",
        message: `the slope of ${f.name} is ${slope} where z < 0`,
        values: by((z, a) => (z < 0 ? slope : own.derivative(z, a))),
      }),
    ),
  ];
}
