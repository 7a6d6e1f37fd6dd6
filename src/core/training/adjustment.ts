import { OptionError } from "../checks/errors.js";
import type { Updates } from "../engine/engine.js";
import type { Network } from "../network/network.js";
import { type Penalty, penaltyOf, type Range, rangesOf } from "../network/regularization.js";
import type { Gradients, Workspace } from "../network/workspace.js";
import type { Vector } from "../numbers/matrix.js";
import type { StepContext } from "../optimizers/optimizer.js";

/** What a training adds to E and its gradient beside the data: a penalty, and frozen layers. */
export interface Adjustment {
  readonly penalty: Penalty;
  /** The places of all weights, which the penalty is of. */
  readonly weights: readonly Range[];
  /** The places of the parameters that must not change. */
  readonly frozen: readonly Range[];
}

/** A pass with its memory, which an adjustment may change. */
export interface AdjustedPass {
  /** `null` where E and its gradient are those of the data alone. */
  readonly adjustment: Adjustment | null;
  readonly workspace: Workspace;
  readonly gradients: Gradients;
}

/**
 * The adjustment of a training; `null` for most, which update every parameter by the data alone.
 *
 * @throws OptionError when no layer is trainable.
 */
export function adjustmentOf(network: Network, call: string, penalty: Penalty): Adjustment | null {
  const { layers } = network;
  if (penalty === null && layers.every(({ trainable }) => trainable)) return null;
  const frozen = rangesOf(network, "both", ({ trainable }) => !trainable);
  if (frozen.length === layers.length)
    throw new OptionError(`${call}: no layer is trainable, so there is nothing to learn; set trainable = true on one`);
  return { penalty, weights: rangesOf(network, "weights"), frozen };
}

/** The penalty on the parameters in the workspace; 0 without an adjustment. */
export function penaltyIn({ adjustment, workspace: { parameters } }: AdjustedPass): number {
  if (adjustment === null) return 0;
  parameters.store();
  return penaltyOf(adjustment.penalty, adjustment.weights, parameters.flat);
}

/** Completes the gradient of a batch: the penalty's is added, and that of frozen layers is 0. */
export function adjustGradient({ adjustment, workspace, gradients: { parameters } }: AdjustedPass): void {
  if (adjustment === null) return;
  workspace.parameters.store();
  parameters.store();
  penaltyOf(adjustment.penalty, adjustment.weights, workspace.parameters.flat, parameters.flat);
  clearFrozen(adjustment, parameters.flat);
  parameters.load();
}

/** Makes the numbers in the places of frozen parameters 0. */
export function clearFrozen(adjustment: Adjustment | null, numbers: Vector): void {
  for (const [start, end] of adjustment?.frozen ?? []) numbers.fill(0, start, end);
}

/**
 * One update. Frozen parameters are put back after it: weight decay, or an optimizer of the user's,
 * changes parameters with a gradient of 0 too.
 */
export function applyUpdate({ adjustment, workspace }: AdjustedPass, updates: Updates, context: StepContext): void {
  const frozen = adjustment?.frozen ?? [];
  const { parameters } = workspace;
  if (frozen.length > 0) parameters.store();
  const kept = frozen.map(([start, end]) => parameters.flat.slice(start, end));
  updates.step(context);
  if (frozen.length === 0) return;
  parameters.store();
  for (const [k, [start]] of frozen.entries()) parameters.flat.set(kept[k], start);
  parameters.load();
}
