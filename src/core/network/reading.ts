import { identity } from "../activations/identity.js";
import { DataError, NotDifferentiableError, OptionError } from "../checks/errors.js";
import { checkMethods } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import { probabilities } from "../losses/probabilities.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import { checkCounts, isSample, readSample, readSamples, type Sample, type Samples } from "../numbers/samples.js";
import type { Network } from "./network.js";

/** The inputs of a call, checked: as many columns as the network takes. A single sample becomes one row. */
export function readInputs(
  { inputs, dtype }: Pick<Network, "inputs" | "dtype">,
  call: string,
  x: Sample | Samples,
): Matrix {
  const reading = { call, columns: inputs, because: "the network takes", dtype };
  return isSample(x) ? readSample(x, { ...reading, name: "sample" }) : readSamples(x, { ...reading, name: "inputs" });
}

/** The inputs of a call that takes nothing but rows, checked. */
export function readRows({ inputs, dtype }: Network, call: string, x: Samples): Matrix {
  return readSamples(x, { call, name: "inputs", columns: inputs, because: "the network takes", dtype });
}

/** The targets of a call, checked: one row per sample, as many columns as the network gives, numbers that the loss takes. */
export function readTargets(
  { outputs, dtype }: Pick<Network, "outputs" | "dtype">,
  call: string,
  t: Samples,
  rows: number,
  loss: Loss,
): Matrix {
  const reading = { call, name: "targets", columns: outputs, because: "the network gives", dtype };
  const targets = readSamples(t, reading);
  checkCounts(call, rows, targets.rows, "targets");
  checkRange(call, targets, loss);
  return targets;
}

/** The sample weights of a call, checked; all 1 when none are given. */
export function readWeights(call: string, weights: Sample | undefined, rows: number): Vector {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  const { data } = readSample(weights, { call, name: "sampleWeights" });
  checkCounts(call, rows, data.length, "sampleWeights");
  const negative = data.findIndex((weight) => weight < 0);
  if (negative !== -1)
    throw new DataError(`${call}: number ${negative} of the sampleWeights is ${data[negative]}, wanted numbers from 0`);
  return data;
}

/** The inputs, targets and sample weights of a call with a loss, checked. One sample becomes one row. */
export function readBatch(
  network: Pick<Network, "layers" | "inputs" | "outputs" | "dtype">,
  call: string,
  x: Sample | Samples,
  t: Sample | Samples,
  loss: Loss,
  sampleWeights: Sample | undefined,
): { readonly x: Matrix; readonly t: Matrix; readonly weights: Vector } {
  checkLoss(network, call, loss);
  const inputs = readInputs(network, call, x);
  const { rows } = inputs;
  const targets = readTargets(network, call, rows === 1 && isSample(t) ? [t] : (t as Samples), rows, loss);
  return { x: inputs, t: targets, weights: readWeights(call, sampleWeights, rows) };
}

/** Throws unless `loss` is one, and its logarithm has a chance. */
export function checkLoss({ layers }: Pick<Network, "layers">, call: string, loss: Loss): void {
  checkMethods(call, "loss", loss, ["value", "gradient"], "a loss such as squaredError");
  if (loss.targets === probabilities && loss.link !== undefined && layers[layers.length - 1].activation === identity) {
    const fitting = loss.link.activation.name;
    throw new OptionError(`${call}: ${loss.name} takes the logarithm of the outputs; end with ${fitting}`);
  }
}

/** Throws when a layer has no slope to go back through. */
export function checkDifferentiable({ layers }: Pick<Network, "layers">, call: string): void {
  layers.forEach(({ activation }, l) => {
    if (!("differentiable" in activation && activation.differentiable === false)) return;
    const { name } = activation;
    throw new NotDifferentiableError(
      `${call}: layer ${l}'s ${name} has no slope to learn by; surrogate(${name}, sigmoid) lends it one`,
    );
  });
}

function checkRange(call: string, targets: Matrix, { name, targets: rule }: Loss): void {
  if (rule === undefined) return;
  const wrong = targets.data.findIndex((target) => !rule.accepts(target));
  if (wrong === -1) return;
  const place = `row ${Math.floor(wrong / targets.columns)}, column ${wrong % targets.columns} of the targets`;
  throw new DataError(`${call}: ${place} is ${targets.data[wrong]}, ${name} takes targets ${rule.wanted}`);
}
