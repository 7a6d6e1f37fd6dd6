import { isRowwise } from "../activations/activation.js";
import { DataError, NotDifferentiableError, need, OptionError, refuseOtherCopy } from "../checks/errors.js";
import { having, type Option, required } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import { type Matrix, pick, type Vector } from "../numbers/matrix.js";
import { inOrder } from "../numbers/random.js";
import {
  checkCounts,
  count,
  isSample,
  readSample,
  readSamples,
  readSampleWeights,
  type Sample,
  type Samples,
} from "../numbers/samples.js";
import type { Network } from "./network.js";

// The parameters name only the fields that are read, so a Sequential fits as well as a Network.

/** The inputs of a call, checked: rows of the network's length. A single sample becomes one row. */
export function readInputs(
  { inputs, dtype }: Pick<Network, "inputs" | "dtype">,
  call: string,
  x: Sample | Samples,
): Matrix {
  const reading = { call, columns: inputs, because: "the network takes", dtype };
  return isSample(x) ? readSample(x, { ...reading, name: "sample" }) : readSamples(x, { ...reading, name: "inputs" });
}

/** The inputs of a call that takes only rows, checked. */
export function readRows({ inputs, dtype }: Pick<Network, "inputs" | "dtype">, call: string, x: Samples): Matrix {
  return readSamples(x, { call, name: "inputs", columns: inputs, because: "the network takes", dtype });
}

/**
 * The targets of a call, checked: one row per sample, one column per output, and numbers in the
 * loss's range.
 */
export function readTargets(
  { outputs, dtype }: Pick<Network, "outputs" | "dtype">,
  call: string,
  t: Samples,
  rows: number,
  loss: Loss,
): Matrix {
  const missing = loss.missing === true;
  const reading = { call, name: "targets", columns: outputs, because: "the network gives", dtype, missing };
  const targets = readSamples(t, reading);
  checkCounts(call, rows, targets.rows, "targets");
  need(!missing || knownRows(targets).length > 0, call, "every target", Number.NaN, "some that are known", DataError);
  checkRange(call, targets, loss);
  return targets;
}

/** The same for a call that takes one sample as well as rows: its target becomes one row. */
export function readTargetRows(
  network: Pick<Network, "outputs" | "dtype">,
  call: string,
  t: Sample | Samples,
  rows: number,
  loss: Loss,
): Matrix {
  return readTargets(network, call, rows === 1 && isSample(t) ? [t] : (t as Samples), rows, loss);
}

/** The samples, targets and weights of a call with a loss, checked. One sample becomes one row. */
export function readBatch(
  network: Pick<Network, "layers" | "inputs" | "outputs" | "dtype">,
  call: string,
  x: Sample | Samples,
  t: Sample | Samples,
  loss: Loss,
  sampleWeights: Sample | undefined,
): { readonly x: Matrix; readonly t: Matrix; readonly weights: Vector } {
  checkIsLoss(network, call, loss);
  const inputs = readInputs(network, call, x);
  const { rows } = inputs;
  const targets = readTargetRows(network, call, t, rows, loss);
  return withoutUnknown({ x: inputs, t: targets, weights: readSampleWeights(call, sampleWeights, rows) }, loss);
}

/** The rows with a target that is known. */
export function knownRows({ rows, columns, data }: Matrix): Uint32Array {
  return inOrder(rows).filter((r) => !data.subarray(r * columns, (r + 1) * columns).every(Number.isNaN));
}

/** The samples without those of which no target is known: they count in no mean. */
export function withoutUnknown<Data extends { x: Matrix; t: Matrix; weights: Vector }>(
  data: Data,
  { missing }: Loss,
): { readonly x: Matrix; readonly t: Matrix; readonly weights: Vector } {
  if (missing !== true) return data;
  const rows = knownRows(data.t);
  const weights = Float64Array.from(rows, (r) => data.weights[r]);
  return { x: pick(data.x, rows), t: pick(data.t, rows), weights };
}

/** The option `loss`, which must be given. */
export function requiredLoss(): Option<Loss | undefined, Loss> {
  return (call, name, given) => {
    refuseOtherCopy(call, name, given);
    refuseOtherCopy(call, `${name}.link.activation`, given?.link?.activation);
    return loss(call, name, given);
  };
}

const loss = /* @__PURE__ */ having<Loss>(required, ["value", "gradient"], "a loss such as squaredError");

/** Throws unless `loss` is one that fits the network. */
export function checkIsLoss(network: Pick<Network, "layers">, call: string, loss: Loss): void {
  requiredLoss()(call, "loss", loss);
  checkPair(network, call, loss);
}

/** Throws for layers and a loss that cannot learn together. */
export function checkPair({ layers }: Pick<Network, "layers">, call: string, { name, outputs: rule }: Loss): void {
  const last = layers.length - 1;
  for (let l = 0; l <= last; l++) {
    const { activation, outputs } = layers[l];
    if (outputs > 1 || !isRowwise(activation) || !activation.sumsToOne) continue;
    const way = l === last ? "sigmoid and binaryCrossEntropy" : "sigmoid";
    throw new OptionError(`${call}: layer ${l}'s ${activation.name} of 1 output is always 1; take ${way}`);
  }
  const { activation, outputs } = layers[last];
  if (rule === undefined || rule.accepts(activation, outputs)) return;
  throw new OptionError(
    `${call}: ${name} takes outputs ${rule.wanted}, but the last layer gives ${count(outputs, "output")} of ${activation.name}; ${rule.instead}`,
  );
}

/** Throws when a layer's activation is not differentiable. */
export function checkDifferentiable({ layers }: Pick<Network, "layers">, call: string): void {
  for (let l = 0; l < layers.length; l++) {
    const { activation } = layers[l];
    if (!("differentiable" in activation && activation.differentiable === false)) continue;
    const { name } = activation;
    throw new NotDifferentiableError(
      `${call}: layer ${l}'s ${name} is not differentiable; take surrogate(${name}, sigmoid)`,
    );
  }
}

/** Throws for the first target outside the loss's range. */
export function checkRange(call: string, targets: Matrix, { name, targets: rule }: Loss): void {
  if (rule === undefined) return;
  const { data } = targets;
  let wrong = 0;
  while (wrong < data.length && rule.accepts(data[wrong])) wrong++;
  if (wrong === data.length) return;
  const place = `row ${Math.floor(wrong / targets.columns)}, column ${wrong % targets.columns} of the targets`;
  throw new DataError(`${call}: ${place} is ${targets.data[wrong]}, ${name} takes targets ${rule.wanted}`);
}
