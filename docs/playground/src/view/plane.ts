import type { Dataset } from "../data/dataset.js";
import type { Plane } from "../protocol.js";
import type { State } from "../state.js";

/** The part of the input space that contains the samples, with a margin. */
export function planeOf({ x, inputs }: Dataset, { axes }: State): Plane {
  const chosen: readonly [number, number] = axes.every((axis) => axis < inputs.length)
    ? axes
    : [0, Math.min(1, inputs.length - 1)];
  const range = (axis: number): readonly [number, number] => {
    const column = x.map((row) => row[axis]);
    const [low, high] = [Math.min(...column), Math.max(...column)];
    const margin = high > low ? 0.15 * (high - low) : 0.5;
    return [low - margin, high + margin];
  };
  const [across, up] = chosen.map(range);
  const others = inputs.map((_, i) => x.reduce((sum, row) => sum + row[i], 0) / x.length);
  return {
    axes: chosen,
    low: [across[0], up[0]],
    high: [across[1], up[1]],
    others,
    size: inputs.length === 1 ? 120 : 44,
  };
}
