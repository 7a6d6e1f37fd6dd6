/** How good a network is on some data. */
export interface Evaluation {
  /** E, the weighted mean of the loss. */
  readonly loss: number;
  /** Each metric's number, by its name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What happened in an epoch. */
export interface EpochReport extends Evaluation {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the epoch's samples, each taken just before its batch's update (as Keras reports it). */
  readonly loss: number;
  /** After the epoch, on the validation data. */
  readonly validation?: Evaluation;
  /** The rate of the epoch's first update; `null` for an optimizer without one. */
  readonly learningRate: number | null;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** What a training came to. */
export interface History {
  readonly epochs: readonly EpochReport[];
  /** The network's seed: with it and the same data and options, the same run can be had again. */
  readonly seed: number;
  /** Why it ended: all epochs done, the loss low enough, no improvement for long enough, or the signal aborted. */
  readonly stopped: "epochs" | "targetLoss" | "earlyStopping" | "aborted";
}
