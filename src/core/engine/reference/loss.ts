import { type Loss, linkFor } from "../../losses/loss.js";
import type { Block, Output } from "../engine.js";

/** Adds `Σ wᵢ Lᵢ` to `sum`. */
export function lossSum(loss: Loss, { activation, z, a, target, weights }: Output, sum: number): number {
  const link = linkFor(loss, activation);
  let total = sum;
  for (let r = 0; r < a.rows; r++) {
    const value = link === undefined ? loss.value(a.row(r), target.row(r)) : link.value(z.row(r), target.row(r));
    total += weights.data[r] * value;
  }
  return total;
}

/** `∂E/∂a` of the last layer. */
export function lossGradient(loss: Loss, { a, target, weights, samples }: Output, into: Block): void {
  for (let r = 0; r < a.rows; r++) {
    loss.gradient(a.row(r), target.row(r), into.row(r));
    scale(into, r, weights.data[r] / samples);
  }
}

/** δ of the last layer by the loss's link. */
export function lossDelta(loss: Loss, { activation, z, a, target, weights, samples }: Output, into: Block): void {
  const link = linkFor(loss, activation);
  if (link === undefined) return;
  for (let r = 0; r < a.rows; r++) {
    link.delta(z.row(r), a.row(r), target.row(r), into.row(r));
    scale(into, r, weights.data[r] / samples);
  }
}

/** E is a mean over the samples, in which this one counts `share`. */
function scale(of: Block, r: number, share: number): void {
  const row = of.row(r);
  for (let k = 0; k < row.length; k++) row[k] *= share;
}
