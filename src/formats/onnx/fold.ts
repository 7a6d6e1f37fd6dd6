import type { Activation, Scaler } from "../../core/index.js";
import { scaler } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import type { Affine } from "./steps.js";

/** A layer as it is put together. */
export interface Draft {
  inputs: number;
  outputs: number;
  double: boolean;
  weights: Float64Array;
  biases: Float64Array | null;
  activation: Activation;
}

type Named = Affine & { readonly title: string };

/** Puts what happens to z into W and b. */
export function foldAfter(layer: Draft, steps: readonly Named[], fail: Fail): void {
  const { inputs, outputs, weights } = layer;
  for (const step of steps) {
    const by = each(step, outputs, fail);
    if (step.kind === "add" || step.kind === "subtract") layer.biases ??= new Float64Array(outputs);
    const { biases } = layer;
    for (let j = 0; j < outputs; j++) {
      const change = changeOf(step, by(j));
      if (biases !== null) biases[j] = change(biases[j]);
      if (step.kind === "add" || step.kind === "subtract") continue;
      for (let i = 0; i < inputs; i++) weights[j * inputs + i] = change(weights[j * inputs + i]);
    }
  }
}

/** Puts what happens to the layer's inputs into W and b, the last step first. */
export function foldBefore(layer: Draft, steps: readonly Named[], fail: Fail): void {
  const { inputs, outputs, weights } = layer;
  for (const step of [...steps].reverse()) {
    const by = each(step, inputs, fail);
    if (step.kind === "add" || step.kind === "subtract") {
      layer.biases ??= new Float64Array(outputs);
      const sign = step.kind === "add" ? 1 : -1;
      for (let k = 0; k < weights.length; k++)
        layer.biases[Math.floor(k / inputs)] += sign * weights[k] * by(k % inputs);
    } else for (let k = 0; k < weights.length; k++) weights[k] = changeOf(step, by(k % inputs))(weights[k]);
  }
}

/** `(x − offset) / scale`, from the steps before the first layer. */
export function inputScaler(steps: readonly Named[], columns: number, fail: Fail): Scaler | null {
  if (steps.length === 0) return null;
  const offsets = new Array<number>(columns).fill(0);
  const scales = new Array<number>(columns).fill(1);
  for (const step of steps) {
    const by = each(step, columns, fail);
    for (let c = 0; c < columns; c++) {
      if (step.kind === "subtract") offsets[c] += by(c) * scales[c];
      if (step.kind === "add") offsets[c] -= by(c) * scales[c];
      if (step.kind === "divide") scales[c] *= by(c);
      if (step.kind === "multiply") scales[c] /= by(c);
    }
  }
  return checked(steps, offsets, scales, fail);
}

/** `a · scale + offset`, from the steps after the last layer. */
export function outputScaler(steps: readonly Named[], columns: number, fail: Fail): Scaler | null {
  if (steps.length === 0) return null;
  const offsets = new Array<number>(columns).fill(0);
  const scales = new Array<number>(columns).fill(1);
  for (const step of steps) {
    const by = each(step, columns, fail);
    for (let c = 0; c < columns; c++) {
      offsets[c] = changeOf(step, by(c))(offsets[c]);
      if (step.kind === "multiply" || step.kind === "divide") scales[c] = changeOf(step, by(c))(scales[c]);
    }
  }
  return checked(steps, offsets, scales, fail);
}

function checked(steps: readonly Named[], offsets: readonly number[], scales: readonly number[], fail: Fail): Scaler {
  const wrong = scales.findIndex((scale, c) => !Number.isFinite(scale) || scale === 0 || !Number.isFinite(offsets[c]));
  if (wrong !== -1)
    fail(
      `the scaling of column ${wrong} up to ${steps[steps.length - 1].title}`,
      scales[wrong],
      "one that can be undone",
    );
  return scaler("standardize", offsets, scales);
}

function changeOf({ kind }: Affine, by: number): (value: number) => number {
  if (kind === "add") return (value) => value + by;
  if (kind === "subtract") return (value) => value - by;
  return kind === "multiply" ? (value) => value * by : (value) => value / by;
}

/** The number for each column. */
function each({ by, title }: Named, columns: number, fail: Fail): (column: number) => number {
  if (by.length !== 1 && by.length !== columns)
    fail(`the number of constants of ${title}`, by.length, columns === 1 ? "1" : `1 or ${columns}, one a column`);
  return (column) => by[by.length === 1 ? 0 : column];
}
