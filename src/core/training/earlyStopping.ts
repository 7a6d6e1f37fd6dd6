import type { Vector } from "../numbers/matrix.js";
import type { Plan } from "./plan.js";
import type { Best } from "./run.js";

/** Takes an epoch's loss into account. */
export function watch(best: Best, loss: number, parameters: Vector, { earlyStopping }: Plan): void {
  if (earlyStopping === null) return;
  best.waited++;
  if (!(loss < best.loss - earlyStopping.minDelta)) return;
  best.loss = loss;
  best.waited = 0;
  best.parameters?.set(parameters);
}

/** Whether training has waited long enough for an improvement. */
export function isOver({ waited }: Best, { earlyStopping }: Plan): boolean {
  return earlyStopping !== null && waited >= earlyStopping.patience;
}
