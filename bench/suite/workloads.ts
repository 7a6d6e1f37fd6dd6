/** A network, its training and its data. The processes of `bench/peers` get it as JSON. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly kind: "train" | "predict" | "learn";
  readonly widths: readonly number[];
  readonly hidden: "sigmoid" | "tanh" | "relu";
  readonly output: "sigmoid" | "softmax";
  /** ½ Σ (o − t)² or −Σ t ln o, averaged over a batch. */
  readonly loss: "squaredError" | "crossEntropy";
  readonly optimizer: "sgd" | "adam";
  readonly learningRate: number;
  /** Samples in a step of training, or in a call of `predict`. */
  readonly batch: number;
  /** Samples in an epoch, or the number of samples that predictions take in turn. */
  readonly samples: number;
  /** Epochs of a workload of kind `learn`. */
  readonly epochs?: number;
}

const sigmoids = {
  widths: [2, 4, 1],
  hidden: "sigmoid",
  output: "sigmoid",
  loss: "squaredError",
  optimizer: "sgd",
  learningRate: 0.1,
  samples: 4000,
} as const;
const tiny = {
  widths: [4, 16, 3],
  hidden: "tanh",
  output: "softmax",
  loss: "crossEntropy",
  optimizer: "sgd",
  learningRate: 0.01,
  samples: 4000,
} as const;
const digits = {
  widths: [784, 128, 10],
  hidden: "relu",
  output: "softmax",
  loss: "crossEntropy",
  optimizer: "sgd",
  learningRate: 0.01,
  samples: 2048,
} as const;
const adam = { optimizer: "adam", learningRate: 1e-4 } as const;
const one = { kind: "predict", batch: 1, samples: 64 } as const;

export const workloads: readonly Workload[] = [
  {
    ...sigmoids,
    name: "W1a",
    title: "2-4-1 sigmoid, ½ squared error, sgd, an update per sample",
    kind: "train",
    batch: 1,
  },
  { ...sigmoids, name: "W1b", title: "the same in batches of 4", kind: "train", batch: 4 },
  { ...tiny, name: "W2", title: "4-16-3 tanh, softmax + cross-entropy, sgd, batches of 16", kind: "train", batch: 16 },
  {
    ...digits,
    name: "W3a",
    title: "784-128-10 relu, softmax + cross-entropy, sgd, batches of 32",
    kind: "train",
    batch: 32,
  },
  { ...digits, ...adam, name: "W3b", title: "the same, adam, batches of 128", kind: "train", batch: 128 },
  {
    ...digits,
    name: "W4",
    title: "784-512-256-10 relu, softmax + cross-entropy, sgd, batches of 128",
    kind: "train",
    widths: [784, 512, 256, 10],
    batch: 128,
  },
  { ...sigmoids, ...one, name: "W5-2-4-1", title: "prediction of one sample, 2-4-1 sigmoid" },
  { ...tiny, ...one, name: "W5-4-16-3", title: "prediction of one sample, 4-16-3 tanh, softmax" },
  { ...digits, ...one, name: "W5-784-128-10", title: "prediction of one sample, 784-128-10 relu, softmax" },
  {
    ...digits,
    name: "W5-batch",
    title: "prediction of 1,024 samples at once, 784-128-10 relu, softmax",
    kind: "predict",
    batch: 1024,
    samples: 1024,
  },
];

/** The network whose first prediction ends a cold start. */
export const first: Workload = { ...sigmoids, ...one, name: "W6", title: "process start to first prediction, 2-4-1" };

/** Networks with one hidden layer of growing width: cost should grow in step with parameters. */
export const widening: readonly Workload[] = [64, 128, 256, 512, 1024].map((width) => ({
  ...digits,
  name: `784-${width}-10`,
  title: `784-${width}-10 relu, softmax + cross-entropy, sgd, batches of 32`,
  kind: "train",
  widths: [784, width, 10],
  batch: 32,
}));

/** The MNIST handwritten digits. */
export const handwritten: Workload = {
  ...digits,
  learningRate: 0.2,
  name: "digits",
  title: "60,000 handwritten digits, 784-64-10 relu, softmax + cross-entropy, sgd, batches of 32, 3 epochs",
  kind: "learn",
  widths: [784, 64, 10],
  batch: 32,
  samples: 60_000,
  epochs: 3,
};

export const parametersOf = ({ widths }: Workload): number =>
  widths.slice(1).reduce((sum, width, l) => sum + width * ((widths[l] as number) + 1), 0);
