import { need } from "../checks/errors.js";
import { checkNumber } from "../checks/options.js";
import { givenHoldout, type Holdout, holdOut } from "../data/split.js";
import type { Loss } from "../losses/loss.js";
import type { Network } from "../network/network.js";
import { checkReach } from "../network/reach.js";
import { readRows, readTargets, withoutUnknown } from "../network/reading.js";
import { type Matrix, pick, type Vector } from "../numbers/matrix.js";
import { stream } from "../numbers/random.js";
import { readSampleWeights, type Sample, type Samples } from "../numbers/samples.js";

/** Samples with their targets and weights. */
export interface DataSet {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
}

/** The option `validation`: a share, inputs with targets and perhaps weights, or a Holdout. */
export type Validation = number | readonly [x: Samples, t: Samples, sampleWeights?: Sample] | Holdout;

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
  return withoutUnknown({ x: inputs, t: targets, weights: readSampleWeights(call, weights, inputs.rows) }, loss);
}

/** The data to learn from, and the data to validate on. */
export function readValidation(
  network: Network,
  call: string,
  all: DataSet,
  loss: Loss,
  validation: Validation | undefined,
): { data: DataSet; kept: DataSet | null } {
  if (validation === undefined) return { data: all, kept: null };
  const place = `${call}: validation`;
  if (isGivenData(validation)) {
    const [x, t, weights] = validation;
    const kept = readData(network, place, x, t, loss, weights);
    checkReach(network, place, kept.t, loss);
    return { data: all, kept };
  }
  const { kept, out } = heldOut(network, call, all.t, validation);
  return { data: pickSamples(all, kept), kept: pickSamples(all, out) };
}

/** The rows of a share to validate on, and those that are kept to learn from. */
export function heldOut(
  network: Pick<Network, "seed">,
  call: string,
  targets: Matrix,
  validation: number | Holdout,
): { kept: number[]; out: number[] } {
  if (typeof validation === "number") checkNumber(call, "validation", validation, { above: 0, below: 1 });
  const isObject = typeof validation === "object" && validation !== null && "share" in validation;
  const wanted = "[inputs, targets], [inputs, targets, weights], a share such as 0.2 or { share: 0.2 }";
  need(typeof validation === "number" || isObject, call, "validation", validation, wanted);
  const held = givenHoldout(call, "validation", typeof validation === "number" ? { share: validation } : validation);
  return holdOut(`${call}: validation`, targets, held, stream(network.seed, "validation"));
}

function isGivenData(validation: Validation): validation is readonly [Samples, Samples, Sample?] {
  return Array.isArray(validation) && (validation.length === 2 || validation.length === 3);
}

/** Some rows of a data set. */
export function pickSamples({ x, t, weights }: DataSet, rows: readonly number[]): DataSet {
  return { x: pick(x, rows), t: pick(t, rows), weights: Float64Array.from(rows, (r) => weights[r]) };
}
