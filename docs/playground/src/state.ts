import type { Edit } from "./edits.js";

/**
 * Everything that a reader can choose. It determines every number in the page, so an address can
 * hold it.
 */
export interface State {
  readonly data: DataName;
  /** The reader's own table, for `data: "csv"`. */
  readonly csv: string;
  /** Hidden layers, then the output layer, whose width follows the data. */
  readonly layers: readonly LayerChoice[];
  readonly loss: LossName;
  readonly optimizer: OptimizerName;
  readonly rate: number;
  /** Samples per update; 0 for all of them. */
  readonly batch: number;
  /** Training stops when the loss is at most this. */
  readonly target: number;
  readonly seed: number;
  /** Epochs trained so far. */
  readonly epoch: number;
  /** The index of the sample whose numbers are shown. */
  readonly sample: number;
  /** The current step of the derivation by hand. */
  readonly step: number;
  /** Significant digits of the numbers shown. */
  readonly digits: number;
  /** The inputs on the axes of the picture. */
  readonly axes: readonly [number, number];
  readonly lang: Lang;
  /** What the sheet beside the network shows. */
  readonly mode: Mode;
  /** The lesson, from 1; 0 outside of the lessons. */
  readonly lesson: number;
  /** How far inputs are moved at random, in hundredths. */
  readonly noise: number;
  /** The share of samples that training does not see, in hundredths. */
  readonly test: number;
  /** The mistake planted in the backward pass. */
  readonly mistake: MistakeName;
  /** What was changed by hand, in order. */
  readonly edits: readonly Edit[];
}

export interface LayerChoice {
  readonly width: number;
  readonly activation: ActivationName;
}

export type Lang = "en" | "zh";

export const modes = ["learn", "train", "inspect", "break", "code"] as const;
export type Mode = (typeof modes)[number];

/** Classic mistakes in a backward pass. */
export const mistakeNames = [
  ...(["sign", "slope", "z", "transposed", "mean", "bias", "stale", "early"] as const),
] as const;
export type MistakeName = (typeof mistakeNames)[number];

export const dataNames = ["notes", "and", "or", "xor", "circles", "spiral", "wave", "iris", "csv"] as const;
export type DataName = (typeof dataNames)[number];

export const activationNames = [
  ...(["identity", "sigmoid", "tanh", "relu", "leakyRelu", "elu", "selu", "softplus", "softsign"] as const),
  ...(["gelu", "geluTanh", "silu", "hardSigmoid", "softmax"] as const),
] as const;
export type ActivationName = (typeof activationNames)[number];

export const lossNames = ["squaredError", "mse", "mae", "huber", "binaryCrossEntropy", "crossEntropy"] as const;
export type LossName = (typeof lossNames)[number];

export const optimizerNames = ["sgd", "momentum", "adam", "rmsProp", "adaGrad"] as const;
export type OptimizerName = (typeof optimizerNames)[number];

/** Largest values, set by what fits the page and trains while the reader watches. */
export const limits = {
  layers: 6,
  width: 8,
  epochs: 20_000,
  rate: 10_000,
  seed: 999_999,
  batch: 2_000,
  csv: 60_000,
  percent: 50,
} as const;

type Recipe = Pick<State, "layers" | "loss" | "optimizer" | "rate" | "batch" | "target">;

const layer = (width: number, activation: ActivationName): LayerChoice => ({ width, activation });

/** For each data set, a network and a training that learn it well. */
export const recipes: Readonly<Record<DataName, Recipe>> = {
  notes: {
    ...{ layers: [layer(2, "sigmoid"), layer(1, "sigmoid")], loss: "squaredError" },
    ...{ optimizer: "sgd", rate: 1, batch: 0, target: 1e-6 },
  },
  and: {
    ...{ layers: [layer(1, "sigmoid")], loss: "binaryCrossEntropy" },
    ...{ optimizer: "sgd", rate: 1, batch: 0, target: 0.05 },
  },
  or: {
    ...{ layers: [layer(1, "sigmoid")], loss: "binaryCrossEntropy" },
    ...{ optimizer: "sgd", rate: 1, batch: 0, target: 0.05 },
  },
  wave: {
    ...{ layers: [layer(6, "tanh"), layer(1, "identity")], loss: "mse" },
    ...{ optimizer: "adam", rate: 0.02, batch: 0, target: 0.002 },
  },
  xor: {
    ...{ layers: [layer(4, "tanh"), layer(1, "sigmoid")], loss: "binaryCrossEntropy" },
    ...{ optimizer: "adam", rate: 0.05, batch: 0, target: 0.01 },
  },
  circles: {
    ...{ layers: [layer(6, "tanh"), layer(1, "sigmoid")], loss: "binaryCrossEntropy" },
    ...{ optimizer: "adam", rate: 0.03, batch: 16, target: 0.02 },
  },
  spiral: {
    ...{ layers: [layer(8, "tanh"), layer(8, "tanh"), layer(1, "sigmoid")], loss: "binaryCrossEntropy" },
    ...{ optimizer: "adam", rate: 0.02, batch: 16, target: 0.02 },
  },
  iris: {
    ...{ layers: [layer(5, "tanh"), layer(3, "softmax")], loss: "crossEntropy" },
    ...{ optimizer: "adam", rate: 0.02, batch: 16, target: 0.04 },
  },
  csv: {
    ...{ layers: [layer(6, "tanh"), layer(1, "identity")], loss: "mse" },
    ...{ optimizer: "adam", rate: 0.02, batch: 16, target: 0.01 },
  },
};

export const initial: State = {
  ...{ data: "notes", csv: "", seed: 7, epoch: 0, sample: 0, step: 0, digits: 4, axes: [0, 1], lang: "en" },
  ...{ mode: "learn", lesson: 0, noise: 0, test: 0, mistake: "slope", edits: [] },
  ...recipes.notes,
};

/** The state after another choice of data: that data's recipe, untrained. */
export function withData(state: State, data: DataName): State {
  const axes: readonly [number, number] = data === "iris" ? [2, 3] : [0, 1];
  // All inputs of the first sample of a gate are 0, and so are all derivatives by its weights.
  const sample = data === "and" || data === "or" || data === "xor" ? 3 : 0;
  const start = { epoch: 0, sample, step: 0, lesson: 0, edits: [], noise: 0, test: 0 };
  return { ...state, ...recipes[data], ...start, data, axes };
}

/** The learning rate after all edits. */
export function rateOf(state: State): number {
  return lastOf(state, "rate") ?? state.rate;
}

/** The batch size after all edits; 0 for all samples. */
export function batchOf(state: State): number {
  return lastOf(state, "batch") ?? state.batch;
}

function lastOf({ edits }: State, kind: "rate" | "batch"): number | undefined {
  const found = edits.filter((edit) => edit.kind === kind);
  const last = found[found.length - 1];
  return last !== undefined && "value" in last ? last.value : undefined;
}
