import type { Activation, Backward, Forward, Loss, Matrix } from "../../core/index.js";
import { matrix } from "../../core/index.js";
import { isRowwise, linkFor } from "../../core/internal.js";
import {
  absMatrix,
  columnSums,
  mapMatrix,
  multiplyMatrices,
  rowSumAt,
  rowViews,
  transposeMatrix,
} from "../matrices.js";
import type { LayerValues } from "./kinks.js";
import type { GradientPart } from "./passes.js";
import type { CheckedBatch, PlainNetwork } from "./target.js";

/** One unit of the analysis in float64: 8 · 2^-53, a margin for what the first order leaves out. */
export const float64Rounding: number = 2 ** -50;

/**
 * Bounds on the rounding errors of a backward pass, in units of the rounding of one operation.
 * They matter for correct formulas too: a number near 0 may be the difference of large ones.
 */
export interface Rounding {
  /** For each number of a part. */
  of(layer: number, part: GradientPart["parameter"]): ArrayLike<number>;
  /** For E. */
  readonly loss: number;
}

/** A forward and a backward pass, with the data that they were given. */
interface AnalyzedPasses {
  readonly network: PlainNetwork;
  readonly data: CheckedBatch;
  readonly loss: Loss;
  readonly forward: Forward;
  readonly backward: Backward;
}

/**
 * A running error analysis of a forward and a backward pass: what rounding can do, to first order.
 *
 * Source: Higham 2002, §3.3.
 */
export function roundingOf(network: PlainNetwork, data: CheckedBatch, loss: Loss): Rounding {
  const forward = network.forward(data.x);
  const backward = network.backward(forward, data.t, loss, { sampleWeights: data.weights });
  const passes = { network, data, loss, forward, backward };
  const off = forwardRounding(passes);
  const offDelta = deltaRounding(passes, off);
  const made = new Map<string, ArrayLike<number>>();
  const make: Rounding["of"] = (l, part) => {
    const { delta } = backward.layers[l];
    if (part === "delta") return offDelta[l].data;
    const whole = mapMatrix(delta, (k) => offDelta[l].data[k] + Math.abs(delta.data[k]));
    if (part === "input") return multiplyMatrices(whole, absMatrix(network.layers[0].weights)).data;
    if (part === "biases") return columnSums(whole);
    const one = multiplyMatrices(transposeMatrix(whole), absMatrix(inputOf(passes, l)));
    const other = multiplyMatrices(transposeMatrix(absMatrix(delta)), inputRounding(passes, off, l));
    return one.data.map((value, k) => value + other.data[k]);
  };
  const of: Rounding["of"] = (l, part) => {
    const values = made.get(`${l} ${part}`) ?? make(l, part);
    made.set(`${l} ${part}`, values);
    return values;
  };
  return { of, loss: lossRounding(passes, off) };
}

/** What enters a layer. */
function inputOf({ data, forward }: AnalyzedPasses, l: number): Matrix {
  return l === 0 ? data.x : forward.layers[l - 1].a;
}

/** The size of a layer's input, and how far it is off; x counts as exact. */
function inputRounding(passes: AnalyzedPasses, off: readonly LayerValues[], l: number): Matrix {
  const size = absMatrix(inputOf(passes, l));
  return l === 0 ? size : mapMatrix(size, (k) => size.data[k] + off[l - 1].a.data[k]);
}

/** How far z and a of each layer may be off. */
function forwardRounding(passes: AnalyzedPasses): LayerValues[] {
  const off: LayerValues[] = [];
  passes.network.layers.forEach(({ weights: W, biases, activation: f }, l) => {
    const { z, a } = passes.forward.layers[l];
    const through = multiplyMatrices(inputRounding(passes, off, l), transposeMatrix(absMatrix(W)));
    const offZ = mapMatrix(through, (k) => through.data[k] + Math.abs(biases?.[k % W.rows] ?? 0));
    const offA = isRowwise(f)
      ? softmaxRounding(a, offZ)
      : mapMatrix(a, (k) => Math.abs(a.data[k]) + Math.abs(f.derivative(z.data[k], a.data[k])) * offZ.data[k]);
    off.push({ z: offZ, a: offA });
  });
  return off;
}

/** How far δ of each layer may be off. */
function deltaRounding(passes: AnalyzedPasses, off: readonly LayerValues[]): Matrix[] {
  const { network, data, loss, forward, backward } = passes;
  const { x, t, weights } = data;
  const { layers } = network;
  const offDelta: Matrix[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const last = l === layers.length - 1;
    const { activation: f } = layers[l];
    const { a } = forward.layers[l];
    if (last && linkFor(loss, f)) {
      const share = (k: number): number => weights[Math.floor(k / a.columns)] / x.rows;
      const offA = off[l].a.data;
      offDelta[l] = mapMatrix(a, (k) => share(k) * (Math.abs(a.data[k]) + Math.abs(t.data[k]) + offA[k]));
      continue;
    }
    const gradA = last
      ? lossGradientRounding(loss, a, off[l].a, data)
      : backRounding(backward.layers[l + 1].delta, offDelta[l + 1], layers[l + 1].weights);
    offDelta[l] = slopeRounding(f, forward.layers[l], off[l], gradA);
  }
  return offDelta;
}

/** |∂E/∂a|, and how far it may be off. */
interface RoundedGradient {
  readonly size: Matrix;
  readonly off: Matrix;
}

/** ∂E/∂a = δ·W of the layer behind. */
function backRounding(delta: Matrix, offDelta: Matrix, weights: Matrix): RoundedGradient {
  const W = absMatrix(weights);
  const whole = mapMatrix(offDelta, (k) => offDelta.data[k] + Math.abs(delta.data[k]));
  return { size: multiplyMatrices(absMatrix(delta), W), off: multiplyMatrices(whole, W) };
}

/** How far δ = ∂E/∂a ⊙ f′(z) may be off. */
function slopeRounding(
  f: Activation,
  { z, a }: LayerValues,
  off: LayerValues,
  { size, off: offGrad }: RoundedGradient,
) {
  if (isRowwise(f)) {
    const both = mapMatrix(size, (k) => size.data[k] + offGrad.data[k]);
    const moved = mapMatrix(a, (k) => (size.data[k] + rowSumAt(size, k)) * off.a.data[k]);
    const own = softmaxRounding(a, both);
    const weighted = mapMatrix(size, (k) => size.data[k] * off.a.data[k]);
    return mapMatrix(own, (k) => own.data[k] + moved.data[k] + a.data[k] * rowSumAt(weighted, k));
  }
  return mapMatrix(z, (k) => {
    const at = z.data[k];
    const slope = Math.abs(f.derivative(at, a.data[k]));
    const h = 1e-6 * Math.max(1, Math.abs(at));
    const [up, down] = [at + h, at - h].map((one) => f.derivative(one, f.apply(one)));
    const bend = Math.min(Math.abs(up - down) / (2 * h), 1e3);
    return slope * offGrad.data[k] + size.data[k] * (Math.max(1, slope) + bend * off.z.data[k]);
  });
}

/** ∂E/∂a of the last layer. */
function lossGradientRounding(loss: Loss, a: Matrix, offA: Matrix, { t, weights, x }: CheckedBatch): RoundedGradient {
  const [size, off] = [matrix(a.rows, a.columns), matrix(a.rows, a.columns)];
  const [here, there] = [new Float64Array(a.columns), new Float64Array(a.columns)];
  const targets = rowViews(t);
  rowViews(a).forEach((output, r) => {
    const share = weights[r] / x.rows;
    loss.gradient(output, targets[r], here);
    for (let c = 0; c < a.columns; c++) {
      const k = r * a.columns + c;
      const h = 1e-6 * Math.abs(output[c] || 1);
      const moved = output.map((one, i) => (i === c ? one + h : one));
      loss.gradient(moved, targets[r], there);
      size.data[k] = share * Math.abs(here[c]);
      off.data[k] = size.data[k] + share * (Math.abs(there[c] - here[c]) / h) * (offA.data[k] + Math.abs(t.data[k]));
    }
  });
  return { size, off };
}

/** How far E may be off: an error of the last z or a moves E by δ or ∂E/∂a times the error. */
function lossRounding({ network, data, loss, forward, backward }: AnalyzedPasses, off: readonly LayerValues[]): number {
  const last = network.layers.length - 1;
  const { z, a } = forward.layers[last];
  const linked = linkFor(loss, network.layers[last].activation) !== undefined;
  const slopes = linked ? backward.layers[last].delta : lossGradientRounding(loss, a, off[last].a, data).size;
  const [value, error] = linked ? [z, off[last].z] : [a, off[last].a];
  const size = (k: number): number => error.data[k] + Math.abs(value.data[k]);
  const moved = Array.from(slopes.data, (slope, k) => Math.abs(slope) * size(k)).reduce((sum, one) => sum + one, 0);
  return Math.abs(backward.loss) + moved;
}

/** |a| (1 + v + Σⱼ |aⱼ| vⱼ) in each row: how errors v of z, or of ∂E/∂a, pass through a softmax. */
function softmaxRounding(a: Matrix, v: Matrix): Matrix {
  const weighted = mapMatrix(a, (k) => Math.abs(a.data[k]) * v.data[k]);
  return mapMatrix(a, (k) => Math.abs(a.data[k]) * (1 + v.data[k] + rowSumAt(weighted, k)));
}
