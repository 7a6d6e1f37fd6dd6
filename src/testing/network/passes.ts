import { type Forward, type Matrix, type MatrixLike, ShapeError } from "../../core/index.js";
import { isMatrix } from "../../core/internal.js";
import { mapMatrix, sameBits, withData } from "../matrices.js";
import type { CheckedBatch, CheckedNetwork, GivenGradients, NetworkCheck, Numbers } from "./target.js";

/** One derivative matrix of a backward pass: the values under test, row by row. */
export interface GradientPart {
  readonly layer: number;
  readonly parameter: "delta" | "weights" | "biases" | "input";
  readonly columns: number;
  readonly analytic: Float64Array;
}

/** What the network under test returned. */
export interface NetworkPasses {
  readonly forward: Forward;
  readonly parts: readonly GradientPart[];
  /** E as the backward pass reported it. */
  readonly loss: number | null;
  /** The same call gave the same bits twice. */
  readonly repeats: boolean;
  /** A pass changed the parameters, which have been restored. */
  readonly meddled: boolean;
}

/** The batch with other inputs, for a first call whose leftovers must not affect the next. */
export function warmUpBatch({ x, t, weights }: CheckedBatch): CheckedBatch {
  return { x: mapMatrix(x, (k) => 0.5 * x.data[k] + 0.25 * Math.cos(k + 1)), t, weights };
}

/**
 * Runs the network once on other inputs and twice on these. The parameters are restored bit for
 * bit, also when a pass throws.
 */
export function runPasses({ net, data, penalty, backward }: NetworkCheck): NetworkPasses {
  const restore = keepParameters(net);
  const once = ({ x, t, weights }: CheckedBatch) => {
    const options = {
      ...(weights.every((weight) => weight === 1) ? {} : { sampleWeights: weights }),
      ...(penalty !== null && { regularization: penalty }),
    };
    const [ownX, ownT] = [copyMatrix(x), copyMatrix(t)];
    const forward = net.forward(ownX);
    const given = backward(forward, ownX, ownT, options);
    // Copied at once: the next call may overwrite the memory behind the gradients.
    return { forward, parts: readGradientParts(net, x.rows, given), loss: given.loss ?? null };
  };
  let meddled = false;
  try {
    once(warmUpBatch(data));
    meddled = restore();
    const first = once(data);
    meddled = restore() || meddled;
    const second = once(data);
    const repeats =
      first.loss === second.loss &&
      first.parts.every((part, p) => sameBits(part.analytic, second.parts[p]?.analytic ?? []));
    meddled = restore() || meddled;
    return { ...first, repeats, meddled };
  } finally {
    restore();
  }
}

/**
 * Copies the parameters; the returned function restores them, and says whether they had changed.
 */
export function keepParameters({ layers }: CheckedNetwork): () => boolean {
  const kept = layers.map(({ weights, biases }) => ({ weights: weights.data.slice(), biases: biases?.slice() ?? [] }));
  return () => {
    let changed = false;
    layers.forEach(({ weights, biases }, l) => {
      changed ||= !sameBits(weights.data, kept[l].weights) || !sameBits(biases ?? [], kept[l].biases);
      weights.data.set(kept[l].weights);
      biases?.set(kept[l].biases);
    });
    return changed;
  };
}

/**
 * The given gradients, checked and copied, in the order of the backward pass.
 *
 * @throws ShapeError for another count of layers or of numbers than the network has.
 */
export function readGradientParts({ layers }: CheckedNetwork, samples: number, given: GivenGradients): GradientPart[] {
  if (!Array.isArray(given?.layers))
    throw new ShapeError(
      "checkGradients: the gradients have no list of layers, wanted { layers: [{ delta, weights, biases }, …] }",
    );
  const { length } = given.layers;
  if (length !== layers.length)
    throw new ShapeError(
      `checkGradients: the gradients are of ${length} ${length === 1 ? "layer" : "layers"}, the network has ${layers.length}`,
    );
  const parts: GradientPart[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { weights, biases } = layers[l];
    const gradients = given.layers[l];
    const add = (parameter: GradientPart["parameter"], rows: number, columns: number, numbers?: Numbers | null) => {
      if (numbers === undefined || numbers === null) return;
      const analytic = flatNumbers(numbers, rows, columns, `layer ${l}'s ${parameter}`);
      parts.push({ layer: l, parameter, columns, analytic });
    };
    add("delta", samples, weights.rows, gradients.delta);
    add("weights", weights.rows, weights.columns, gradients.weights);
    if (biases !== null) add("biases", 1, weights.rows, gradients.biases);
    if (l === 0) add("input", samples, weights.columns, given.input);
  }
  return parts;
}

/** The index of number k in a report: row and column, or the one index of a bias. */
export function entryIndex({ parameter, columns }: GradientPart, k: number): readonly number[] {
  return parameter === "biases" ? [k] : [Math.floor(k / columns), k % columns];
}

function flatNumbers(numbers: Numbers, rows: number, columns: number, what: string): Float64Array {
  const list = isMatrix(numbers) ? numbers.data : numbers;
  const values = isNested(list) ? Array.from(list).flatMap((row) => Array.from(row)) : list;
  if (values.length !== rows * columns)
    throw new ShapeError(`checkGradients: ${what} has ${values.length} numbers, wanted ${rows} × ${columns}`);
  return Float64Array.from(values);
}

function isNested(list: Exclude<Numbers, MatrixLike>): list is readonly ArrayLike<number>[] {
  return list.length > 0 && typeof list[0] !== "number";
}

function copyMatrix(of: Matrix): Matrix {
  return withData(of, of.data.slice());
}
