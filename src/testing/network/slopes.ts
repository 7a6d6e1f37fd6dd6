import type { Activation, Elementwise, Loss, Matrix, Vector } from "../../core/index.js";
import { activations, isRowwise, linkFor, losses, row } from "../../core/internal.js";
import type { Pattern } from "../gradient/diagnosis.js";
import { lentSlope } from "./probe.js";
import { times } from "./products.js";

/** A guess: what would have been computed by a mistake. */
export interface Guess {
  readonly pattern: Pattern;
  readonly message: string;
  readonly values: () => ArrayLike<number>;
}

/** What δ becomes of ∂E/∂a when something is wrong about f′. */
export function slopeGuesses(f: Activation, z: Vector, a: Vector, gradA: () => Float64Array): Guess[] {
  const missing: Guess = {
    pattern: "missing slope",
    message: `the slope of ${f.name} is missing: δ is ∂E/∂a, not ∂E/∂a ⊙ f′(z)`,
    values: gradA,
  };
  if (isRowwise(f)) return [missing];
  const own = lentSlope(f) ?? f;
  const by = (slope: (z: number, a: number) => number) => () =>
    times(
      gradA(),
      z.map((one, k) => slope(one, a[k])),
    );
  const confused = `the slope of ${f.name} is taken at a in place of z`;
  const others = Object.values(activations).map((one) => (typeof one === "function" ? one() : one));
  return [
    missing,
    { pattern: "slope at a", message: confused, values: by((_z, one) => own.derivative(one, own.apply(one))) },
    { pattern: "slope at a", message: confused, values: by((_z, one) => own.derivative(one, one)) },
    {
      pattern: "slope at a",
      message: `the slope of ${f.name} is computed from z by its formula for a`,
      values: by((one) => own.derivative(one, one)),
    },
    {
      pattern: "slope twice",
      message: `the slope of ${f.name} is applied twice`,
      values: by((one, at) => own.derivative(one, at) ** 2),
    },
    ...others
      .filter((other): other is Elementwise => other !== own && !isRowwise(other) && other.differentiable !== false)
      .map(
        (other): Guess => ({
          pattern: "slope of another activation",
          message: `the slope is ${other.name}'s, not ${f.name}'s`,
          values: by((one) => other.derivative(one, other.apply(one))),
        }),
      ),
    ...[0, 1].map(
      (unit): Guess => ({
        pattern: "slope of another activation",
        message: `the slope of ${f.name} is ${unit === 0 ? "0" : "1"} where z < 0`,
        values: by((one, at) => (one < 0 ? unit : own.derivative(one, at))),
      }),
    ),
  ];
}

/** ∂E/∂a of the last layer by a loss, `share` of each sample. */
export function lossGradients(loss: Loss, a: Matrix, t: Matrix, share: ArrayLike<number>): Float64Array {
  const into = new Float64Array(a.data.length);
  for (let r = 0; r < a.rows; r++) {
    const own = into.subarray(r * a.columns, (r + 1) * a.columns);
    loss.gradient(row(a, r), row(t, r), own);
    for (let k = 0; k < own.length; k++) own[k] *= share[r];
  }
  return into;
}

/** δ of the last layer by a loss and f. */
export function lossDeltas(
  loss: Loss,
  f: Activation,
  z: Matrix,
  a: Matrix,
  t: Matrix,
  share: ArrayLike<number>,
): Float64Array {
  const link = linkFor(loss, f);
  const gradA = link ? null : lossGradients(loss, a, t, share);
  const into = new Float64Array(a.data.length);
  for (let r = 0; r < a.rows; r++) {
    const [from, to] = [r * a.columns, (r + 1) * a.columns];
    const own = into.subarray(from, to);
    if (link) {
      link.delta(row(z, r), row(a, r), row(t, r), own);
      for (let k = 0; k < own.length; k++) own[k] *= share[r];
    } else if (isRowwise(f)) f.backwardRow(row(z, r), row(a, r), (gradA as Float64Array).subarray(from, to), own);
    else
      for (let k = 0; k < own.length; k++)
        own[k] = (gradA as Float64Array)[from + k] * f.derivative(z.data[from + k], a.data[from + k]);
  }
  return into;
}

/** The library's losses that take these targets, but this one. */
export function otherLosses(loss: Loss, t: Matrix): Loss[] {
  const all = Object.values(losses).map((one) => (typeof one === "function" ? one() : one));
  return all.filter((other) => other !== loss && t.data.every((target) => other.targets?.accepts(target) ?? true));
}
