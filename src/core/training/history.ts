/** The loss and the metrics of a network on some data. */
export interface Evaluation {
  /** E, the weighted mean of the loss. */
  readonly loss: number;
  /** Each metric's number, by its name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The numbers of one epoch. */
export interface EpochReport extends Evaluation {
  /** Counted from 1, over all trainings of the network: a second one of 5 epochs has 6 to 10. */
  readonly epoch: number;
  /**
   * Mean over the epoch's samples, each taken just before its batch's update (as Keras reports it).
   */
  readonly loss: number;
  /** On the validation data, after the epoch. */
  readonly validation?: Evaluation;
  /** The rate of the epoch's first update; `null` for an optimizer without a rate. */
  readonly learningRate: number | null;
  /** The time it took, in milliseconds. */
  readonly durationMs: number;
}

/** The result of a training. */
export interface History {
  readonly epochs: readonly EpochReport[];
  /** The network's seed: the same seed, data and options repeat the run. */
  readonly seed: number;
  /**
   * Why it ended: all epochs are done, the loss is low enough, the loss has not improved for too
   * long, or the signal is aborted.
   */
  readonly stopped: "epochs" | "targetLoss" | "earlyStopping" | "aborted";
}
