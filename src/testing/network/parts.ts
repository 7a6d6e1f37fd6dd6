import type { Matrix } from "../../core/index.js";
import { ShapeError } from "../../core/index.js";
import { isMatrix, isVector } from "../../core/internal.js";
import type { Movable } from "./probe.js";
import type { CheckedNetwork, GivenGradients, Numbers } from "./target.js";

/** A part of a backward pass: what was given for it, row by row. */
export interface Part {
  readonly layer: number;
  readonly parameter: Exclude<Movable, "a">;
  readonly rows: number;
  readonly columns: number;
  readonly analytic: Float64Array;
}

/** Every part that was given, in the order in which it is computed. */
export function partsOf(net: CheckedNetwork, samples: number, given: GivenGradients): Part[] {
  const { layers } = net;
  if (!Array.isArray(given?.layers) || given.layers.length !== layers.length) {
    throw new ShapeError(
      `checkGradients: the gradients are of ${given?.layers?.length ?? 0} layers, the network has ${layers.length}`,
    );
  }
  const parts: Part[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { weights, biases } = layers[l];
    const { delta, weights: ofWeights, biases: ofBiases } = given.layers[l];
    const add = (parameter: Part["parameter"], rows: number, columns: number, numbers: Numbers | null | undefined) => {
      if (numbers === undefined || numbers === null) return;
      parts.push({
        layer: l,
        parameter,
        rows,
        columns,
        analytic: flat(numbers, rows, columns, `layer ${l}'s ${parameter}`),
      });
    };
    add("delta", samples, weights.rows, delta);
    add("weights", weights.rows, weights.columns, ofWeights);
    if (biases !== null) add("biases", 1, weights.rows, ofBiases);
    if (l === 0) add("input", samples, weights.columns, given.input);
  }
  return parts;
}

/** How the index of an entry reads: row and column, or the one number of a bias. */
export function indexOf({ parameter, columns }: Part, k: number): readonly number[] {
  return parameter === "biases" ? [k] : [Math.floor(k / columns), k % columns];
}

function flat(numbers: Numbers, rows: number, columns: number, what: string): Float64Array {
  const list = isMatrix(numbers)
    ? (numbers as Matrix).data
    : (numbers as ArrayLike<number> | readonly ArrayLike<number>[]);
  const nested = !isVector(list) && list.length > 0 && typeof list[0] !== "number";
  const values = nested
    ? Array.from(list as readonly ArrayLike<number>[]).flatMap((row) => Array.from(row))
    : (list as ArrayLike<number>);
  if (values.length !== rows * columns)
    throw new ShapeError(`checkGradients: ${what} has ${values.length} numbers, wanted ${rows} × ${columns}`);
  return Float64Array.from(values);
}
