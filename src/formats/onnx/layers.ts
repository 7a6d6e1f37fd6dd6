import type { Activation, Scaler } from "../../core/index.js";
import { identity, sigmoid } from "../../core/index.js";
import { scaler } from "../../core/internal.js";
import type { Fail } from "../fileBytes.js";
import type { AffineStep, ChainStep, LinearStep, Titled } from "./steps.js";

/** A layer while steps are still being folded into it. */
export interface LayerDraft {
  inputs: number;
  outputs: number;
  weights: Float64Array;
  biases: Float64Array | null;
  activation: Activation;
}

/** The layers of a perceptron, and the scalers around it. */
export interface DraftedModel {
  readonly layers: readonly LayerDraft[];
  readonly inputs: Scaler | null;
  readonly outputs: Scaler | null;
}

type TitledAffine = Titled<AffineStep>;

/** The limit for affine steps in a row; a scaler undone and a scaler done again are four. */
const mostPending = 16;

/**
 * Makes layers of the steps. Affine steps between two layers are folded into weights and biases;
 * those before the first and after the last layer become scalers.
 */
export function draftLayers(steps: readonly Titled<ChainStep>[], fail: Fail): DraftedModel {
  const layers: LayerDraft[] = [];
  const before: TitledAffine[] = [];
  let pending: TitledAffine[] = [];
  for (const step of steps) {
    const last = layers.at(-1);
    switch (step.kind) {
      case "linear": {
        if (last !== undefined && step.inputs !== last.outputs)
          fail(`the number of columns that ${step.title} takes`, step.inputs, `${last.outputs}, what comes before`);
        const layer = startLayer(step);
        layers.push(layer);
        foldBefore(layer, pending, fail);
        pending = [];
        if (last === undefined && !canBeUndone(before, layer.inputs, fail)) foldBefore(layer, before.splice(0), fail);
        break;
      }
      case "activation":
        if (step.activation === identity) break;
        if (last === undefined || last.activation !== identity)
          return fail(step.title, step.activation.name, "Gemm or MatMul before each activation");
        foldAfter(last, pending, fail);
        pending = [];
        last.activation = step.activation;
        break;
      case "pair":
        if (last?.activation !== sigmoid || last.outputs !== 1 || pending.length > 0)
          return fail(step.title, "1 − p and p", "one sigmoid right before");
        addComplement(last);
        break;
      default:
        if (last === undefined) before.push(step);
        else if (isBias(step, last, pending)) foldAfter(last, [step], fail);
        else pending.push(step);
        if (Math.max(before.length, pending.length) > mostPending)
          fail(`the number of shifts and stretches up to ${step.title}`, mostPending + 1, `at most ${mostPending}`);
    }
  }
  const [first] = layers;
  const end = layers.at(-1);
  if (end?.activation === identity && !canBeUndone(pending, end.outputs, fail)) foldAfter(end, pending.splice(0), fail);
  if (first === undefined) return fail("the number of Gemm and MatMul", 0, "at least 1: the network has no layer");
  return {
    layers,
    inputs: inputScaler(before, first.inputs, fail),
    outputs: outputScaler(pending, layers[layers.length - 1].outputs, fail),
  };
}

function startLayer({ inputs, outputs, weights }: LinearStep): LayerDraft {
  return { inputs, outputs, weights, biases: null, activation: identity };
}

/** The first Add after a product is the bias of the layer. */
function isBias(step: AffineStep, last: LayerDraft, pending: readonly AffineStep[]): boolean {
  return step.kind === "add" && last.biases === null && last.activation === identity && pending.length === 0;
}

/**
 * Turns one sigmoid p into 1 − p and p: 1 − σ(z) = σ(−z), so the first output has W and b negated.
 */
function addComplement(layer: LayerDraft): void {
  const twice = (numbers: Float64Array): Float64Array => {
    const both = new Float64Array(2 * numbers.length);
    both.set(numbers.map((number) => -number));
    both.set(numbers, numbers.length);
    return both;
  };
  layer.weights = twice(layer.weights);
  if (layer.biases !== null) layer.biases = twice(layer.biases);
  layer.outputs = 2;
}

/** Folds steps on z into W and b. */
function foldAfter(layer: LayerDraft, steps: readonly TitledAffine[], fail: Fail): void {
  const { inputs, outputs, weights } = layer;
  for (const step of steps) {
    const by = columnNumbers(step, outputs, fail);
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

/** Folds steps on the inputs of the layer into W and b, the last step first. */
function foldBefore(layer: LayerDraft, steps: readonly TitledAffine[], fail: Fail): void {
  const { inputs, outputs, weights } = layer;
  for (const step of [...steps].reverse()) {
    const by = columnNumbers(step, inputs, fail);
    if (step.kind === "add" || step.kind === "subtract") {
      layer.biases ??= new Float64Array(outputs);
      const sign = step.kind === "add" ? 1 : -1;
      for (let k = 0; k < weights.length; k++)
        layer.biases[Math.floor(k / inputs)] += sign * weights[k] * by(k % inputs);
    } else for (let k = 0; k < weights.length; k++) weights[k] = changeOf(step, by(k % inputs))(weights[k]);
  }
}

/** Whether the steps are a scaler: no column becomes a constant, or overflows. */
function canBeUndone(steps: readonly TitledAffine[], columns: number, fail: Fail): boolean {
  return steps.length === 0 || flawedColumn(inputNumbers(steps, columns, fail)) === -1;
}

interface ColumnNumbers {
  readonly offsets: readonly number[];
  readonly scales: readonly number[];
}

/** The numbers of the scaler `(x − offset) / scale` that does the steps. */
function inputNumbers(steps: readonly TitledAffine[], columns: number, fail: Fail): ColumnNumbers {
  const offsets = new Array<number>(columns).fill(0);
  const scales = new Array<number>(columns).fill(1);
  for (const step of steps) {
    const by = columnNumbers(step, columns, fail);
    for (let c = 0; c < columns; c++) {
      if (step.kind === "subtract") offsets[c] += by(c) * scales[c];
      if (step.kind === "add") offsets[c] -= by(c) * scales[c];
      if (step.kind === "divide") scales[c] *= by(c);
      if (step.kind === "multiply") scales[c] /= by(c);
    }
  }
  return { offsets, scales };
}

/** The scaler that does the steps before the first layer. */
function inputScaler(steps: readonly TitledAffine[], columns: number, fail: Fail): Scaler | null {
  return steps.length === 0 ? null : checkedScaler(steps, inputNumbers(steps, columns, fail), fail);
}

/** The scaler whose inverse `a · scale + offset` does the steps after the last layer. */
function outputScaler(steps: readonly TitledAffine[], columns: number, fail: Fail): Scaler | null {
  if (steps.length === 0) return null;
  const offsets = new Array<number>(columns).fill(0);
  const scales = new Array<number>(columns).fill(1);
  for (const step of steps) {
    const by = columnNumbers(step, columns, fail);
    for (let c = 0; c < columns; c++) {
      offsets[c] = changeOf(step, by(c))(offsets[c]);
      if (step.kind === "multiply" || step.kind === "divide") scales[c] = changeOf(step, by(c))(scales[c]);
    }
  }
  return checkedScaler(steps, { offsets, scales }, fail);
}

function flawedColumn({ offsets, scales }: ColumnNumbers): number {
  return scales.findIndex((scale, c) => !Number.isFinite(scale) || scale === 0 || !Number.isFinite(offsets[c]));
}

function checkedScaler(steps: readonly TitledAffine[], numbers: ColumnNumbers, fail: Fail): Scaler {
  const wrong = flawedColumn(numbers);
  if (wrong !== -1)
    fail(
      `the scaling of column ${wrong} up to ${steps[steps.length - 1].title}`,
      numbers.scales[wrong],
      "one that can be undone",
    );
  return scaler("standardize", numbers.offsets, numbers.scales);
}

function changeOf({ kind }: AffineStep, by: number): (value: number) => number {
  if (kind === "add") return (value) => value + by;
  if (kind === "subtract") return (value) => value - by;
  return kind === "multiply" ? (value) => value * by : (value) => value / by;
}

/** The number of a step for each column. */
function columnNumbers({ by, title }: TitledAffine, columns: number, fail: Fail): (column: number) => number {
  if (by.length !== 1 && by.length !== columns)
    fail(`the number of constants of ${title}`, by.length, columns === 1 ? "1" : `1 or ${columns}, one a column`);
  return (column) => by[by.length === 1 ? 0 : column];
}
