import {
  adaGrad,
  adam,
  adamW,
  binaryCrossEntropy,
  clipNorm,
  cosine,
  crossEntropy,
  type Dtype,
  type Engine,
  elu,
  exponentialDecay,
  gelu,
  geluTanh,
  hardSigmoid,
  hinge,
  huber,
  Layer,
  lbfgs,
  leakyRelu,
  levenbergMarquardt,
  mae,
  mse,
  oneCycle,
  reduceOnPlateau,
  relu,
  rmsProp,
  Sequential,
  selu,
  sgd,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  squaredError,
  step,
  surrogate,
  type TrainOptions,
  tanh,
  type Vector,
  warmup,
} from "deltarule";

/*
 * Trainings that must give the same bits everywhere: test/golden/hashes.json holds the hashes of
 * their parameters. They run in Node and in a page in Chromium and Firefox, so they use nothing but
 * the library and plain arithmetic.
 */

type Row = readonly number[];

/** Scattered numbers in [−1, 1], exact in float64. */
function scattered(k: number): number {
  return (((k * 7919 + 104_729) % 10_007) / 10_007) * 2 - 1;
}

/** 60 points; their targets follow. */
const points = Array.from(
  { length: 60 },
  (_, r): Row => [scattered(3 * r), scattered(3 * r + 1), scattered(3 * r + 2)],
);
const surface = points.map(([a, b, c]): Row => [a * b + 0.5 * c, a - b * c]);
const inside = points.map(([a, b, c]): Row => [a * a + b * b + c * c < 1 ? 1 : 0]);
const signs = points.map(([a, b]): Row => [a > b ? 1 : -1]);
const octants = points.map(([a, b]): Row => [a > 0 && b > 0, a > 0 && b <= 0, a <= 0].map(Number));

interface Golden {
  readonly dtype: Dtype;
  readonly layers: () => readonly Layer[];
  readonly t: readonly Row[];
  readonly options: TrainOptions;
}

const golden: Readonly<Record<string, Golden>> = {
  "sigmoid, squaredError, sgd, one at a time": {
    dtype: "float64",
    layers: () => [new Layer(3, 4, sigmoid), new Layer(4, 1, sigmoid)],
    t: inside,
    options: { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }), batchSize: 1, epochs: 20 },
  },
  "tanh, softmax, crossEntropy, momentum": {
    dtype: "float64",
    layers: () => [new Layer(3, 16, tanh), new Layer(16, 3, softmax)],
    t: octants,
    options: { loss: crossEntropy, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), batchSize: 16, epochs: 30 },
  },
  "relu, softmax, crossEntropy, adam, float32": {
    dtype: "float32",
    layers: () => [new Layer(3, 33, relu), new Layer(33, 17, relu), new Layer(17, 3, softmax)],
    t: octants,
    options: { loss: crossEntropy, optimizer: adam({ learningRate: 0.01 }), batchSize: 7, epochs: 20 },
  },
  "gelu, mse, adamW, cosine, dropout": {
    dtype: "float64",
    layers: () => [new Layer(3, 12, gelu, { dropout: 0.2 }), new Layer(12, 9, geluTanh), new Layer(9, 2)],
    t: surface,
    options: { loss: mse, optimizer: adamW({ learningRate: cosine(0.02, { steps: 160 }) }), batchSize: 8, epochs: 20 },
  },
  "gelu, huber, adamW, oneCycle, dropout, float32": {
    dtype: "float32",
    layers: () => [new Layer(3, 12, geluTanh, { dropout: 0.5 }), new Layer(12, 9, gelu), new Layer(9, 2)],
    t: surface,
    options: {
      ...{ loss: huber(0.3), batchSize: 8, epochs: 20 },
      optimizer: adamW({ learningRate: oneCycle(0.05, { steps: 160 }) }),
    },
  },
  "softplus, huber, rmsProp, without biases": {
    dtype: "float64",
    layers: () => [new Layer(3, 7, softplus, { bias: false }), new Layer(7, 5, softsign), new Layer(5, 2)],
    t: surface,
    options: {
      ...{ loss: huber(0.5), batchSize: 13, epochs: 30 },
      optimizer: rmsProp({ learningRate: 0.01, weightDecay: 0.001 }),
    },
  },
  "silu, binaryCrossEntropy, nesterov, warmup": {
    dtype: "float64",
    layers: () => [new Layer(3, 10, silu), new Layer(10, 1, sigmoid)],
    t: inside,
    options: {
      ...{ loss: binaryCrossEntropy, batchSize: 10, epochs: 30 },
      optimizer: sgd({ learningRate: warmup(20, 0.2), momentum: 0.8, nesterov: true }),
    },
  },
  "selu and elu, hinge, adaGrad, float32": {
    dtype: "float32",
    layers: () => [new Layer(3, 8, selu), new Layer(8, 8, elu(0.7)), new Layer(8, 1, tanh)],
    t: signs,
    options: { loss: hinge, optimizer: adaGrad({ learningRate: 0.1 }), batchSize: 5, epochs: 20 },
  },
  "leakyRelu and hardSigmoid, mae, clipNorm": {
    dtype: "float64",
    layers: () => [new Layer(3, 9, leakyRelu(0.1)), new Layer(9, 5, hardSigmoid), new Layer(5, 2)],
    t: surface,
    options: {
      ...{ loss: mae, batchSize: 6, epochs: 20 },
      optimizer: clipNorm(adam({ learningRate: exponentialDecay(0.05, { every: 100 }) }), 0.5),
    },
  },
  "surrogate, squaredError, reduceOnPlateau, validation": {
    dtype: "float64",
    layers: () => [new Layer(3, 20, surrogate(step, sigmoid)), new Layer(20, 1, sigmoid)],
    t: inside,
    options: {
      ...{ loss: squaredError, batchSize: 9, epochs: 40, validation: 0.25 },
      optimizer: sgd({ learningRate: reduceOnPlateau(1, { patience: 2, factor: 0.5 }) }),
      earlyStopping: { patience: 12, restoreBest: true },
    },
  },
  "tanh, mse, lbfgs": {
    dtype: "float64",
    layers: () => [new Layer(3, 6, tanh), new Layer(6, 2)],
    t: surface,
    options: { loss: mse, optimizer: lbfgs({ memory: 5 }), epochs: 25 },
  },
  "tanh, squaredError, levenbergMarquardt": {
    dtype: "float64",
    layers: () => [new Layer(3, 4, tanh), new Layer(4, 2)],
    t: surface,
    options: { loss: squaredError, optimizer: levenbergMarquardt(), epochs: 10 },
  },
  "a piece of one's own among compiled ones, float32": {
    dtype: "float32",
    layers: () => [
      new Layer(3, 8, { name: "cube", apply: (z) => z * z * z, derivative: (z) => 3 * z * z }),
      new Layer(8, 3, softmax),
    ],
    t: octants,
    options: { loss: crossEntropy, optimizer: adam({ learningRate: 0.02 }), batchSize: 12, epochs: 20 },
  },
};

/** Each training by name: it returns its parameters and the name of the engine that ran. */
export const trainings: Readonly<Record<string, (engine?: Engine) => { engine: string; parameters: Vector }>> =
  Object.fromEntries(
    Object.entries(golden).map(([name, { dtype, layers, t, options }]) => [
      name,
      (engine) => {
        const net = new Sequential([...layers()], { seed: 2026, dtype, engine });
        net.fit(points, t, options);
        return { engine: net.engine.name, parameters: net.parameters };
      },
    ]),
  );

/** The bytes of the parameters, little-endian on every machine. */
export function bytesOf(parameters: Vector): Uint8Array<ArrayBuffer> {
  const size = parameters.BYTES_PER_ELEMENT;
  const view = new DataView(new ArrayBuffer(parameters.length * size));
  for (const [k, value] of parameters.entries()) {
    if (size === 8) view.setFloat64(8 * k, value, true);
    else view.setFloat32(4 * k, value, true);
  }
  return new Uint8Array(view.buffer);
}
