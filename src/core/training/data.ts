import { need } from "../checks/errors.js";
import { checkNumber } from "../checks/options.js";
import { choose } from "../data/split.js";
import type { Loss } from "../losses/loss.js";
import type { Network } from "../network/network.js";
import { readRows, readTargets, readWeights } from "../network/reading.js";
import { type Matrix, pick, type Vector } from "../numbers/matrix.js";
import { stream } from "../numbers/random.js";
import type { Sample, Samples } from "../numbers/samples.js";

/** Samples with their targets and weights. */
export interface DataSet {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
}

/** Inputs, targets and weights, checked. */
export function readData(
  network: Network,
  call: string,
  x: Samples,
  t: Samples,
  loss: Loss,
  weights: Sample | undefined,
): DataSet {
  const inputs = readRows(network, call, x);
  const targets = readTargets(network, call, t, inputs.rows, loss);
  return { x: inputs, t: targets, weights: readWeights(call, weights, inputs.rows) };
}

/** What is learned from, and what is kept out to validate on. */
export function readValidation(
  network: Network,
  call: string,
  all: DataSet,
  loss: Loss,
  validation: readonly [Samples, Samples] | number | undefined,
): { data: DataSet; kept: DataSet | null } {
  if (validation === undefined) return { data: all, kept: null };
  if (typeof validation === "number") {
    checkNumber(call, "validation", validation, { above: 0, below: 1 });
    const { kept, out } = choose(call, all.x.rows, validation, stream(network.seed, "validation"));
    return { data: part(all, kept), kept: part(all, out) };
  }
  const isPair = Array.isArray(validation) && validation.length === 2;
  need(isPair, call, "validation", validation, "[inputs, targets] or a fraction");
  return { data: all, kept: readData(network, `${call}: validation`, validation[0], validation[1], loss, undefined) };
}

function part({ x, t, weights }: DataSet, rows: readonly number[]): DataSet {
  return { x: pick(x, rows), t: pick(t, rows), weights: Float64Array.from(rows, (r) => weights[r]) };
}
