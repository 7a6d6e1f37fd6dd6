import type { Loss } from "../../core/index.js";
import { type Matrix, matrix } from "../../core/index.js";
import type { Network } from "../../core/internal.js";
import { inspectBackward, inspectForward, isRowwise, linkFor, row } from "../../core/internal.js";
import type { Part } from "./parts.js";
import type { Data } from "./probe.js";

/** How many units of rounding each number of a part may be off, however right the formulas: a number near 0 may be the difference of large ones. */
export interface Rounding {
  of(layer: number, part: Part["parameter"]): ArrayLike<number>;
  /** The same of E. */
  readonly loss: number;
}

const abs = (of: Matrix): Matrix => ({ ...of, data: of.data.map(Math.abs) });
const by = (one: Matrix, value: (k: number) => number): Matrix =>
  matrix(
    one.rows,
    one.columns,
    one.data.map((_, k) => value(k)),
  );

/** one · other. */
function product(one: Matrix, other: Matrix): Matrix {
  const into = matrix(one.rows, other.columns);
  for (let r = 0; r < one.rows; r++) {
    for (let m = 0; m < one.columns; m++) {
      const factor = one.data[r * one.columns + m];
      for (let c = 0; c < other.columns; c++)
        into.data[r * other.columns + c] += factor * other.data[m * other.columns + c];
    }
  }
  return into;
}

function flipped(of: Matrix): Matrix {
  return by(
    { ...of, rows: of.columns, columns: of.rows },
    (k) => of.data[(k % of.rows) * of.columns + Math.floor(k / of.rows)],
  );
}

/**
 * A running error analysis of a forward and a backward pass: bounds of what rounding can do, to first order and in units of the
 * rounding of one operation.
 *
 * Source: Higham 2002, §3.3.
 */
export function roundingOf(network: Network, data: Data, loss: Loss): Rounding {
  const { layers } = network;
  const { x, t, weights } = data;
  const forward = inspectForward(network, x);
  const backward = inspectBackward(network, forward, t, loss, { sampleWeights: weights });
  const offZ: Matrix[] = [];
  const offA: Matrix[] = [];
  layers.forEach(({ weights: W, biases, activation: f }, l) => {
    const { z, a } = forward.layers[l];
    const came = abs(l === 0 ? x : forward.layers[l - 1].a);
    const sum = l === 0 ? came : by(came, (k) => came.data[k] + offA[l - 1].data[k]);
    const through = product(sum, flipped(abs(W)));
    offZ[l] = by(through, (k) => through.data[k] + Math.abs(biases?.[k % W.rows] ?? 0));
    offA[l] = isRowwise(f)
      ? spread(a, offZ[l])
      : by(a, (k) => Math.abs(a.data[k]) + Math.abs(f.derivative(z.data[k], a.data[k])) * offZ[l].data[k]);
  });
  const offDelta: Matrix[] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const last = l === layers.length - 1;
    const { activation: f } = layers[l];
    const { z, a } = forward.layers[l];
    if (last && linkFor(loss, f)) {
      const share = (k: number): number => weights[Math.floor(k / a.columns)] / x.rows;
      offDelta[l] = by(a, (k) => share(k) * (Math.abs(a.data[k]) + Math.abs(t.data[k]) + offA[l].data[k]));
      continue;
    }
    const [size, off] = last
      ? lossRounding(loss, a, offA[l], data)
      : [
          product(abs(backward.layers[l + 1].delta), abs(layers[l + 1].weights)),
          product(
            by(offDelta[l + 1], (k) => offDelta[l + 1].data[k] + Math.abs(backward.layers[l + 1].delta.data[k])),
            abs(layers[l + 1].weights),
          ),
        ];
    if (isRowwise(f)) {
      const both = by(size, (k) => size.data[k] + off.data[k]);
      const moved = by(a, (k) => (size.data[k] + rowSum(size, k)) * offA[l].data[k]);
      const own = spread(a, both);
      offDelta[l] = by(
        own,
        (k) =>
          own.data[k] +
          moved.data[k] +
          a.data[k] *
            rowSum(
              by(size, (i) => size.data[i] * offA[l].data[i]),
              k,
            ),
      );
    } else {
      offDelta[l] = by(z, (k) => {
        const at = z.data[k];
        const slope = Math.abs(f.derivative(at, a.data[k]));
        const h = 1e-6 * Math.max(1, Math.abs(at));
        const [up, down] = [at + h, at - h].map((one) => f.derivative(one, f.apply(one)));
        const bend = Math.min(Math.abs(up - down) / (2 * h), 1e3);
        return slope * off.data[k] + size.data[k] * (Math.max(1, slope) + bend * offZ[l].data[k]);
      });
    }
  }
  const made = new Map<string, ArrayLike<number>>();
  const make: Rounding["of"] = (l, part) => {
    const delta = backward.layers[l].delta;
    const whole = by(delta, (k) => offDelta[l].data[k] + Math.abs(delta.data[k]));
    const came = abs(l === 0 ? x : forward.layers[l - 1].a);
    if (part === "delta") return offDelta[l].data;
    if (part === "input") return product(whole, abs(layers[0].weights)).data;
    if (part === "biases") return product(flipped(whole), matrix(x.rows, 1, new Float64Array(x.rows).fill(1))).data;
    const off = l === 0 ? came : by(came, (k) => came.data[k] + offA[l - 1].data[k]);
    const [one, other] = [product(flipped(whole), came), product(flipped(abs(delta)), off)];
    return one.data.map((value, k) => value + other.data[k]);
  };
  // Of E: what moves z or a of the last layer, from where it is computed, moves E by δ or ∂E/∂a.
  const last = layers.length - 1;
  const { z, a } = forward.layers[last];
  const linked = linkFor(loss, layers[last].activation) !== undefined;
  const slopes = linked ? backward.layers[last].delta : lossRounding(loss, a, offA[last], data)[0];
  const off = linked ? offZ[last] : offA[last];
  const size = (k: number): number => off.data[k] + Math.abs((linked ? z : a).data[k]);
  const moved = Array.from(slopes.data, (slope, k) => Math.abs(slope) * size(k)).reduce((sum, one) => sum + one, 0);
  const of: Rounding["of"] = (l, part) => {
    const values = made.get(`${l} ${part}`) ?? make(l, part);
    made.set(`${l} ${part}`, values);
    return values;
  };
  return { of, loss: Math.abs(backward.loss) + moved };
}

/** ∂E/∂a of the last layer, and how far it may be off. */
function lossRounding(loss: Loss, a: Matrix, offA: Matrix, { t, weights, x }: Data): [Matrix, Matrix] {
  const [size, off] = [matrix(a.rows, a.columns), matrix(a.rows, a.columns)];
  const [here, there] = [new Float64Array(a.columns), new Float64Array(a.columns)];
  for (let r = 0; r < a.rows; r++) {
    const output = Float64Array.from(row(a, r));
    const share = weights[r] / x.rows;
    loss.gradient(output, row(t, r), here);
    for (let c = 0; c < a.columns; c++) {
      const k = r * a.columns + c;
      const h = 1e-6 * Math.abs(output[c] || 1);
      loss.gradient(
        output.map((one, i) => (i === c ? one + h : one)),
        row(t, r),
        there,
      );
      size.data[k] = share * Math.abs(here[c]);
      off.data[k] = size.data[k] + share * (Math.abs(there[c] - here[c]) / h) * (offA.data[k] + Math.abs(t.data[k]));
    }
  }
  return [size, off];
}

/** |a| (v + Σⱼ |aⱼ| vⱼ) in each row: what goes through a softmax. */
function spread(a: Matrix, v: Matrix): Matrix {
  const weighted = by(a, (k) => Math.abs(a.data[k]) * v.data[k]);
  return by(a, (k) => Math.abs(a.data[k]) * (1 + v.data[k] + rowSum(weighted, k)));
}

/** The sum of the row that number `k` is in. */
function rowSum({ data, columns }: Matrix, k: number): number {
  const from = Math.floor(k / columns) * columns;
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += data[from + c];
  return sum;
}
