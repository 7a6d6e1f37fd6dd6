import {
  adaGrad,
  adam,
  adamW,
  byEpoch,
  type Checkpoint,
  clipNorm,
  clipValue,
  cosine,
  type Dtype,
  type EpochReport,
  exponentialDecay,
  type History,
  huber,
  Layer,
  lbfgs,
  levenbergMarquardt,
  mae,
  matrix,
  mse,
  type Optimizer,
  oneCycle,
  reduceOnPlateau,
  rmse,
  rmsProp,
  type Schedule,
  Sequential,
  sgd,
  sigmoid,
  stepDecay,
  type TrainOptions,
  tanh,
  warmup,
} from "deltarule";
import fc from "fast-check";
import { randomFrom } from "./numeric.js";

const schedules: Readonly<Record<string, number | Schedule>> = {
  number: 0.05,
  stepDecay: stepDecay(0.1, { every: 3, factor: 0.5 }),
  exponentialDecay: exponentialDecay(0.1, { every: 5 }),
  cosine: cosine(0.1, { steps: 12 }),
  oneCycle: oneCycle(0.1, { steps: 12 }),
  warmup: warmup(4, 0.1),
  byEpoch: byEpoch(stepDecay(0.1, { every: 2, factor: 0.5 })),
  plateau: reduceOnPlateau(0.1, { patience: 1, factor: 0.5, minDelta: 0.01 }),
};

/** Optimizers by a name that JSON can hold, as functions of a learning rate. */
export const optimizers: Readonly<Record<string, (learningRate: number | Schedule) => Optimizer>> = {
  sgd: (learningRate) => sgd({ learningRate }),
  momentum: (learningRate) => sgd({ learningRate, momentum: 0.9, weightDecay: 0.01 }),
  nesterov: (learningRate) => sgd({ learningRate, momentum: 0.9, nesterov: true }),
  adam: (learningRate) => adam({ learningRate }),
  adamW: (learningRate) => adamW({ learningRate }),
  rmsProp: (learningRate) => rmsProp({ learningRate }),
  adaGrad: (learningRate) => adaGrad({ learningRate }),
  clipNorm: (learningRate) => clipNorm(adam({ learningRate }), 0.1),
  clipValue: (learningRate) => clipValue(sgd({ learningRate, momentum: 0.5 }), 0.05),
  lbfgs: () => lbfgs({ memory: 3 }),
  levenbergMarquardt: () => levenbergMarquardt(),
};

/** A training as plain data, so that another process can repeat it. */
export interface Spec {
  readonly optimizer: string;
  readonly schedule: string;
  readonly dtype: Dtype;
  readonly seed: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly dropout: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly validation: "none" | "fraction" | "pair";
  readonly earlyStopping: TrainOptions["earlyStopping"] | null;
  readonly metrics: boolean;
  readonly weighted: boolean;
  readonly targetLoss: number | null;
  readonly epochs: number;
}

export const specs: fc.Arbitrary<Spec> = fc.record({
  optimizer: fc.constantFrom(...Object.keys(optimizers)),
  schedule: fc.constantFrom(...Object.keys(schedules)),
  dtype: fc.constantFrom<Dtype>("float64", "float32"),
  seed: fc.nat(),
  hidden: fc.integer({ min: 1, max: 4 }),
  outputs: fc.integer({ min: 1, max: 2 }),
  dropout: fc.constantFrom(0, 0, 0.3),
  samples: fc.integer({ min: 3, max: 14 }),
  batchSize: fc.constantFrom(1, 2, 3, 5, 100),
  shuffle: fc.boolean(),
  validation: fc.constantFrom("none" as const, "fraction" as const, "pair" as const),
  earlyStopping: fc.option(
    fc.record({
      patience: fc.integer({ min: 1, max: 3 }),
      minDelta: fc.constantFrom(0, 0.02),
      restoreBest: fc.boolean(),
    }),
  ),
  metrics: fc.boolean(),
  weighted: fc.boolean(),
  targetLoss: fc.option(fc.constantFrom(0.05, 0.2), { freq: 4 }),
  epochs: fc.integer({ min: 1, max: 7 }),
});

/** A new network with the data and options of a spec. */
export function trainingOf(spec: Spec) {
  const { seed, dtype, hidden, outputs, samples, dropout, epochs } = spec;
  const net = new Sequential(
    [new Layer(2, hidden, tanh, { dropout }), new Layer(hidden, hidden, sigmoid), new Layer(hidden, outputs)],
    { seed, dtype },
  );
  const random = randomFrom(seed + 1);
  const draw = (rows: number, columns: number) =>
    matrix(
      rows,
      columns,
      Float64Array.from({ length: rows * columns }, () => 2 * random() - 1),
    );
  const [x, t] = [draw(samples, 2), draw(samples, outputs)];
  const optimizer = optimizers[spec.optimizer](schedules[spec.schedule]);
  const pair = [draw(4, 2), draw(4, outputs)] as const;
  const options: TrainOptions = {
    loss: spec.optimizer === "levenbergMarquardt" ? mse : huber(0.5),
    optimizer,
    epochs,
    batchSize: optimizer.fullBatch ? undefined : spec.batchSize,
    shuffle: spec.shuffle,
    validation: spec.validation === "none" ? undefined : spec.validation === "pair" ? pair : 0.3,
    earlyStopping: spec.earlyStopping ?? undefined,
    metrics: spec.metrics ? [mae, rmse] : undefined,
    sampleWeights: spec.weighted ? Array.from({ length: samples }, () => random() + 0.1) : undefined,
    targetLoss: spec.targetLoss ?? undefined,
  };
  return { net, x, t, options };
}

/** A history without its times. */
export function told({ epochs, ...rest }: History) {
  return { ...rest, epochs: epochs.map(({ durationMs, ...report }: EpochReport) => report) };
}

/** Trains to the end, from a checkpoint if given. Returns every checkpoint on the way as text. */
export function run(spec: Spec, resume?: Checkpoint) {
  const { net, x, t, options } = trainingOf(spec);
  // A checkpoint must determine everything, so the other parameters are made wrong.
  if (resume !== undefined) net.parameters.fill(0.123);
  const checkpoints: string[] = [];
  const history = net.fit(x, t, {
    ...options,
    ...(resume === undefined ? {} : { resume }),
    onEpoch: (epoch) => checkpoints.push(JSON.stringify(epoch.checkpoint())),
  });
  return { parameters: Array.from(net.parameters), history: told(history), checkpoints };
}
