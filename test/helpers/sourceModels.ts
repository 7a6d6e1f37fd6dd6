import {
  type Activation,
  type Dtype,
  Layer,
  minMax,
  Pipeline,
  Sequential,
  sigmoid,
  softmax,
  standardize,
  step,
  surrogate,
  tanh,
  type Vector,
} from "deltarule";
import { activations } from "./exported.js";
import { randomFrom } from "./numeric.js";

/** A model to write as source, and samples to compare its outputs on. */
export interface SourceModel {
  readonly title: string;
  readonly model: Sequential | Pipeline;
  readonly dtype: Dtype;
  readonly samples: readonly Vector[];
}

const functions: readonly (readonly [string, Activation])[] = [
  ...activations.map(({ title, it }) => [title, it] as const),
  ["surrogate(step, sigmoid)", surrogate(step, sigmoid)],
];

/** Numbers at which functions switch formulas, overflow or underflow. */
const extremes = [
  ...[0, 5e-324, 1e-310, 1e-300, 1e-17, 1e-9, 0.1, 0.25, 0.29, 0.3, 0.41, 0.5, 0.84375, 0.85, 1, 1.25, 1.3],
  ...[2, 1 / 0.35, 3, 5.9, 6, 10, 20, 28, 36, 37, 40, 88, 89, 104, 300, 708, 709.9, 710, 745, 746, 1e5, 1e38, 1e300],
].flatMap((size) => [size, -size]);

/** Every activation by itself, a = f(x), at extreme and random x. */
const alone = both(([title, activation], dtype) => {
  const few = dtype === "float32" ? extremes.filter((x) => Math.abs(x) < 1e39) : extremes;
  const random = randomFrom(3);
  const drawn = Array.from({ length: 300 }, () => (2 * random() - 1) * 10 ** (4 * random() - 2));
  const weights = [[1], [0.5], [-1]];
  const model = new Sequential([new Layer(1, 3, activation, { weights, biases: [0, 0, 0] })], { dtype, seed: 1 });
  return { title, dtype, model, samples: [...few, ...drawn].map((x) => Float64Array.of(x)) };
});

/**
 * Every activation in a network of three layers with scalers around it. One layer has no biases,
 * and the network is large enough to be written with loops.
 */
const inside = both((of, dtype) => scaled(of, dtype, 8));

/** The same network, small enough for sums to be written out. */
const small = both((of, dtype) => scaled(of, dtype, 3)).filter(({ title }) => /sigmoid$|softmax|leaky/.test(title));

function scaled([title, activation]: readonly [string, Activation], dtype: Dtype, width: number): SourceModel {
  const layers = [
    new Layer(3, width, activation),
    new Layer(width, 9, tanh, { bias: false }),
    new Layer(9, 2, activation),
  ];
  const network: Sequential = new Sequential(layers as Layer[], { dtype, seed: 5 });
  const random = randomFrom(4);
  const samples = Array.from({ length: 40 }, () => Float64Array.from({ length: 3 }, () => 6 * random() - 3));
  const targets = samples.map(([a, b, c]) => [a + b, b * c]);
  const model = new Pipeline({ network, inputs: standardize(samples), outputs: minMax(targets) });
  return { title: `a Pipeline of width ${width} with ${title}`, dtype, model, samples };
}

const wide: SourceModel = {
  title: "784 → 30 → 10",
  dtype: "float32",
  model: new Sequential([new Layer(784, 30, sigmoid), new Layer(30, 10, softmax)], { dtype: "float32", seed: 2 }),
  samples: [0, 1].map((seed) => Float64Array.from({ length: 784 }, randomFrom(seed))),
};

/** Every activation in both precisions, by itself and in Pipelines, and one larger network. */
export const sourceModels: readonly SourceModel[] = [...alone, ...small, ...inside, wide];

function both(make: (of: readonly [string, Activation], dtype: Dtype) => SourceModel): SourceModel[] {
  return (["float64", "float32"] as const).flatMap((dtype) => functions.map((of) => make(of, dtype)));
}

/** The outputs of a sample. */
export function predicted(model: Sequential | Pipeline, sample: Vector): Vector {
  return model instanceof Pipeline ? model.predict(sample) : model.predict(sample);
}
