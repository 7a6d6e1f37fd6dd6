import type { Activation } from "../activations/activation.js";
import { isBuiltIn } from "../checks/builtIn.js";
import { DataError } from "../checks/errors.js";
import type { Loss } from "../losses/loss.js";
import type { Matrix } from "../numbers/matrix.js";
import type { Layer } from "./layer.js";

/**
 * The share of each column's targets that lie outside the activation's range, from 0 to 1. A bound
 * itself is within reach, and so is a target beyond it by rounding. All 0 where the range is
 * unknown.
 */
export function outOfReach({ rows, columns, data }: Matrix, { range = everything }: Activation): number[] {
  const shares = new Array<number>(columns).fill(0);
  const [min, max] = [range[0] - hair(range[0]), range[1] + hair(range[1])];
  if (min === -Infinity && max === Infinity) return shares;
  for (let k = 0; k < data.length; k++) if (data[k] < min || data[k] > max) shares[k % columns]++;
  for (let k = 0; k < columns; k++) shares[k] /= rows;
  return shares;
}

/**
 * Throws when the last layer cannot reach more than half of a column's targets. A user's own loss
 * may mean something else by a target than the output to reach, and is not judged.
 */
export function checkReach(
  { layers }: { readonly layers: readonly Layer[] },
  call: string,
  t: Matrix,
  loss: Loss,
): void {
  const { activation } = layers[layers.length - 1];
  const column = outOfReach(t, activation).findIndex((share) => share > 0.5);
  if (column === -1 || !isBuiltIn(loss)) return;
  let [min, max] = [Infinity, -Infinity];
  for (let k = column; k < t.data.length; k += t.columns) {
    min = Math.min(min, t.data[k]);
    max = Math.max(max, t.data[k]);
  }
  throw new DataError(
    `${call}: column ${column} of the targets goes from ${min} to ${max}, mostly out of reach: ${rangeText(activation)}; scale the targets with minMax in a Pipeline, or end with identity`,
  );
}

/** `sigmoid gives 0 to 1`, `relu gives 0 or more`. */
export function rangeText({ name, range: [min, max] = everything }: Activation): string {
  if (max === Infinity) return `${name} gives ${min === -Infinity ? "any number" : `${min} or more`}`;
  return `${name} gives ${min === -Infinity ? `${max} or less` : `${min} to ${max}`}`;
}

const everything: readonly [number, number] = [-Infinity, Infinity];

/** What rounding may add to a bound, in float32 too. */
function hair(bound: number): number {
  return Number.isFinite(bound) ? 1e-6 * Math.max(1, Math.abs(bound)) : 0;
}
