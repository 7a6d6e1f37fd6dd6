import type { Epoch, History, Optimizer, Warning } from "deltarule";
import type { Dataset } from "./data/dataset.js";
import { load, trained } from "./data/load.js";
import { type Edit, isDataEdit } from "./edits.js";
import { build, type Model, optimizerOf } from "./model.js";
import { limits, type State } from "./state.js";

/** Why a training stopped; `null` while it goes on. */
export type Stopped = History["stopped"] | "failed" | null;

/** A training under way, with the edits that are made between its epochs. */
export class Run {
  readonly model: Model;
  data: Dataset;
  edits: readonly Edit[];
  /** The learning rate, which the optimizer reads at every step. */
  rate: number;
  batch: number;
  epoch = 0;
  last: Epoch | null = null;
  /** The losses of the epochs since they were last taken. */
  losses: number[] = [];
  testLosses: number[] = [];
  stopped: Stopped = null;
  readonly warnings: Warning["code"][] = [];
  /** The same object for the whole run, since the network keeps its memory by it. */
  private readonly optimizer: Optimizer;
  private done: number;
  private epochs: Generator<Epoch, History, void>;

  constructor(
    readonly state: State,
    readonly id = 0,
  ) {
    const first = state.edits.filter(({ at }) => at === 0);
    this.data = load({ ...state, edits: first });
    this.model = build(state, this.data);
    [this.rate, this.batch, this.edits, this.done] = [state.rate, state.batch, state.edits, first.length];
    this.optimizer = optimizerOf(state, () => this.rate);
    this.epochs = this.train();
    for (const edit of first) this.apply(edit);
  }

  /** How many samples training sees. */
  get seen(): number {
    return trained(this.data, this.state);
  }

  /** The state with the learning rate and the batch size of this moment. */
  get now(): State {
    return { ...this.state, rate: this.rate, batch: this.batch };
  }

  /** Takes the edits that the page made. While it trains, the page does not know the epoch. */
  edit(edits: readonly Edit[]): void {
    const known = this.edits.length;
    this.edits = edits.map((one, k) => (k >= known && one.at < this.epoch ? { ...one, at: this.epoch } : one));
    this.done = this.edits.filter(({ at }) => at < this.epoch).length;
    this.applyDue();
  }

  /** Runs so many epochs, or fewer if time is up. */
  advance(epochs: number, end = Number.POSITIVE_INFINITY): void {
    for (let k = 0; k < epochs && this.stopped === null; k++) {
      this.applyDue();
      const { done, value } = this.epochs.next();
      if (done) this.stopped = value.stopped;
      else {
        this.epoch++;
        this.last = value;
        this.losses.push(value.loss);
        if (value.validation !== undefined) this.testLosses.push(value.validation.loss);
      }
      if (performance.now() > end) return;
    }
  }

  /** Applies the edits up to the present epoch. */
  applyDue(): void {
    while (this.done < this.edits.length && this.edits[this.done].at <= this.epoch) {
      this.apply(this.edits[this.done]);
      this.done++;
    }
  }

  private apply(edit: Edit): void {
    const { parameters } = this.model.net;
    if (edit.kind === "rate") this.rate = edit.value;
    else if (edit.kind === "weight") {
      if (edit.index < parameters.length) parameters[edit.index] = edit.value;
    } else {
      if (edit.kind === "batch") this.batch = edit.value;
      if (isDataEdit(edit))
        this.data = load({ ...this.state, edits: this.edits.slice(0, this.edits.indexOf(edit) + 1) });
      this.epochs = this.train();
    }
    if (this.stopped !== null && this.stopped !== "epochs") {
      this.epochs = this.train();
      this.stopped = null;
    }
  }

  /**
   * Training from this epoch on. The network remembers the optimizer's memory. The samples come in
   * the same order in every epoch, so that the page can show the next batch.
   */
  private train(): Generator<Epoch, History, void> {
    const { data, seen, batch, model, state } = this;
    const rest = [data.x.slice(seen), data.t.slice(seen)] satisfies [Dataset["x"], Dataset["t"]];
    return model.net.train(data.x.slice(0, seen), data.t.slice(0, seen), {
      ...{ loss: model.loss, optimizer: this.optimizer, targetLoss: state.target, shuffle: false },
      epochs: limits.epochs - this.epoch,
      batchSize: batch === 0 ? seen : Math.min(batch, seen),
      ...(rest[0].length > 0 && { validation: rest }),
      onWarning: ({ code }) => this.warnings.push(code),
    });
  }
}
