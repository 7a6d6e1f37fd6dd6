import type { Network } from "../network/network.js";
import { outOfReach, rangeText } from "../network/reach.js";
import { type Matrix, reachOf } from "../numbers/matrix.js";
import { SlicedEvaluation } from "./evaluate.js";
import { digits, type Watch } from "./explosion.js";
import type { Warning } from "./history.js";
import type { Plan } from "./plan.js";
import type { Run } from "./run.js";

// The thresholds were chosen by bench/warnings.ts: see bench/warnings.md.

/** The warnings of a training, each told as it is found. */
export class Warnings {
  readonly list: Warning[] = [];
  #isSilent = false;

  constructor(
    readonly network: Network,
    readonly plan: Plan,
  ) {}

  /** Looks at the data, before training. */
  ofData(): void {
    // A resumed training has told them before.
    this.#isSilent = this.plan.resume !== null;
    const { layers } = this.network;
    const { data, missing, optimizer } = this.plan;
    const { activation } = layers[layers.length - 1];
    const shares = outOfReach(data.t, activation);
    const column = shares.findIndex((share) => share > 0);
    if (column !== -1) {
      const share = digits(100 * shares[column]);
      this.#say(
        "targets-out-of-range",
        `${share} % of the targets' column ${column} are out of reach: ${rangeText(activation)}`,
      );
    }
    if (missing !== null) {
      const sentence = `class ${missing} is not in both parts of the data; take stratify: true, a larger share, or [inputs, targets]`;
      this.#say("class-missing", `validation: ${sentence}`);
    }
    // An optimizer of full batches finds the scale of its steps itself.
    if (!optimizer.fullBatch) this.#sayUnscaled(1e4, 0);
    this.#isSilent = false;
  }

  /** Looks at the network after training. This is a generator that yields after a slice of work. */
  *ofResult(watch: Watch): Generator<null, void, void> {
    const { network, plan } = this;
    const { data, loss } = plan;
    const { epochs } = watch.run;
    const { constant } = watch.yardstick;
    const last = epochs[epochs.length - 1];
    if (!(constant > 0) || !(last.loss > usable * constant)) return;
    // The last epoch's loss was with dropout, before its updates, and of other parameters than the
    // best ones.
    const evaluation = new SlicedEvaluation(network, data, loss, [spread]);
    for (let row = 0; row < evaluation.samples; row += evaluation.slice) {
      evaluation.add(row);
      yield null;
    }
    const { loss: final, metrics } = evaluation.result();
    const begun = epochs[0].loss;
    const updates = updatesOf(watch.run);
    const ratio = final / constant;
    const [is, best] = [digits(final), digits(constant)];
    const isLarge = network.size >= data.t.data.length;
    const earlier = epochs[Math.floor(0.9 * epochs.length)].loss;
    const isFalling = last.loss < 0.95 * earlier;
    if (ratio > 1.05 && final > 1.05 * begun) {
      this.#say("loss-rose", `the loss rose from ${digits(begun)} to ${is}; try a smaller learningRate`);
    }
    // First the data: nothing else helps before they are scaled.
    if (ratio > usable) this.#sayUnscaled(30, 1 / 30);
    const scale = this.list.some(({ code }) => code === "unscaled-inputs") && "scale the data";
    if (ratio > 0.9 || ((isLarge || isFalling) && ratio > usable)) {
      const more = isFalling || updates < 2000 ? "more epochs" : lackOf(network);
      const sentence = `the loss is ${is} after ${updates} updates, and ${best} for the best constant output`;
      this.#say("not-learned", `hardly learned: ${sentence}; ${scale || `try ${more} or another learningRate`}`);
    }
    if (metrics[spread.name] < 0.01) {
      const cure = scale || "try another seed or initializer";
      this.#say("constant-outputs", `the outputs are nearly the same for all samples; ${cure}`);
    }
  }

  /** Inputs, or targets of an unbounded output, that are far from unit scale. */
  #sayUnscaled(most: number, least: number): void {
    const { x, t } = this.plan.data;
    const { layers } = this.network;
    const { range } = layers[layers.length - 1].activation;
    const parts: [string, Matrix][] = [["inputs", x]];
    if (range === undefined || range[1] === Infinity) parts.push(["targets", t]);
    for (const [name, { data }] of parts) {
      const reach = reachOf(data);
      if (reach <= most && (reach >= least || reach === 0)) continue;
      this.#say("unscaled-inputs", `the ${name} reach ${digits(reach)}; scale them, as standardize does`);
      return;
    }
  }

  #say(code: Warning["code"], message: string): void {
    if (this.list.some((said) => said.code === code)) return;
    const { onWarning } = this.plan;
    const warning = { code, message };
    this.list.push(warning);
    if (this.#isSilent) return;
    if (onWarning !== null) onWarning(warning);
    else if (isNews(this.network, warning)) sayInConsole(warning);
  }
}

/** What a network may lack that has not learned in many updates. */
function lackOf({ layers }: Network): string {
  const plain = layers.findIndex(({ activation }) => activation.name === "identity");
  if (plain !== -1 && plain < layers.length - 1) return `an activation such as tanh in layer ${plain}`;
  return layers.length === 1 ? "a hidden layer" : "another seed, more neurons";
}

/** Whether a training is too short to judge what came of it. */
export function isShort(run: Run): boolean {
  const updates = updatesOf(run);
  return updates < 50 || (run.epochs.length < 5 && updates < 1000);
}

/** Updates in all, with those before a checkpoint. */
function updatesOf({ epochs, plan }: Run): number {
  return epochs.length * Math.ceil(plan.data.x.rows / plan.batchSize);
}

/** A loss above this share of the best constant output's is worth a second look. */
const usable = 0.25;

/** The largest spread of a column's outputs, in spreads of its targets. */
const spread = {
  name: "spread",
  compute: (output: Matrix, target: Matrix): number => {
    let most = 0;
    for (let k = 0; k < output.columns; k++) {
      const wanted = widthOf(target, k);
      if (wanted > 0) most = Math.max(most, widthOf(output, k) / wanted);
    }
    return most;
  },
};

function widthOf({ columns, data }: Matrix, column: number): number {
  let [min, max] = [Infinity, -Infinity];
  for (let k = column; k < data.length; k += columns) {
    min = Math.min(min, data[k]);
    max = Math.max(max, data[k]);
  }
  return max - min;
}

// Not every host has a console.
declare const console: { warn(message: string): void } | undefined;

/** The last message of each code that the console got about a network. */
const told = /* @__PURE__ */ new WeakMap<Network, Map<Warning["code"], string>>();

/** Whether the last message of the code was another: trainings in a loop repeat themselves. */
function isNews(network: Network, { code, message }: Warning): boolean {
  const known = told.get(network) ?? new Map<Warning["code"], string>();
  told.set(network, known);
  if (known.get(code) === message) return false;
  known.set(code, message);
  return true;
}

/** Writes a warning to the console, where there is one. */
export function sayInConsole({ message }: Warning): void {
  if (typeof console !== "undefined") console.warn(`deltarule: ${message}`);
}
