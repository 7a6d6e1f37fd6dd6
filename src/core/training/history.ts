/**
 * The loss and the metrics of a network on some data. `Name` is the names of the metrics, where the
 * compiler knows them: another name does not compile.
 */
export interface Evaluation<Name extends string = string> {
  /** E, the weighted mean of the loss. */
  readonly loss: number;
  /** Each metric's number, by its name. */
  readonly metrics: Readonly<Record<Name, number>>;
}

/** The numbers of one epoch. */
export interface EpochReport<Name extends string = string> extends Evaluation<Name> {
  /** Counted from 1, over all trainings of the network: a second one of 5 epochs has 6 to 10. */
  readonly epoch: number;
  /**
   * Mean over the epoch's samples, each taken just before its batch's update (as Keras reports it).
   */
  readonly loss: number;
  /** On the validation data, after the epoch. */
  readonly validation?: Evaluation<Name>;
  /** The rate of the epoch's first update; `null` for an optimizer without a rate. */
  readonly learningRate: number | null;
  /** The time it took, in milliseconds. */
  readonly durationMs: number;
}

/** Something about a training that is probably not what was meant. */
export interface Warning {
  /**
   * - `"targets-out-of-range"`: the last activation cannot give some of the targets.
   * - `"class-missing"`: the validation share has no sample of a class, or all samples of one.
   * - `"unscaled-inputs"`: inputs or targets are far from unit scale, and that is a likely cause of
   *   a bad result. Inputs above 10,000 are reported before training.
   * - `"not-learned"`: the loss is above 0.9 times that of the best constant output, or above
   *   0.25 times that in a network with at least as many parameters as target numbers.
   * - `"constant-outputs"`: the outputs are nearly the same for every sample.
   * - `"loss-rose"`: the loss ended above the first epoch's, and above the best constant output's.
   */
  readonly code:
    | "targets-out-of-range"
    | "loss-rose"
    | "not-learned"
    | "constant-outputs"
    | "unscaled-inputs"
    | "class-missing";
  /** What is the case and what to do, in a sentence. */
  readonly message: string;
}

/** The result of a training. */
export interface History<Name extends string = string> {
  readonly epochs: readonly EpochReport<Name>[];
  /** What is probably not meant, at most one of each code. */
  readonly warnings: readonly Warning[];
  /** The network's seed: the same seed, data and options repeat the run. */
  readonly seed: number;
  /**
   * Why it ended: all epochs are done, the loss is low enough, the loss has not improved for too
   * long, the optimizer has nothing more to do (lbfgs within its tolerance), or the signal is
   * aborted.
   */
  readonly stopped: "epochs" | "targetLoss" | "earlyStopping" | "optimizer" | "aborted";
}
