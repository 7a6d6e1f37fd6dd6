import { isBuiltIn } from "../checks/builtIn.js";
import { DivergenceError } from "../checks/errors.js";
import type { Block } from "../engine/engine.js";
import { type Loss, linkFor } from "../losses/loss.js";
import { infiniteParameter } from "../network/network.js";
import { reachOf, type Vector } from "../numbers/matrix.js";
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
 * @param isUpdated whether the training had updated the parameters before
 * @param rows the samples in the workspace, as rows of the data; none when the update of the last
 * batch made the parameters infinite
 */
export function divergence(
  pass: BatchPass,
  call: string,
  when: string,
  kept: string,
  isUpdated: boolean,
  rows: ArrayLike<number> = [],
): DivergenceError {
  const large = isUpdated ? tooFast(pass.data) : tooLarge(pass);
  return report(call, when, inParameters(pass) ?? inLayers(pass, rows, large) ?? inLoss(pass, rows, large), kept);
}

/** The error for a validation loss that is not finite, though the training loss is. */
export function badValidation(run: Run, loss: number): DivergenceError {
  const { call, validation, data } = run.plan;
  const what = `the validation loss is ${loss}`;
  return report(call, `after epoch ${run.number}`, { what, cause: tooFast(validation ?? data) }, keptBefore(run));
}

/** The error for losses that exploded from … to …, though they stayed finite. */
export function exploded(run: Run, fromTo: string, calm: number): DivergenceError {
  const { call, data } = run.plan;
  const when = `by epoch ${run.number - 1}`;
  return report(call, when, { what: `the loss rose from ${fromTo}`, cause: tooFast(data) }, keptBefore(run, calm));
}

/** The parameters from before an epoch of the training, or the one under way, in words. */
export function keptBefore({ before, number }: Run, epoch: number = number): string {
  if (epoch > before + 1) return `of epoch ${epoch - 1}`;
  return `from before ${epoch === 1 ? "the first epoch" : `epoch ${epoch}`}`;
}

function report(call: string, when: string, { what, cause }: Finding, kept: string): DivergenceError {
  return new DivergenceError(
    `${call}: training diverged ${when}: ${what}. Likely cause: ${cause}. The network keeps the parameters ${kept}`,
  );
}

function inParameters(pass: BatchPass): Finding | null {
  const { parameters } = pass.workspace;
  parameters.store();
  const found = infiniteParameter(pass.network, parameters.flat);
  return found && { what: `${found.place} became ${found.value}`, cause: inGradient(pass) ?? tooFast(pass.data) };
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

function inLayers(
  { workspace: { layers }, network }: BatchPass,
  rows: ArrayLike<number>,
  large: string,
): Finding | null {
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
          : because(`the sum overflows ${network.dtype}`, large);
      return { what, cause };
    }
  }
  return null;
}

function inLoss(pass: BatchPass, rows: ArrayLike<number>, large: string): Finding {
  const { loss } = pass;
  if (rows.length === 0)
    return { what: "the gradient is not finite", cause: inGradient(pass) ?? because("it overflows", large) };
  const { activation, z, a, target } = pass.workspace.output;
  const link = linkFor(loss, activation);
  for (let r = 0; r < rows.length; r++) {
    // Copies: a loss of the user's may write into them, or use the engine.
    const [sum, output, wanted] = [z, a, target].map((block) => block.row(r).slice());
    const value = link === undefined ? loss.value(output.slice(), wanted.slice()) : link.value(sum, wanted.slice());
    if (Number.isFinite(value)) continue;
    const k = guiltyOutput(loss, output, wanted);
    const what = `${loss.name} is ${value} for sample ${rows[r]}`;
    if (link !== undefined || k === -1)
      return {
        what,
        cause: Number.isNaN(value) ? `${loss.name} gives no number` : because("the loss overflows", large),
      };
    const pair = `output ${k} is ${output[k]} where the target is ${wanted[k]}`;
    const plain = Number.isNaN(value)
      ? `${loss.name} gives no number: ${pair}`
      : because(`the loss overflows: ${pair}`, large, ";");
    const cause =
      loss.link === undefined
        ? plain
        : `the logarithm of a number that is not above 0: ${pair}; end with ${loss.link.activation.name}`;
    return { what, cause };
  }
  return {
    what: `the sum of the batch's ${loss.name} is not finite`,
    cause: because("the losses or the sample weights are too large to add", large, ", or"),
  };
}

/** The first output whose own loss is not finite, −1 if none can be told. */
function guiltyOutput(loss: Loss, output: Vector, target: Vector): number {
  const isGuilty = (_: number, k: number): boolean => !Number.isFinite(loss.value([output[k]], [target[k]]));
  try {
    // A user's loss may need all outputs at once: then each alone is not finite.
    const isTold = isBuiltIn(loss) || output.length === 1 || !output.every(isGuilty);
    return isTold ? output.findIndex(isGuilty) : -1;
  } catch {
    return -1;
  }
}

function tooFast(data: DataSet): string {
  const scale = unscaled(data);
  return `the updates are too large, try a smaller learningRate${scale && `; ${scale}`}`;
}

/** What happened, and the cause of it where one is known. */
function because(what: string, large: string, sign = ":"): string {
  return large === "" ? what : `${what}${sign} ${large}`;
}

/** The cause where nothing has been updated yet: what the training began with, if it is large. */
function tooLarge({ data, workspace }: BatchPass): string {
  const reach = reachOf(workspace.parameters.flat);
  const begin = reach > usualReach ? `the parameters reach ${reach}: begin with smaller ones` : "";
  return [unscaled(data), begin].filter(Boolean).join("; ");
}

/** `the inputs reach 2015 and the targets 720000: scale them`; nothing where they are small. */
function unscaled({ x, t }: DataSet): string {
  const large = Object.entries({ inputs: reachOf(x.data), targets: reachOf(t.data) }).filter(
    ([, reach]) => reach > usualReach,
  );
  const said = large.map(([name, reach], k) => `the ${name} ${k === 0 ? "reach " : ""}${reach}`);
  return said.length === 0 ? "" : `${said.join(" and ")}: scale them`;
}

/** Larger numbers are called a cause. */
const usualReach = 100;
