import { DivergenceError } from "../errors.js";
import type { Vector } from "../matrix.js";
import type { Run } from "./epoch.js";

/** Where in a training a number stopped being finite. */
interface Where {
  readonly run: Run;
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 1; none when it was found at the epoch's end. */
  readonly batch?: number;
  /** The batch's samples, as rows of the data. */
  readonly rows?: ArrayLike<number>;
}

/** What a search for the first such number finds, and what is likely behind it. */
interface Finding {
  readonly what: string;
  readonly cause: string;
}

/** The error that tells what went wrong first, in the order of the computation, and why it probably did. */
export function divergence({ run, epoch, batch, rows = [] }: Where): DivergenceError {
  const { what, cause } = inParameters(run) ?? inLayers(run, rows) ?? inLoss(run, rows);
  const when = batch === undefined ? `at the end of epoch ${epoch}` : `in epoch ${epoch}, batch ${batch}`;
  const kept = epoch === 1 ? "from before the first epoch" : `of epoch ${epoch - 1}`;
  return new DivergenceError(
    `${run.plan.call}: training diverged ${when}: ${what}. Likely cause: ${cause}. The network keeps the parameters ${kept}`,
  );
}

function inParameters({ workspace: { layers }, plan }: Run): Finding | null {
  for (const [l, { W, b }] of layers.entries()) {
    for (const [name, values] of [
      ["weights", W.data],
      ["biases", b ?? []],
    ] as const) {
      const at = values.findIndex((value: number) => !Number.isFinite(value));
      if (at === -1) continue;
      const place = name === "biases" ? `[${at}]` : `[${Math.floor(at / W.columns)}][${at % W.columns}]`;
      return { what: `layer ${l}'s ${name}${place} became ${values[at]}`, cause: tooFast(plan) };
    }
  }
  return null;
}

function inLayers({ workspace: { layers }, plan, network }: Run, rows: ArrayLike<number>): Finding | null {
  for (const [l, layer] of layers.entries()) {
    for (const name of ["z", "a"] as const) {
      const { data, columns } = layer[name];
      const at = data.subarray(0, rows.length * columns).findIndex((value) => !Number.isFinite(value));
      if (at === -1) continue;
      const sample = rows[Math.floor(at / columns)];
      const what = `layer ${l}'s ${name} of neuron ${at % columns} is ${data[at]} for sample ${sample}`;
      const ownSlip =
        name === "a" ? `${layer.activation.name} gives no finite number for z = ${layer.z.data[at]}` : null;
      return { what, cause: ownSlip ?? `the sum overflows ${network.dtype}: ${tooFast(plan)}` };
    }
  }
  return null;
}

function inLoss({ workspace: { output }, plan: { loss }, network }: Run, rows: ArrayLike<number>): Finding {
  const { a, target } = output;
  for (let r = 0; r < rows.length; r++) {
    const value = loss.value(a.row(r), target.row(r));
    if (Number.isFinite(value)) continue;
    const k = target.row(r).findIndex((t, column) => !Number.isFinite(loss.value([a.row(r)[column]], [t])));
    const what = `${loss.name} is ${value} for sample ${rows[r]}`;
    if (k === -1) return { what, cause: `the loss overflows ${network.dtype}` };
    const pair = `output ${k} is ${a.row(r)[k]} where the target is ${target.row(r)[k]}`;
    const plain = Number.isNaN(value) ? `${loss.name} gives no number` : "the loss overflows";
    const cause =
      loss.link === undefined
        ? `${plain}: ${pair}`
        : `the logarithm of a number that is not above 0: ${pair}; end with ${loss.link.activation.name}`;
    return { what, cause };
  }
  return {
    what: `the sum of the batch's ${loss.name} is not finite`,
    cause: "the losses or the sample weights are too large to add",
  };
}

function tooFast({ data }: Run["plan"]): string {
  const reach = largest(data.x.data);
  const scale = `; the inputs reach ${reach}: scale them, with standardize or by hand`;
  return `the updates are too large, try a smaller learningRate${reach > 100 ? scale : ""}`;
}

function largest(values: Vector): number {
  let reach = 0;
  for (const value of values) reach = Math.max(reach, Math.abs(value));
  return reach;
}
