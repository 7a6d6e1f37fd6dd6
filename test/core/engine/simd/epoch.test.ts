import {
  type Activation,
  accuracy,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  type History,
  identity,
  Layer,
  type Loss,
  mae,
  type Optimizer,
  reference,
  relu,
  Sequential,
  sgd,
  sigmoid,
  simd,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { networkOf } from "../../../helpers/engineCases.js";
import { planOf, type Training, trainings } from "../../../helpers/engineTrainings.js";
import { differenceOf, outcomeOf } from "../../../helpers/sameBits.js";
import { instancesWith, libraryWith } from "../../../helpers/webAssembly.js";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The same functions as a user's own, which have no kernel. */
const ownActivation = (f: Activation): Activation => ({ ...f });
const ownLoss = (loss: Loss): Loss => ({ ...loss });
const ownOptimizer = (optimizer: Optimizer): Optimizer => ({ ...optimizer });

/** A step a sample has a kernel path of its own, which stores no gradient for plain sgd. */
test.each([
  ["plain sgd", () => sgd({ learningRate: 0.1 })],
  ["momentum", () => sgd({ learningRate: 0.05, momentum: 0.9 })],
  ["adam", () => adam({ learningRate: 0.02 })],
])(
  "a step a sample by %s gives the bits of the reference, for every width, loss and last activation",
  (_name, make) => {
    for (let width = 1; width <= 9; width++) {
      for (const [hidden, last, loss] of [
        [relu, sigmoid, squaredError],
        [sigmoid, identity, squaredError],
        [surrogate(step, sigmoid), sigmoid, binaryCrossEntropy],
        [sigmoid, softmax, crossEntropy],
        [relu, tanh, mae],
      ] as const) {
        const results = [simd, reference].map((engine) => {
          const layers = [
            new Layer(3, width, tanh, { bias: width % 2 === 0 }),
            new Layer(width, width, hidden),
            new Layer(width, 3, last, { bias: width % 3 > 0 }),
          ];
          const net = new Sequential(layers, { seed: width, engine });
          const x = Array.from({ length: 7 }, (_, r) => [Math.sin(r), r === 2 ? -0 : r, 1 / (r + 1)]);
          const t = x.map((_, r) => [0, 1, 2].map((k) => (k === r % 3 ? 1 : 0)));
          const { epochs } = net.fit(x, t, {
            ...{ loss, optimizer: make(), batchSize: 1, epochs: 5 },
            ...{ sampleWeights: [1, 2, 0, 0.5, 1, 1, 3], onWarning: () => {} },
          });
          const outputs = x.map((sample) => net.predict(sample));
          return { losses: epochs.map((epoch) => epoch.loss), parameters: net.parameters, outputs };
        });
        expect(results[0]).toEqual(results[1]);
      }
    }
  },
);

/** Every sum of a gradient starts with +0, so a gradient of −0 counts as 0: −0 − η · 0 is −0. */
test("a step a sample keeps the signs of zeros", () => {
  const results = [simd, reference].map((engine) => {
    const layers = [
      new Layer(2, 3, relu, { weights: Array.from({ length: 3 }, () => [-0, -0]), biases: [-0, -0, -0] }),
      new Layer(3, 1, identity, { weights: [[1, -1, -0]], bias: false }),
    ];
    const net = new Sequential(layers, { seed: 1, engine });
    for (const target of [0.5, -0.5])
      net.fit([[1, -1]], [[target]], { loss: squaredError, optimizer: sgd(), epochs: 1, onWarning: () => {} });
    return Array.from(net.parameters);
  });
  // Of relu's slope 0, one sample or the other makes a δ of −0.
  expect(results[0]).toEqual([...Array.from({ length: 9 }, () => -0), 1, -1, -0]);
  expect(results[0]).toEqual(results[1]);
});

/** The last activation stays: the loss may be linked to it. */
const variants: Readonly<Record<string, (training: Training) => Training>> = {
  "a user's own optimizer": (training) => {
    const optimizer = ownOptimizer(training.optimizer);
    return { ...training, optimizer, options: { ...training.options, optimizer } };
  },
  "a user's own loss": (training) => ({ ...training, loss: ownLoss(training.loss) }),
  "a user's own hidden activations": (training) => ({
    ...training,
    activations: training.activations.map((f, l, { length }) => (l === length - 1 ? f : ownActivation(f))),
  }),
  "a user's own last activation": (training) => {
    const f = training.activations[training.activations.length - 1];
    const own = ownActivation(f);
    const { loss } = training;
    const link = loss.link?.activation === f ? { ...loss.link, activation: own } : loss.link;
    return {
      ...training,
      activations: [...training.activations.slice(0, -1), own],
      loss: link === undefined ? loss : { ...loss, link },
    };
  },
};

function fitted(training: Training) {
  const net = networkOf(training, simd);
  const { x, t, options } = planOf(training);
  return [outcomeOf(() => net.fit(x, t, options)), net.parameters.slice()];
}

describe("a whole epoch in one call comes to the same bits as kernel by kernel with", () => {
  test.each(Object.entries(variants))("%s", (_title, own) => {
    fc.assert(
      fc.property(trainings, (drawn) => {
        const training = { ...drawn, dropout: 0 };
        expect(differenceOf(fitted(own(training)), fitted(training))).toBe("");
      }),
      { seed: 21, numRuns: 60 },
    );
  });
});

test("an epoch is one call, and so is a prediction, unless a piece is a user's own", async () => {
  const calls: Record<string, number> = {};
  const counting = instancesWith((name, kernel) => (...numbers) => {
    calls[name] = (calls[name] ?? 0) + 1;
    return kernel(...numbers);
  });
  const own = await libraryWith({ Instance: counting });
  const x = Array.from({ length: 40 }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
  const t = x.map(([a, b]) => [Number(a > b)]);
  const make = (f: Activation) =>
    new own.Sequential([new own.Layer(2, 4, f), new own.Layer(4, 1, own.sigmoid)], { seed: 1 });
  const options = { loss: own.squaredError, epochs: 4, batchSize: 4 };
  make(own.tanh).fit(x, t, { ...options, metrics: [own.accuracy] });
  expect(calls).toEqual({ pieces: 1, base: 1, epochs: 4 });
  make(own.tanh).predict(x);
  expect(calls).toEqual({ pieces: 1, base: 1, epochs: 4, predict64: 1 });
  make({ ...own.tanh }).fit(x, t, options);
  expect(calls).toMatchObject({ epochs: 4, affine64: 80, activate64: 40, slope64: 40, gradA64: 40, update64: 40 });
  // The first epoch alone, then all others.
  make(own.tanh).fit(x, t, { ...options, epochs: 50 });
  expect(calls).toMatchObject({ epochs: 6 });
  // More samples than are in the memory at once.
  const rows = Array.from({ length: 9000 }, (_, r) => x[r % 40]);
  make(own.tanh).fit(
    rows,
    rows.map(([a, b]) => [Number(a > b)]),
    { ...options, epochs: 1, batchSize: 100 },
  );
  expect(calls).toMatchObject({ epochs: 6, train64: 2 });
});

test("training stops between two calls when it is aborted, as between two batches", () => {
  const outcomes = [sgd({ learningRate: 0.1 }), ownOptimizer(sgd({ learningRate: 0.1 }))].map((optimizer) => {
    const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 4, engine: simd });
    const signal = { aborted: false };
    const onEpoch = ({ epoch }: { epoch: number }) => {
      signal.aborted = epoch === 3;
    };
    const options = { loss: squaredError, optimizer, signal, onEpoch, epochs: 9, batchSize: 3, metrics: [accuracy] };
    const history: History = net.fit(
      [
        [1, 2],
        [3, 4],
        [0, 1],
        [-1, 1],
      ],
      [[1], [0], [1], [0]],
      options,
    );
    return [history, net.parameters.slice()];
  });
  expect(differenceOf(outcomes[0], outcomes[1])).toBe("");
  expect(outcomes[0][0]).toMatchObject({ stopped: "aborted", epochs: { length: 3 } });
});

test("many epochs in one call come to the same bits, history and errors as one by one", () => {
  const ends = { well: 0, early: 0, failed: 0 };
  fc.assert(
    fc.property(trainings, fc.integer({ min: 5, max: 60 }), ({ options: drawn, ...rest }, epochs) => {
      const options = { ...drawn, epochs, metrics: [], earlyStopping: undefined };
      const training: Training = { ...rest, dropout: 0, validation: "none", options };
      const [whole, single] = [() => {}, undefined].map((onEpoch) => {
        const net = networkOf(training, simd);
        const { x, t, options } = planOf(training);
        // Twice: the second training goes on with the optimizer's memory.
        const given = { ...options, onWarning: () => {}, ...(onEpoch && { onEpoch }) };
        return [outcomeOf(() => net.fit(x, t, given)), outcomeOf(() => net.fit(x, t, given)), net.parameters.slice()];
      });
      expect(differenceOf(whole, single)).toBe("");
      const [outcome] = whole;
      if ("failed" in outcome) ends.failed++;
      else ends[(outcome as { given: History }).given.stopped === "targetLoss" ? "early" : "well"]++;
    }),
    { seed: 31, numRuns: 150 },
  );
  expect(ends.well).toBeGreaterThan(40);
  expect(ends.early).toBeGreaterThan(5);
  expect(ends.failed).toBeGreaterThan(10);
});
