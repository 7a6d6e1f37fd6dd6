import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import type { Sample, Samples } from "../numbers/samples.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import type { Checkpoint, Epoch } from "./checkpoint.js";

/** Options of `train` and `fit`. */
export interface TrainOptions {
  loss: Loss;
  /** `sgd()` unless given. */
  optimizer?: Optimizer | undefined;
  /** How many there are in all, a whole number from 0: a training resumed at 10 with 20 runs ten more. 100 unless given. */
  epochs?: number | undefined;
  /** Samples per update, a whole number from 1; 32 unless given, and all for an optimizer of full batches. */
  batchSize?: number | undefined;
  /** Whether each epoch takes the samples in an order of its own, drawn from the seed; true unless given. */
  shuffle?: boolean | undefined;
  /**
   * Data to validate on after each epoch: a pair of inputs and targets, or the share of the samples, above 0 and below 1, that is kept
   * out for it by a seeded random choice.
   */
  validation?: readonly [Samples, Samples] | number | undefined;
  /** What to report of each epoch besides the loss. */
  metrics?: readonly Metric[] | undefined;
  /** What each sample counts for in E = Σ wᵢ Lᵢ / n, from 0; all 1 unless given. They stay with their rows. */
  sampleWeights?: Sample | undefined;
  /** Training stops after the first epoch whose loss is at most this; that epoch's updates stay. */
  targetLoss?: number | undefined;
  /** Stops a training that no longer gets better. */
  earlyStopping?: EarlyStopping | undefined;
  /** Called after each epoch. */
  onEpoch?: ((epoch: Epoch) => void) | undefined;
  /** Training stops once it is aborted, with the parameters of the last whole epoch: an AbortSignal is one. */
  signal?: { readonly aborted: boolean } | undefined;
  /** Where an earlier training stopped: this one goes on from there, and ends in the same bits as one that never stopped. */
  resume?: Checkpoint | undefined;
}

/** Options of `fitAsync`. */
export interface AsyncTrainOptions extends Omit<TrainOptions, "onEpoch"> {
  /** Called after each epoch, and waited for. */
  onEpoch?: ((epoch: Epoch) => void | PromiseLike<void>) | undefined;
}

/** When to stop: it watches the validation loss, or the training loss where there is none. */
export interface EarlyStopping {
  /** After how many epochs in a row without improvement, a whole number from 1. */
  patience: number;
  /** How much lower than the best a loss must be to count as an improvement, from 0; 0 unless given. */
  minDelta?: number | undefined;
  /** Whether the network ends with the parameters of the best epoch, when training ends by itself or stops early; false unless given. */
  restoreBest?: boolean | undefined;
}
