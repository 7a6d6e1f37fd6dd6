import { DivergenceError } from "../checks/errors.js";
import type { Block } from "../engine/engine.js";
import { linkFor } from "../losses/loss.js";
import { layerViews } from "../network/network.js";
import type { BatchPass } from "./batch.js";
import type { DataSet } from "./dataSet.js";
import type { Run } from "./run.js";

/** The first number that is not finite, and its likely cause. */
interface Finding {
  readonly what: string;
  readonly cause: string;
}

/**
 * The error with the first number that is not finite, in the order of the computation, and its
 * likely cause.
 *
 * @param when in epoch 3, batch 2
 * @param kept the parameters that the network keeps: of epoch 2
 * @param rows the samples in the workspace, as rows of the data; none when the update of the last
 * batch made the parameters infinite
 */
export function divergence(
  pass: BatchPass,
  call: string,
  when: string,
  kept: string,
  rows: ArrayLike<number> = [],
): DivergenceError {
  return report(call, when, inParameters(pass) ?? inLayers(pass, rows) ?? inLoss(pass, rows), kept);
}

/** The error for a validation loss that is not finite, though the training loss is. */
export function badValidation({ plan, epochs }: Run, loss: number): DivergenceError {
  const { call, validation, data } = plan;
  const epoch = epochs.length + 1;
  const what = `the validation loss is ${loss}`;
  return report(call, `after epoch ${epoch}`, { what, cause: tooFast(validation ?? data) }, keptAfter(epoch - 1));
}

/** The error for losses that exploded from … to …, though they stayed finite. */
export function exploded({ plan, epochs }: Run, fromTo: string, kept: number): DivergenceError {
  const { call, data } = plan;
  const when = `by epoch ${epochs[epochs.length - 1].epoch}`;
  return report(call, when, { what: `the loss rose from ${fromTo}`, cause: tooFast(data) }, keptAfter(kept));
}

/** The parameters that a network keeps after this many good epochs, in words. */
export function keptAfter(epochs: number): string {
  return epochs === 0 ? "from before the first epoch" : `of epoch ${epochs}`;
}

function report(call: string, when: string, { what, cause }: Finding, kept: string): DivergenceError {
  return new DivergenceError(
    `${call}: training diverged ${when}: ${what}. Likely cause: ${cause}. The network keeps the parameters ${kept}`,
  );
}

function inParameters(pass: BatchPass): Finding | null {
  const { parameters } = pass.workspace;
  parameters.store();
  for (const [l, { weights: W, biases: b }] of layerViews(pass.network, parameters.flat).entries()) {
    for (const [name, values] of [
      ["weights", W.data],
      ["biases", b ?? []],
    ] as const) {
      const at = values.findIndex(isInfinite);
      if (at === -1) continue;
      const place = name === "biases" ? `[${at}]` : `[${Math.floor(at / W.columns)}][${at % W.columns}]`;
      return {
        what: `layer ${l}'s ${name}${place} became ${values[at]}`,
        cause: inGradient(pass) ?? tooFast(pass.data),
      };
    }
  }
  return null;
}

/**
 * The loss's gradient or an activation's slope, where it gave the first NaN of the last backward
 * pass; `null` when neither did.
 */
function inGradient({ gradients, workspace, loss }: BatchPass): string | null {
  const last = gradients.layers.length - 1;
  for (let l = last; l >= 0; l--) {
    const { a, delta } = gradients.layers[l];
    const { activation } = workspace.layers[l];
    const linked = l === last && linkFor(loss, activation) !== undefined;
    if (l === last && !linked && holds(a, Number.isNaN)) return `${loss.name}'s gradient is not a number`;
    // After an overflow a NaN proves nothing (∞ − ∞, ∞ · 0).
    if (!linked && holds(a, isInfinite)) return null;
    if (holds(delta, Number.isNaN))
      return linked ? `${loss.name}'s δ is not a number` : `${activation.name}'s slope is not a number`;
    if (holds(delta, isInfinite)) return null;
  }
  return null;
}

function holds({ data, rows, columns }: Block, what: (value: number) => boolean): boolean {
  return data.subarray(0, rows * columns).some(what);
}

function isInfinite(value: number): boolean {
  return !Number.isFinite(value);
}

function inLayers({ workspace: { layers }, data: all, network }: BatchPass, rows: ArrayLike<number>): Finding | null {
  for (const [l, layer] of layers.entries()) {
    for (const name of ["z", "a"] as const) {
      const { data, columns } = layer[name];
      const at = data.subarray(0, rows.length * columns).findIndex(isInfinite);
      if (at === -1) continue;
      const sample = rows[Math.floor(at / columns)];
      const what = `layer ${l}'s ${name} of neuron ${at % columns} is ${data[at]} for sample ${sample}`;
      const cause =
        name === "a"
          ? `${layer.activation.name} gives no finite number for z = ${layer.z.data[at]}`
          : `the sum overflows ${network.dtype}: ${tooFast(all)}`;
      return { what, cause };
    }
  }
  return null;
}

function inLoss(pass: BatchPass, rows: ArrayLike<number>): Finding {
  const { loss, data } = pass;
  if (rows.length === 0) return { what: "the gradient is not finite", cause: inGradient(pass) ?? tooFast(data) };
  const { activation, z, a, target } = pass.workspace.output;
  const link = linkFor(loss, activation);
  for (let r = 0; r < rows.length; r++) {
    const value = link === undefined ? loss.value(a.row(r), target.row(r)) : link.value(z.row(r), target.row(r));
    if (Number.isFinite(value)) continue;
    const k = target.row(r).findIndex((t, column) => !Number.isFinite(loss.value([a.row(r)[column]], [t])));
    const what = `${loss.name} is ${value} for sample ${rows[r]}`;
    if (link !== undefined || k === -1) return { what, cause: `the loss overflows: ${tooFast(data)}` };
    const pair = `output ${k} is ${a.row(r)[k]} where the target is ${target.row(r)[k]}`;
    const plain = Number.isNaN(value)
      ? `${loss.name} gives no number: ${pair}`
      : `the loss overflows: ${pair}; ${tooFast(data)}`;
    const cause =
      loss.link === undefined
        ? plain
        : `the logarithm of a number that is not above 0: ${pair}; end with ${loss.link.activation.name}`;
    return { what, cause };
  }
  return {
    what: `the sum of the batch's ${loss.name} is not finite`,
    cause: `the losses or the sample weights are too large to add, or ${tooFast(data)}`,
  };
}

function tooFast({ x }: DataSet): string {
  let reach = 0;
  for (const value of x.data) reach = Math.max(reach, Math.abs(value));
  const scale = reach > 100 ? `; the inputs reach ${reach}: scale them` : "";
  return `the updates are too large, try a smaller learningRate${scale}`;
}
