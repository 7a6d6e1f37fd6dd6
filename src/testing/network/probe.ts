import type { Elementwise, Loss, Matrix, Vector } from "../../core/index.js";
import {
  isRowwise,
  type LayerSpace,
  layerViews,
  linkFor,
  type Network,
  openWorkspace,
  plain,
  type Workspace,
} from "../../core/internal.js";
import type { Pair } from "../gradient/differentiate.js";
import { joints, type Sides, sidesOf } from "./sides.js";

/** What can be moved: a part of a layer's parameters, its z or a, or the inputs. */
export type Movable = "weights" | "biases" | "delta" | "a" | "input";

/** Samples with their targets and weights. */
export interface Data {
  readonly x: Matrix;
  readonly t: Matrix;
  readonly weights: Vector;
}

/** Moves numbers of a part and computes E anew from there on. */
export interface Probe {
  /** z and a of each layer, samples × outputs. */
  readonly base: readonly { readonly z: Vector; readonly a: Vector }[];
  /** Lᵢ of each sample. */
  readonly losses: Float64Array;
  /** E. */
  readonly loss: number;
  /** What E does when number `k` of a part moves up and down by h. */
  pairAt(layer: number, part: Movable, k: number, h: number): Pair;
  /** What E does when all of a part move up and down by h · direction. */
  along(layer: number, part: Movable, direction: Vector, h: number): Pair;
}

/**
 * A forward pass of a float64 network that can be taken up again at any layer. E is the mean over `samples`, of which these may be
 * a part.
 */
export function openProbe(network: Network, data: Data, loss: Loss, samples: number): Probe {
  const { x, t, weights } = data;
  const workspace = openWorkspace(network, x.rows, "predict", plain);
  const parts = layerViews(network, workspace.parameters.flat);
  workspace.input.data.set(x.data);
  workspace.output.target.data.set(t.data);
  const { kernels } = plain;
  const { layers, output } = workspace;
  const last = layers.length - 1;
  const link = linkFor(loss, output.activation);
  const losses = new Float64Array(x.rows);
  const base: { z: Vector; a: Vector }[] = [];
  const lent = layers.map(({ activation }) => lentSlope(activation));

  const activate = (l: number): void => {
    const { activation, z, a } = layers[l];
    const lender = lent[l];
    if (lender === null || base[l] === undefined) {
      kernels.activate(activation, z, a);
      return;
    }
    // A surrogate's slope is its lender's: a function with f(z) for its value here and that slope.
    for (let k = 0; k < z.data.length; k++)
      a.data[k] = base[l].a[k] + (lender.apply(z.data[k]) - lender.apply(base[l].z[k]));
  };
  const affine = (l: number): void => kernels.affine(layers[l].input, layers[l].W, layers[l].b, layers[l].z);
  const onward = (from: number, reached: "z" | "a"): void => {
    if (reached === "z") activate(from);
    for (let l = from + 1; l <= last; l++) {
      affine(l);
      activate(l);
    }
    for (let r = 0; r < x.rows; r++) {
      losses[r] = link
        ? link.value(output.z.row(r), output.target.row(r))
        : loss.value(output.a.row(r), output.target.row(r));
    }
  };
  affine(0);
  onward(0, "z");
  for (const { z, a } of layers) base.push({ z: z.data.slice(), a: a.data.slice() });
  const atBase = losses.slice();
  const share = Float64Array.from(weights, (weight) => weight / samples);
  const rough = Float64Array.from(losses, (value, r) => share[r] * roughness(workspace, loss, r, value));
  const kinks = joints(layers, base, loss, t);

  /** Puts a layer, and what comes into it, back to the base. */
  const reset = (l: number): LayerSpace => {
    if (l > 0) layers[l].input.data.set(base[l - 1].a);
    layers[l].z.data.set(base[l].z);
    layers[l].a.data.set(base[l].a);
    return layers[l];
  };
  const columnOf = (l: number, j: number): void => {
    const { input, z } = layers[l];
    const { weights: W, biases: b } = parts[l];
    const row = { rows: 1, columns: W.columns, data: W.data.subarray(j * W.columns, (j + 1) * W.columns) };
    const column = narrow(x.rows);
    kernels.affine(input, row, b === null ? null : b.subarray(j, j + 1), column);
    for (let r = 0; r < x.rows; r++) z.data[r * W.rows + j] = column.data[r];
  };

  const partOf = (l: number, part: Movable): Vector => {
    const { z, a } = layers[l];
    const { weights, biases } = parts[l];
    const { data: input } = workspace.input;
    return { weights: weights.data, biases: biases ?? new Float64Array(0), delta: z.data, a: a.data, input }[part];
  };
  /** Goes on from a part that has been changed, the parameters and inputs of which are put back before anything can fail. */
  const follow = (l: number, part: Movable, neuron: number | null, restore: () => void): Moved => {
    const reached = part === "a" ? "a" : "z";
    if (part !== "delta" && part !== "a") {
      if (neuron === null) affine(l);
      else columnOf(l, neuron);
      restore();
    }
    onward(l, reached);
    return { losses: losses.slice(), sides: sidesOf(kinks, layers, reached === "a" ? l + 1 : l) };
  };
  const pair = (up: Moved, down: Moved, span: number): Pair => {
    let [difference, bend, noise] = [0, 0, 0];
    for (let r = 0; r < x.rows; r++) {
      difference += share[r] * (up.losses[r] - down.losses[r]);
      bend += share[r] * (up.losses[r] + down.losses[r] - 2 * atBase[r]);
      noise += rough[r];
    }
    return { difference, bend, span, noise, crossed: up.sides.crossed || down.sides.crossed };
  };
  return {
    base,
    losses: atBase,
    loss: atBase.reduce((sum, value, r) => sum + share[r] * value, 0),
    pairAt: (l, part, k, h) => {
      const neuron = part === "weights" ? Math.floor(k / layers[l].W.columns) : part === "biases" ? k : null;
      const at = (step: number): Moved & { readonly value: number } => {
        reset(l);
        const of = partOf(l, part);
        const kept = of[k];
        of[k] += step;
        const value = of[k];
        return { ...follow(l, part, neuron, () => of.fill(kept, k, k + 1)), value };
      };
      const [up, down] = [at(h), at(-h)];
      return pair(up, down, up.value - down.value);
    },
    along: (l, part, direction, h) => {
      const at = (step: number): Moved => {
        reset(l);
        const of = partOf(l, part);
        const kept = of.slice();
        for (let k = 0; k < of.length; k++) of[k] += step * direction[k];
        return follow(l, part, null, () => of.set(kept));
      };
      return pair(at(h), at(-h), 2 * h);
    },
  };
}

interface Moved {
  readonly losses: Float64Array;
  readonly sides: Sides;
}

/** The function whose slope an activation borrows; `null` for one with its own. */
export function lentSlope(activation: Workspace["output"]["activation"]): Elementwise | null {
  if (isRowwise(activation) || activation.surrogate === undefined) return null;
  return lentSlope(activation.surrogate) ?? activation.surrogate;
}

/** How far rounding may put off this sample's loss: some units of its own last place, and of what goes into it. */
function roughness({ output: { activation, z, a, target } }: Workspace, loss: Loss, r: number, value: number): number {
  const slopes = new Float64Array(a.columns);
  const link = linkFor(loss, activation);
  if (link) link.delta(z.row(r), a.row(r), target.row(r), slopes);
  else loss.gradient(a.row(r), target.row(r), slopes);
  const into = (link ? z : a).row(r);
  const through = slopes.reduce((sum, slope, k) => sum + Math.abs(slope * into[k]), 0);
  return 2 ** -50 * (Math.abs(value) + (Number.isFinite(through) ? through : 0));
}

function narrow(rows: number): LayerSpace["z"] {
  const data = new Float64Array(rows);
  return { rows, columns: 1, data, row: (r) => data.subarray(r, r + 1) };
}
