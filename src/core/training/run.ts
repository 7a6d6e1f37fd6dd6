import type { Batches, Updates } from "../engine/engine.js";
import type { Matrix, Vector } from "../numbers/matrix.js";
import type { OptimizerState } from "../optimizers/optimizer.js";
import type { Pass } from "./batch.js";
import type { BatchContext } from "./context.js";
import type { EpochReport } from "./history.js";
import type { Plan } from "./plan.js";

/** A training under way. */
export interface Run extends Pass {
  readonly plan: Plan;
  readonly context: BatchContext;
  readonly state: OptimizerState;
  readonly updates: Updates;
  /** The network's changes that are in the workspace; NaN before the first epoch. */
  seen: number;
  /** Many batches in one call, where the engine has it. */
  readonly batches: Batches | null;
  /** The rows of the data as they come without shuffling. */
  readonly inOrder: Uint32Array;
  /** Room for the outputs of an epoch; `null` when no metric asks for them. */
  readonly outputs: Matrix | null;
  /** The parameters before the epoch that is under way. */
  readonly good: Vector;
  readonly epochs: EpochReport[];
  /** What schedules and early stopping go by, one an epoch. */
  readonly losses: number[];
  /** Updates made. */
  steps: number;
  readonly best: Best;
  /** The epoch after which training stands still; `null` while one is under way. */
  shown: EpochReport | null;
  /** The last epoch's parameters, once training is over and the network may go its own way. */
  last: Vector | null;
}

/** What early stopping remembers. */
export interface Best {
  loss: number;
  /** Epochs in a row without improvement. */
  waited: number;
  /** The parameters after the best epoch, where they are to be restored. */
  readonly parameters: Vector | null;
}
