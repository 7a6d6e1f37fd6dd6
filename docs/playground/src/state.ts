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
}

export interface LayerChoice {
  readonly width: number;
  readonly activation: ActivationName;
}

export type Lang = "en" | "zh";

export const dataNames = ["notes", "xor", "circles", "spiral", "iris", "csv"] as const;
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
  rate: 100,
  seed: 999_999,
  batch: 2_000,
  csv: 60_000,
} as const;

type Recipe = Pick<State, "layers" | "loss" | "optimizer" | "rate" | "batch" | "target">;

const layer = (width: number, activation: ActivationName): LayerChoice => ({ width, activation });

/** For each data set, a network and a training that learn it well. */
export const recipes: Readonly<Record<DataName, Recipe>> = {
  notes: {
    ...{ layers: [layer(2, "sigmoid"), layer(1, "sigmoid")], loss: "squaredError" },
    ...{ optimizer: "sgd", rate: 1, batch: 0, target: 1e-6 },
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
  ...{ data: "xor", csv: "", seed: 7, epoch: 0, sample: 0, step: 0, digits: 4, axes: [0, 1], lang: "en" },
  ...recipes.xor,
};

/** The state after another choice of data: that data's recipe, untrained. */
export function withData(state: State, data: DataName): State {
  const axes: readonly [number, number] = data === "iris" ? [2, 3] : [0, 1];
  return { ...state, ...recipes[data], data, axes, epoch: 0, sample: 0, step: 0 };
}
