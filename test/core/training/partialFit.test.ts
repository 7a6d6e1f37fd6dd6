import {
  adam,
  byEpoch,
  clipNorm,
  DataError,
  DivergenceError,
  Layer,
  mse,
  type Optimizer,
  type OptimizerState,
  OptionError,
  type PartialFitOptions,
  reduceOnPlateau,
  type Schedule,
  Sequential,
  ShapeError,
  sgd,
  squaredError,
  stepDecay,
  tanh,
  warmup,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testFailures, thrownBy } from "../../helpers/failures.js";
import { optimizers, specs, trainingOf } from "../../helpers/trainings.js";

const rate = 0.05;

describe("partialFit", () => {
  test("called batch by batch gives the bits of fit without shuffling, and returns E before each update", () => {
    fc.assert(
      fc.property(specs, (spec) => {
        const schedule = spec.schedule === "byEpoch" || spec.schedule === "plateau" ? "number" : spec.schedule;
        const own = { ...spec, schedule, validation: "none" as const, earlyStopping: null, targetLoss: null };
        const { net, x, t, options } = trainingOf(own);
        const { batchSize = x.rows, loss, optimizer, sampleWeights } = options;
        const streamed = trainingOf(own).net;
        // Full-batch optimizers count no updates: dropout takes the network's count.
        const keeps = spec.seed % 2 === 0;
        const state = keeps ? (optimizer as Optimizer).initialize(streamed.parameters.length) : undefined;
        const rows = (of: typeof x, start: number) =>
          Array.from({ length: Math.min(batchSize, of.rows - start) }, (_, r) =>
            of.data.slice((start + r) * of.columns, (start + r + 1) * of.columns),
          );
        for (let epoch = 0; epoch < 2; epoch++) {
          let sum = 0;
          for (let start = 0; start < x.rows; start += batchSize) {
            const batch = rows(x, start);
            const weights = (sampleWeights as number[] | undefined)?.slice(start, start + batchSize);
            const E = streamed.partialFit(batch, rows(t, start), {
              loss,
              optimizer: optimizer as Optimizer,
              state,
              sampleWeights: weights,
            });
            sum += E * batch.length;
          }
          const report = net.evaluate(x, t, { loss, sampleWeights });
          if (epoch === 0 && batchSize >= x.rows && spec.dropout === 0)
            expect(sum / x.rows).toBeCloseTo(report.loss, 6);
        }
        net.fit(x, t, { loss, optimizer, batchSize, sampleWeights, epochs: 2, shuffle: false });
        expect(streamed.parameters).toEqual(net.parameters);
      }),
      { seed: 41, numRuns: 80 },
    );
  });

  test("works with every optimizer", () => {
    const x = [[0.5], [-1], [2]];
    const t = [[1], [0], [0.5]];
    const make = (dropout: number) =>
      new Sequential([new Layer(1, 3, tanh, { dropout }), new Layer(3, 1)], { seed: 3 });
    for (const [name, of] of Object.entries(optimizers)) {
      const optimizer = of(rate);
      const dropout = optimizer.fullBatch ? 0 : 0.4;
      const [net, streamed] = [make(dropout), make(dropout)];
      const state = optimizer.initialize(streamed.parameters.length);
      const losses = [0, 1, 2].map(() => streamed.partialFit(x, t, { loss: mse, optimizer, state }));
      const history = net.fit(x, t, { loss: mse, optimizer, batchSize: 3, epochs: 3, shuffle: false });
      expect([name, streamed.parameters]).toEqual([name, net.parameters]);
      expect([name, losses]).toEqual([name, history.epochs.map(({ loss }) => loss)]);
    }
  });

  test("by hand: E before the update, weighted", () => {
    // Outputs 1 and 2 for targets 0: losses ½ and 2, E = (2·½ + ½·2)/2 = 1,
    // ∂E/∂w = (2·1·1 + ½·2·2)/2 = 2.
    const net = new Sequential([new Layer(1, 1, undefined, { weights: [[1]], bias: false })], { seed: 1 });
    const optimizer = sgd({ learningRate: 0.25 });
    const options = { loss: squaredError, optimizer, state: optimizer.initialize(1), sampleWeights: [2, 0.5] };
    expect(net.partialFit([[1], [2]], [[0], [0]], options)).toBe(1);
    expect(net.parameters[0]).toBe(0.5);
    expect(options.state.step).toBe(1);
  });
});

const net = () => new Sequential([new Layer(1, 2, tanh), new Layer(2, 1)], { seed: 3 });
const feeding =
  (options: Readonly<Record<string, unknown>>, x: unknown = [[1]], t: unknown = [[1]]) =>
  () =>
    net().partialFit(
      x as number[][],
      t as number[][],
      {
        loss: mse,
        optimizer: adam(),
        state: adam().initialize(7),
        ...options,
      } as PartialFitOptions,
    );

describe("a wrong call", () => {
  const wanted = "take optimizer.initialize(net.parameters.length)";
  const of7 = adam().initialize(7);
  testFailures([
    [
      "no options",
      () => net().partialFit([[1]], [[1]], undefined as never),
      OptionError,
      "partialFit: the options are undefined, wanted an object",
    ],
    [
      "an option of fit",
      feeding({ epochs: 3 }),
      OptionError,
      'partialFit: there is no option "epochs"; there are loss, optimizer, state, sampleWeights, regularization',
    ],
    [
      "no loss",
      feeding({ loss: undefined }),
      OptionError,
      "partialFit: loss is undefined, wanted a loss such as squaredError",
    ],
    [
      "no optimizer",
      feeding({ optimizer: undefined }),
      OptionError,
      "partialFit: optimizer is undefined, wanted an optimizer such as sgd()",
    ],
    [
      "a state that is none",
      feeding({ state: 5 }),
      OptionError,
      "partialFit: state is 5, wanted optimizer.initialize(net.parameters.length)",
    ],
    [
      "a state without m",
      feeding({ state: { step: 0, v: of7.v } }),
      OptionError,
      `partialFit: state.m is not a Float64Array: ${wanted}`,
    ],
    [
      "a state of JSON",
      feeding({ state: { ...of7, m: [1] } }),
      OptionError,
      `partialFit: state.m is not a Float64Array: ${wanted}`,
    ],
    [
      "a state of another network",
      feeding({ state: adam().initialize(4) }),
      OptionError,
      `partialFit: state.m has 4 numbers, wanted 7: ${wanted}`,
    ],
    [
      "a state of another optimizer",
      feeding({ state: sgd().initialize(7) }),
      OptionError,
      `partialFit: state.m is not a Float64Array: ${wanted}`,
    ],
    [
      "a state without a step",
      feeding({ state: { ...of7, step: "1" } }),
      OptionError,
      `partialFit: state.step is not a number: ${wanted}`,
    ],
    ["no rows", feeding({}, []), DataError, "partialFit: the inputs have no rows"],
    ["counts that differ", feeding({}, [[1], [2]]), DataError, "partialFit: 2 rows of inputs, but 1 of targets"],
    [
      "rows too long",
      feeding({}, [[1, 2]]),
      ShapeError,
      "partialFit: row 0 of the inputs has 2 numbers, the network takes 1",
    ],
    [
      "weights below 0",
      feeding({ sampleWeights: [-1] }),
      DataError,
      "partialFit: number 0 of the sampleWeights is -1, wanted numbers from 0",
    ],
  ]);
});

describe("a schedule that looks at epochs or losses", () => {
  const wanted = "but partialFit has no epochs; take a schedule of updates such as stepDecay(0.1, { every: 1000 })";
  const feed = (learningRate: Schedule, wrap = (one: Optimizer) => one) => {
    const one = net();
    const optimizer = wrap(sgd({ learningRate, momentum: 0.5 }) as Optimizer);
    const before = one.parameters.slice();
    try {
      one.partialFit([[1]], [[1]], { loss: mse, optimizer });
    } finally {
      expect(one.parameters).toEqual(before);
    }
  };
  const stairs = byEpoch(stepDecay(0.1, { every: 10 }));
  testFailures([
    ["byEpoch", () => feed(stairs), OptionError, `partialFit: the optimizer depends on the epoch, ${wanted}`],
    [
      "reduceOnPlateau, in warmup and clipNorm",
      () => feed(warmup(0, reduceOnPlateau(0.1)), (one) => clipNorm(one, 1)),
      OptionError,
      `partialFit: the optimizer depends on the losses, ${wanted}`,
    ],
    [
      "the user's",
      () => feed((_, { epoch }) => epoch),
      OptionError,
      `partialFit: the optimizer depends on the epoch, ${wanted}`,
    ],
  ]);

  test("is refused after a fit too, and one of updates goes on", () => {
    const one = net();
    const optimizer = sgd({ learningRate: warmup(2, stairs) });
    one.fit([[1]], [[1]], { loss: mse, optimizer, epochs: 2 });
    expect(thrownBy(() => one.partialFit([[1]], [[1]], { loss: mse, optimizer }))).toBeInstanceOf(OptionError);
    const rates: number[] = [];
    const seen = sgd({ learningRate: (step) => 0.1 + 0 * rates.push(step) });
    one.partialFit([[1]], [[1]], { loss: mse, optimizer: seen });
    one.partialFit([[1]], [[1]], { loss: mse, optimizer: seen });
    one.fit([[1]], [[1]], { loss: mse, optimizer: seen, epochs: 1 });
    one.partialFit([[1]], [[1]], { loss: mse, optimizer: seen });
    expect([...new Set(rates)]).toEqual([0, 1, 2, 3]);
  });
});

test("without a state, fit and partialFit go on from each other with dropout and momentum", () => {
  const rows = [[0.5], [-1], [2]];
  const targets = [[1], [0], [0.5]];
  for (const of of Object.values(optimizers)) {
    const [whole, mixed] = [0, 1].map(
      () => new Sequential([new Layer(1, 3, tanh, { dropout: 0.4 }), new Layer(3, 1)], { seed: 3 }),
    );
    const optimizer = of(rate);
    const options = { loss: mse, optimizer, batchSize: 3, shuffle: false };
    whole.fit(rows, targets, { ...options, epochs: 6 });
    mixed.partialFit(rows, targets, { loss: mse, optimizer });
    mixed.fit(rows, targets, { ...options, epochs: 2 });
    // A failed batch changes nothing that is remembered.
    expect(thrownBy(() => mixed.partialFit([[1e300]], [[1e300]], { loss: mse, optimizer }))).toBeInstanceOf(
      DivergenceError,
    );
    mixed.partialFit(rows, targets, { loss: mse, optimizer });
    mixed.fit(rows, targets, { ...options, epochs: 2 });
    expect(mixed.parameters).toEqual(whole.parameters);
  }
});

describe("a batch that diverges leaves parameters and state as they were, bit for bit", () => {
  const line = (weight: number) =>
    new Sequential([new Layer(1, 1, undefined, { weights: [[weight]], bias: false })], { seed: 1 });
  const kept = (one: Sequential, optimizer: Optimizer, state: OptimizerState, x: number, t: number) => {
    const before = structuredClone([Array.from(one.parameters), state]);
    const error = thrownBy(() => one.partialFit([[x]], [[t]], { loss: squaredError, optimizer, state }));
    expect([Array.from(one.parameters), state]).toEqual(before);
    return String(error);
  };
  const tooFast = "Likely cause: the updates are too large, try a smaller learningRate";

  test("in its loss", () => {
    const optimizer = adam();
    const error = kept(line(1e200), optimizer, optimizer.initialize(1), 1, 0);
    expect(error).toBe(
      "DivergenceError: partialFit: training diverged in this batch: squaredError is Infinity for sample 0. " +
        "Likely cause: the loss overflows: output 0 is 1e+200 where the target is 0; the parameters reach 1e+200: begin with smaller ones. The network keeps the parameters from before",
    );
  });

  test("in its gradient", () => {
    const optimizer = sgd({ momentum: 0.9 });
    const state = optimizer.initialize(1);
    expect(kept(line(0), optimizer, state, 1e300, 1e100)).toMatch(
      /^DivergenceError: partialFit: training diverged in this batch's gradient: the gradient is not finite\. /,
    );
  });

  test("in its update", () => {
    const optimizer = sgd({ learningRate: 1e308, momentum: 0.9 });
    const state = optimizer.initialize(1);
    state.velocity[0] = 2;
    expect(kept(line(1), optimizer, state, 10, 0)).toBe(
      `DivergenceError: partialFit: training diverged in this batch's update: layer 0's weights[0][0] became -Infinity. ${tooFast}. The network keeps the parameters from before`,
    );
  });

  test("when the optimizer throws halfway, whatever it did to its state", () => {
    const careless: Optimizer<{ step: number; inner: { moved: Float64Array }; late?: number }> = {
      name: "careless",
      initialize: (count) => ({ step: 0, inner: { moved: new Float64Array(count) } }),
      step: (parameters, _gradient, state) => {
        parameters.fill(3);
        state.step = 9;
        state.late = 1;
        state.inner.moved.fill(4);
        state.inner = { moved: new Float64Array(2) };
        throw new RangeError("out of patience");
      },
    };
    const state = careless.initialize(1);
    const { inner } = state;
    expect(kept(line(1), careless as Optimizer, state as OptimizerState, 1, 0)).toBe("RangeError: out of patience");
    expect(state.inner).toBe(inner);
  });

  test("and the next batch goes on from there", () => {
    const [one, two] = [line(1), line(1)];
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.5 });
    const states = [optimizer.initialize(1), optimizer.initialize(1)];
    const feed = (on: Sequential, k: number, x: number) =>
      on.partialFit([[x]], [[0]], { loss: squaredError, optimizer, state: states[k] });
    feed(one, 0, 1);
    expect(thrownBy(() => feed(one, 0, 1e300))).toBeInstanceOf(DivergenceError);
    feed(one, 0, 2);
    feed(two, 1, 1);
    feed(two, 1, 2);
    expect(one.parameters).toEqual(two.parameters);
  });
});
