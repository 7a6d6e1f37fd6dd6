import { createHash } from "node:crypto";
import {
  adam,
  type Checkpoint,
  crossEntropy,
  type Engine,
  identity,
  Layer,
  matrix,
  mse,
  relu,
  Sequential,
  sgd,
  sigmoid,
  simd,
  softmax,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { openThreads } from "../../src/threads/threads.js";
import hashes from "../golden/hashes.json" with { type: "json" };
import { bytesOf, trainings as goldenTrainings } from "../golden/trainings.js";
import { dataOf, type EngineCase, engineCases, metrics, networkOf } from "../helpers/engineCases.js";
import { planOf, trained, trainings } from "../helpers/engineTrainings.js";
import { randomFrom } from "../helpers/numeric.js";
import { differenceOf, outcomeOf } from "../helpers/sameBits.js";

// Every call is shared, however small.
const engines = await Promise.all([2, 3, 4].map((count) => openThreads({ count }, 0)));
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

describe.each(engines)("$name", (engine) => {
  test.each(Object.entries(goldenTrainings))("%s trains to its golden bits", (name, train) => {
    const { parameters, engine: used } = train(engine);
    expect(used).toBe(engine.name);
    const hash = createHash("sha256").update(bytesOf(parameters)).digest("hex");
    expect(hash).toBe((hashes as Readonly<Record<string, string>>)[name]);
  });
});

/** Expects the bits of one thread, or its words. */
function expectSame(of: (engine: Engine) => unknown, engine: Engine): void {
  const [several, one] = [engine, simd].map((used) => outcomeOf(() => of(used)));
  expect(differenceOf(several, one)).toBe("");
}

const anyEngine = fc.constantFrom(...engines);

describe("several threads agree with one bit for bit in", () => {
  test("trainings by every optimizer, with their messages", () => {
    fc.assert(
      fc.property(trainings, anyEngine, (training, engine) => {
        const [several, one] = [engine, simd].map((used) => trained(training, used).told);
        expect(differenceOf(several, one)).toBe("");
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  test("a training that one thread began", () => {
    fc.assert(
      fc.property(trainings, anyEngine, (training, engine) => {
        const whole = trained(training, simd);
        const [text] = whole.checkpoints;
        if (text === undefined || "failed" in whole.told.outcome) return;
        const rest = trained(training, engine, JSON.parse(text) as Checkpoint);
        expect(differenceOf(rest.told, { ...whole.told, texts: whole.told.texts.slice(1) })).toBe("");
      }),
      { seed: 22, numRuns: 20 },
    );
  });

  test("batches that leave a row over, of more samples than there is room for terms of the loss", () => {
    const rows = 8197;
    const [x, t] = [5, 3].map((columns) =>
      matrix(
        rows,
        columns,
        Float32Array.from({ length: rows * columns }, (_, k) => Math.sin(k * columns)),
      ),
    );
    for (const loss of [mse, crossEntropy]) {
      for (const engine of engines) {
        expectSame((used) => {
          const layers = [new Layer(5, 9, tanh), new Layer(9, 3, loss === mse ? identity : softmax)];
          const net = new Sequential(layers, { seed: 3, dtype: "float32", engine: used });
          const targets =
            loss === mse
              ? t
              : matrix(
                  rows,
                  3,
                  t.data.map((_, k) => Number(k % 3 === (k % 7) % 3)),
                );
          const given = {
            loss,
            optimizer: sgd({ learningRate: 0.1 }),
            batchSize: rows,
            epochs: 2,
            onWarning: () => {},
          };
          return [net.fit(x, targets, given).epochs.map((epoch) => epoch.loss), [...net.parameters]];
        }, engine);
      }
    }
  });

  test("predictions, every z, a, δ and gradient, evaluations and single updates", () => {
    const all = (given: EngineCase, engine: Engine): unknown => {
      const net = networkOf(given, engine);
      const { x, t, counts } = dataOf(given);
      const forward = net.forward(x);
      const { loss } = given;
      const backward = net.backward(forward, t, loss, { sampleWeights: counts });
      const told = net.evaluate(x, t, { loss, metrics, sampleWeights: counts });
      const optimizer = adam();
      const state = optimizer.initialize(net.parameters.length);
      const updated = net.partialFit(x, t, { loss, optimizer, state });
      return [net.predict(x), net.predict(x.data.slice(0, x.columns)), forward, backward, told, updated, state];
    };
    fc.assert(
      fc.property(engineCases, anyEngine, (given, engine) => expectSame((used) => all(given, used), engine)),
      { seed: 23, numRuns: 100 },
    );
  });

  test("partialFit with every optimizer", () => {
    fc.assert(
      fc.property(trainings, anyEngine, (training, engine) => {
        const { x, t, options } = planOf(training);
        const { loss, sampleWeights } = options;
        const { optimizer } = training;
        expectSame((used) => {
          const net = networkOf(training, used);
          const state = optimizer.initialize(net.parameters.length);
          const update = () => net.partialFit(x, t, { loss, sampleWeights, optimizer, state });
          return [outcomeOf(update), outcomeOf(update), net.parameters.slice(), state];
        }, engine);
      }),
      { seed: 24, numRuns: 40 },
    );
  });

  test("layers and batches of any size, where rows of threads meet within a vector", () => {
    const width = fc.integer({ min: 1, max: 40 });
    const activation = fc.constantFrom(relu, tanh, sigmoid, softmax, identity);
    const given = fc.record({
      widths: fc.array(width, { minLength: 3, maxLength: 4 }),
      activation,
      rows: fc.integer({ min: 1, max: 70 }),
      batchSize: fc.integer({ min: 1, max: 70 }),
      dtype: fc.constantFrom("float64" as const, "float32" as const),
      linked: fc.boolean(),
      seed: fc.nat({ max: 999 }),
    });
    fc.assert(
      fc.property(given, anyEngine, ({ widths, activation: f, rows, batchSize, dtype, linked, seed }, engine) => {
        const random = randomFrom(seed);
        const outputs = widths[widths.length - 1] + 1;
        const sizes = [...widths.slice(0, -1), outputs];
        const x = matrix(rows, sizes[0], Float64Array.from({ length: rows * sizes[0] }, random));
        const t = matrix(rows, outputs);
        for (let r = 0; r < rows; r++) t.data[r * outputs + Math.floor(random() * outputs)] = 1;
        expectSame((used) => {
          const layers = sizes.slice(1).map((size, l) => {
            const isLast = l === sizes.length - 2;
            return new Layer(sizes[l], size, isLast ? (linked ? softmax : identity) : f);
          });
          const net = new Sequential<readonly Layer[]>(layers, { dtype, seed, engine: used });
          const optimizer = sgd({ learningRate: 0.05, momentum: 0.5 });
          const loss = linked ? crossEntropy : mse;
          net.fit(x, t, { loss, optimizer, batchSize, epochs: 2, onWarning: () => undefined });
          return [net.parameters, net.predict(x)];
        }, engine);
      }),
      { seed: 25, numRuns: 150 },
    );
  });

  test("batches that are cut into slices", async () => {
    const random = randomFrom(3);
    const x = matrix(48, 700, Float64Array.from({ length: 48 * 700 }, random));
    const t = matrix(48, 3, Float64Array.from({ length: 48 * 3 }, random));
    const run = async (engine: Engine) => {
      const layers = [
        new Layer(700, 900, tanh, { dropout: 0.1 }),
        new Layer(900, 700, relu),
        new Layer(700, 3),
      ] as const;
      const net = new Sequential(layers, { dtype: "float32", seed: 1, engine });
      await net.fitAsync(x, t, { loss: mse, optimizer: sgd(), batchSize: 40, epochs: 1, onWarning: () => undefined });
      return [net.parameters.slice(), net.predict(x)];
    };
    const one = await run(simd);
    for (const engine of engines) expect(differenceOf(await run(engine), one)).toBe("");
  });
});
