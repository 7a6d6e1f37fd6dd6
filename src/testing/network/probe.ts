import { type Loss, type Matrix, matrix, type Vector } from "../../core/index.js";
import {
  type DerivativeEstimate,
  type DifferencePair,
  isRowwise,
  linkFor,
  type Penalty,
  penaltyOf,
} from "../../core/internal.js";
import { differentiateBy } from "../gradient/judge.js";
import { stepScale } from "../gradient/moves.js";
import { rowViews, withData } from "../matrices.js";
import { slopeLender } from "../pieces/library.js";
import { hasCrossed, type LayerValues, passKinks } from "./kinks.js";
import type { CheckedBatch, NetworkCheck, PlainNetwork } from "./target.js";

/** What a probe can move: parameters of a layer, its z (`delta`) or a, or the inputs x. */
export type Movable = "weights" | "biases" | "delta" | "a" | "input";

/** Moves numbers of a network and recomputes E from there on. */
export interface Probe {
  /** z and a of each layer before any move. */
  readonly base: readonly LayerValues[];
  /** E. */
  readonly loss: number;
  /** The change of E when number `k` of a part moves up and down by h. */
  pairAt(layer: number, part: Movable, k: number, h: number): DifferencePair;
  /** The change of E when a whole part moves up and down by h · direction. */
  along(layer: number, part: Movable, direction: Vector, h: number): DifferencePair;
}

/**
 * A forward pass that can be resumed at any layer. E = Σ wᵢ Lᵢ / n plus the penalty of the weights,
 * with n = `samples`, of which `data` may hold a part. The pass is written out here, apart from the
 * engines: it is the standard that they are compared with. Bit for bit it is that of the reference
 * engine.
 */
export function openProbe(
  { layers }: PlainNetwork,
  data: CheckedBatch,
  loss: Loss,
  samples: number,
  penalty: Penalty = null,
): Probe {
  const { rows } = data.x;
  const x = matrix(rows, data.x.columns, Float64Array.from(data.x.data));
  const t = matrix(rows, data.t.columns, Float64Array.from(data.t.data));
  const spaces = layers.map(({ activation, weights, biases, outputs }) => ({
    activation,
    lender: slopeLender(activation),
    W: weights,
    b: biases,
    z: matrix(rows, outputs),
    a: matrix(rows, outputs),
  }));
  const base: LayerValues[] = [];
  const last = spaces[spaces.length - 1];
  const link = linkFor(loss, last.activation);
  const views = spaces.map(({ z, a }) => ({ z: rowViews(z), a: rowViews(a) }));
  const { z: ofZ, a: ofA } = views[views.length - 1];
  const targets = rowViews(t);
  const losses = new Float64Array(rows);
  const inputOf = (l: number): Matrix => (l === 0 ? x : spaces[l - 1].a);

  /** z = a·Wᵀ + b, of all neurons or of one. */
  const affine = (l: number, neuron: number | null): void => {
    const { W, b, z } = spaces[l];
    const { rows: outputs, columns: inputs, data: w } = W;
    const { data: a } = inputOf(l);
    const [from, to] = neuron === null ? [0, outputs] : [neuron, neuron + 1];
    for (let r = 0; r < rows; r++) {
      for (let j = from; j < to; j++) {
        let sum = b === null ? 0 : b[j];
        for (let i = 0; i < inputs; i++) sum += a[r * inputs + i] * w[j * inputs + i];
        z.data[r * outputs + j] = sum;
      }
    }
  };
  const activate = (l: number): void => {
    const { activation: f, lender, z, a } = spaces[l];
    if (isRowwise(f)) {
      for (let r = 0; r < rows; r++) f.applyRow(views[l].z[r], views[l].a[r]);
    } else if (lender === null || base[l] === undefined) {
      for (let k = 0; k < z.data.length; k++) a.data[k] = f.apply(z.data[k]);
    } else {
      // A surrogate moves as its lender does: from f(z), with the lender's slope.
      for (let k = 0; k < z.data.length; k++)
        a.data[k] = base[l].a.data[k] + (lender.apply(z.data[k]) - lender.apply(base[l].z.data[k]));
    }
  };
  const onward = (from: number, reached: "z" | "a"): void => {
    if (reached === "z") activate(from);
    for (let l = from + 1; l < spaces.length; l++) {
      affine(l, null);
      activate(l);
    }
    for (let r = 0; r < rows; r++) losses[r] = link ? link.value(ofZ[r], targets[r]) : loss.value(ofA[r], targets[r]);
  };
  affine(0, null);
  onward(0, "z");
  for (const { z, a } of spaces) base.push({ z: withData(z, z.data.slice()), a: withData(a, a.data.slice()) });
  const atBase = losses.slice();
  const share = Float64Array.from(data.weights, (weight) => weight / samples);
  const kinks = passKinks(layers, base, loss, t);

  /**
   * A bound on the rounding error of sample r's loss: of its own last digits, and of its inputs.
   */
  const roughness = (r: number): number => {
    const slopes = new Float64Array(last.a.columns);
    if (link) link.delta(ofZ[r], ofA[r], targets[r], slopes);
    else loss.gradient(ofA[r], targets[r], slopes);
    const into = (link ? ofZ : ofA)[r];
    const through = slopes.reduce((sum, slope, k) => sum + Math.abs(slope * into[k]), 0);
    return 2 ** -50 * (Math.abs(atBase[r]) + (Number.isFinite(through) ? through : 0));
  };
  const rough = Float64Array.from(share, (one, r) => one * roughness(r));

  /** Restores a layer's z, a and input to the base. */
  const reset = (l: number): void => {
    if (l > 0) spaces[l - 1].a.data.set(base[l - 1].a.data);
    spaces[l].z.data.set(base[l].z.data);
    spaces[l].a.data.set(base[l].a.data);
  };
  const numbersOf = (l: number, part: Movable): Vector => {
    const { W, b, z, a } = spaces[l];
    return { weights: W.data, biases: b ?? new Float64Array(0), delta: z.data, a: a.data, input: x.data }[part];
  };
  const penaltyOfAll = (weights: ArrayLike<number>): number =>
    penaltyOf(penalty, [[0, weights.length]], Float64Array.from(weights));
  const costOf = (part: Movable, from: ArrayLike<number>, to: ArrayLike<number>): PenaltyMove => {
    if (penalty === null || part !== "weights") return { before: 0, penalty: 0, crossed: false };
    const turns = penalty.l1 > 0 && Array.from(to).some((value, k) => value * from[k] <= 0);
    return { before: penaltyOfAll(from), penalty: penaltyOfAll(to), crossed: turns };
  };
  /**
   * Recomputes E after a move. Parameters and inputs are restored before f or the loss can throw.
   */
  const follow = (
    l: number,
    part: Movable,
    neuron: number | null,
    restore: () => void,
    { crossed, ...cost }: PenaltyMove,
  ): MovedLosses => {
    const reached = part === "a" ? "a" : "z";
    if (part !== "delta" && part !== "a") {
      affine(l, neuron);
      restore();
    }
    onward(l, reached);
    const isKinked = crossed || hasCrossed(kinks, spaces, reached === "a" ? l + 1 : l);
    return { losses: losses.slice(), crossed: isKinked, ...cost };
  };
  const pair = (up: MovedLosses, down: MovedLosses, span: number): DifferencePair => {
    const middle = (up.penalty + down.penalty) / 2;
    let [difference, bend, noise] = [up.penalty - down.penalty, 2 * (middle - up.before), 2 ** -50 * middle];
    for (let r = 0; r < rows; r++) {
      difference += share[r] * (up.losses[r] - down.losses[r]);
      bend += share[r] * (up.losses[r] + down.losses[r] - 2 * atBase[r]);
      noise += rough[r];
    }
    return { difference, bend, span, noise, crossed: up.crossed || down.crossed };
  };
  return {
    base,
    loss:
      atBase.reduce((sum, value, r) => sum + share[r] * value, 0) +
      spaces.reduce((sum, { W }) => sum + penaltyOfAll(W.data), 0),
    pairAt: (l, part, k, h) => {
      const neuron = part === "weights" ? Math.floor(k / spaces[l].W.columns) : part === "biases" ? k : null;
      const at = (step: number): MovedLosses & { readonly value: number } => {
        reset(l);
        const numbers = numbersOf(l, part);
        const kept = numbers[k];
        numbers[k] += step;
        const value = numbers[k];
        const cost = costOf(part, [kept], [value]);
        return { ...follow(l, part, neuron, () => numbers.fill(kept, k, k + 1), cost), value };
      };
      const [up, down] = [at(h), at(-h)];
      return pair(up, down, up.value - down.value);
    },
    along: (l, part, direction, h) => {
      const at = (step: number): MovedLosses => {
        reset(l);
        const numbers = numbersOf(l, part);
        const kept = numbers.slice();
        for (let k = 0; k < numbers.length; k++) numbers[k] += step * direction[k];
        return follow(l, part, null, () => numbers.set(kept), costOf(part, kept, numbers));
      };
      return pair(at(h), at(-h), 2 * h);
    },
  };
}

/** The penalty of the numbers that move: 0 for all but weights. */
interface PenaltyMove {
  readonly before: number;
  readonly penalty: number;
  /** Whether a weight came to 0, where |w| has no slope, or beyond. */
  readonly crossed: boolean;
}

/** The losses after a move. Whether it crossed a kink counts those of the losses too. */
interface MovedLosses extends PenaltyMove {
  readonly losses: Float64Array;
}

/** An estimate of ∂E by number `k` of a part; another `factor` takes other steps. */
export type Slopes = (layer: number, part: Movable, k: number, factor?: number) => DerivativeEstimate;

/** Estimates derivatives of E. Where only one sample depends on a number, only it is recomputed. */
export function slopesOf(
  network: PlainNetwork,
  probe: Probe,
  { data: { x, t, weights }, loss, plan }: Pick<NetworkCheck, "data" | "loss" | "plan">,
): Slopes {
  const single: Probe[] = [];
  const probeOf = (r: number): Probe => {
    single[r] ??= openProbe(
      network,
      {
        x: matrix(1, x.columns, x.row(r)),
        t: matrix(1, t.columns, t.row(r)),
        weights: weights.subarray(r, r + 1),
      },
      loss,
      x.rows,
    );
    return single[r];
  };
  return (layer, part, k, factor = 1) => {
    const { outputs, weights: W, biases: b } = network.layers[layer];
    if (part === "weights" || part === "biases") {
      const size = factor * stepScale(part === "weights" ? W.data[k] : (b?.[k] ?? 0));
      return differentiateBy((h) => probe.pairAt(layer, part, k, h * size), plan);
    }
    const columns = part === "input" ? x.columns : outputs;
    const own = probeOf(Math.floor(k / columns));
    const { z, a } = own.base[layer];
    const size = factor * stepScale(part === "input" ? x.data[k] : (part === "a" ? a : z).data[k % columns]);
    return differentiateBy((h) => own.pairAt(layer, part, k % columns, h * size), plan);
  };
}
