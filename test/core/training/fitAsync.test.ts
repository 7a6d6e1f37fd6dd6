import {
  DeltaruleError,
  DivergenceError,
  type Epoch,
  Layer,
  type Loss,
  mse,
  OptionError,
  Sequential,
  sgd,
  tanh,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";
import { optimizers, specs, told, trainingOf } from "../../helpers/trainings.js";

const x = [[0], [1], [2], [3], [-1]];
const t = [[1], [0], [2], [1], [0.5]];
const make = () => new Sequential([new Layer(1, 4, tanh, { dropout: 0.2 }), new Layer(4, 1)], { seed: 8 });
const options = { loss: mse, optimizer: sgd({ learningRate: 0.02, momentum: 0.9 }), batchSize: 2, epochs: 4 };
const fitted = (epochs: number) => {
  const net = make();
  net.fit(x, t, { ...options, epochs });
  return net.parameters;
};
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const rejection = async (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("the same bits as fit", () => {
  test("in any training, with the same reports and reason", async () => {
    await fc.assert(
      fc.asyncProperty(specs, async (spec) => {
        const [one, two] = [trainingOf(spec), trainingOf(spec)];
        const history = one.net.fit(one.x, one.t, one.options);
        expect(told(await two.net.fitAsync(two.x, two.t, two.options))).toEqual(told(history));
        expect(two.net.parameters).toEqual(one.net.parameters);
      }),
      { seed: 51, numRuns: 60 },
    );
  });

  test("with every optimizer", async () => {
    for (const [name, of] of Object.entries(optimizers)) {
      const [one, two] = [make(), make()];
      const own = { loss: mse, optimizer: of(0.05), epochs: 3 };
      one.fit(x, t, own);
      await two.fitAsync(x, t, own);
      expect([name, two.parameters]).toEqual([name, one.parameters]);
    }
  });

  test("from a checkpoint of fit, and in fit from a checkpoint of fitAsync", async () => {
    const [one, two] = [make(), make()];
    let taken: ReturnType<Epoch["checkpoint"]> | undefined;
    const onEpoch = (epoch: Epoch) => (taken = epoch.checkpoint());
    one.fit(x, t, { ...options, epochs: 2, onEpoch });
    await two.fitAsync(x, t, { ...options, resume: taken });
    expect(two.parameters).toEqual(fitted(4));
    await make().fitAsync(x, t, { ...options, epochs: 3, onEpoch: (epoch) => void onEpoch(epoch) });
    one.fit(x, t, { ...options, resume: taken });
    expect(one.parameters).toEqual(fitted(4));
  });
});

describe("onEpoch", () => {
  test("is awaited, and training stands still meanwhile", async () => {
    const net = make();
    const seen: string[] = [];
    await net.fitAsync(x, t, {
      ...options,
      onEpoch: async (epoch) => {
        const before = net.parameters.slice();
        seen.push(`in ${epoch.epoch}`);
        for (let k = 0; k < 5; k++) await turn();
        expect(net.parameters).toEqual(before);
        expect(epoch.checkpoint().epochs).toHaveLength(epoch.epoch);
        seen.push(`out ${epoch.epoch}`);
      },
    });
    expect(seen).toEqual(["in 1", "out 1", "in 2", "out 2", "in 3", "out 3", "in 4", "out 4"]);
    expect(net.parameters).toEqual(fitted(4));
  });

  for (const [what, onEpoch] of [
    ["rejects", async ({ epoch }: Epoch) => (epoch === 2 ? Promise.reject(new RangeError("enough")) : undefined)],
    [
      "throws",
      ({ epoch }: Epoch) => {
        if (epoch === 2) throw new RangeError("enough");
      },
    ],
  ] as const) {
    test(`that ${what} rejects, keeps the epoch, and frees the network`, async () => {
      const net = make();
      let last: Epoch | undefined;
      const watching = (epoch: Epoch) => {
        last = epoch;
        return onEpoch(epoch);
      };
      const error = await rejection(net.fitAsync(x, t, { ...options, onEpoch: watching }));
      expect(String(error)).toBe("RangeError: enough");
      expect(net.parameters).toEqual(fitted(2));
      await net.fitAsync(x, t, { ...options, resume: last?.checkpoint() });
      expect(net.parameters).toEqual(fitted(4));
    });
  }
});

describe("an abort", () => {
  test("in the middle of an epoch leaves the last whole epoch, and resolves", async () => {
    const controller = new AbortController();
    let samples = 0;
    const loss: Loss = {
      ...mse,
      value: (output, target) => {
        // Five samples per epoch in batches of two: this is the fourth sample of the third epoch.
        if (++samples === 14) controller.abort();
        return mse.value(output, target);
      },
    };
    const net = make();
    const history = await net.fitAsync(x, t, { ...options, loss, signal: controller.signal });
    expect([history.stopped, history.epochs.length]).toEqual(["aborted", 2]);
    expect(net.parameters).toEqual(fitted(2));
    samples = -1e9;
    await net.fitAsync(x, t, { ...options, epochs: 2 });
    expect(net.parameters).toEqual(fitted(4));
  });

  test("from outside during the training leaves a whole number of epochs", async () => {
    const controller = new AbortController();
    const net = make();
    const training = net.fitAsync(x, t, { ...options, epochs: 1_000_000, signal: controller.signal });
    for (let k = 0; k < 3; k++) await turn();
    controller.abort();
    const { stopped, epochs } = await training;
    expect(stopped).toBe("aborted");
    expect(net.parameters).toEqual(fitted(epochs.length));
  });

  test("before the start trains nothing", async () => {
    const net = make();
    const history = await net.fitAsync(x, t, { ...options, signal: AbortSignal.abort() });
    expect(history).toEqual({ epochs: [], warnings: [], seed: 8, stopped: "aborted" });
    expect(net.parameters).toEqual(make().parameters);
  });
});

describe("while it trains", () => {
  const sentence = (call: string) =>
    `DeltaruleError: ${call}: this network is training in a fitAsync; await it first, or abort its signal`;

  test("no other training of the network can start, and afterwards it can", async () => {
    const net = make();
    const state = options.optimizer.initialize(net.parameters.length);
    const generator = net.train(x, t, { ...options, epochs: 1 });
    const partial = () => net.partialFit(x, t, { loss: mse, optimizer: options.optimizer, state });
    const training = net.fitAsync(x, t, options);
    for (let k = 0; k < 2; k++) {
      expect(String(thrownBy(() => net.fit(x, t, options)))).toBe(sentence("fit"));
      expect(String(thrownBy(() => net.train(x, t, options)))).toBe(sentence("train"));
      expect(String(thrownBy(partial))).toBe(sentence("partialFit"));
      const error = await rejection(net.fitAsync(x, t, options));
      expect(error).toBeInstanceOf(DeltaruleError);
      expect(String(error)).toBe(sentence("fitAsync"));
    }
    expect(String(thrownBy(() => generator.next()))).toBe(sentence("train"));
    await training;
    expect(net.parameters).toEqual(fitted(4));
    partial();
    net.fit(x, t, { ...options, epochs: 1 });
    expect([...net.train(x, t, { ...options, epochs: 1 })]).toHaveLength(1);
    await net.fitAsync(x, t, { ...options, epochs: 1 });
  });

  test("a fit within its onEpoch is refused as well, and another network trains beside it", async () => {
    const [net, other] = [make(), make()];
    const seen: unknown[] = [];
    const both = await Promise.all([
      net.fitAsync(x, t, { ...options, onEpoch: () => void seen.push(thrownBy(() => net.fit(x, t, options))) }),
      other.fitAsync(x, t, options),
    ]);
    expect(seen.map(String)).toEqual(Array(4).fill(sentence("fit")));
    expect(told(both[0])).toEqual(told(both[1]));
    expect(net.parameters).toEqual(other.parameters);
  });

  test("the network predicts, evaluates, copies and saves, and the bits stay the same", async () => {
    const net = make();
    let running = true;
    const many = Array.from({ length: 150 }, (_, r) => [r / 50]);
    const own = { ...options, epochs: 60, validation: [many, many] as const };
    const training = net.fitAsync(many, many, own).finally(() => {
      running = false;
    });
    let turns = 0;
    for (; running; turns++) {
      expect(net.predict([1])).toEqual(net.predict([[1], [2]])[0]);
      expect(net.forward([[1]]).output.data[0]).toBe(net.predict([1])[0]);
      expect(Number.isFinite(net.evaluate(many.slice(0, 70), many.slice(0, 70), { loss: mse }).loss)).toBe(true);
      expect(Sequential.fromJSON(net.toJSON()).parameters).toEqual(net.clone().parameters);
      await turn();
    }
    await training;
    const twin = make();
    twin.fit(many, many, own);
    expect(net.parameters).toEqual(twin.parameters);
    expect(turns).toBeGreaterThan(0);
  });
});

describe("errors reject", () => {
  test("a bad option", async () => {
    const error = await rejection(make().fitAsync(x, t, { ...options, epochs: -1 }));
    expect(error).toBeInstanceOf(OptionError);
    expect((error as Error).message).toBe("fitAsync: epochs is -1, wanted a whole number from 0");
  });

  test("a divergence, which leaves the last good epoch and frees the network", async () => {
    const net = make();
    const optimizer = sgd({ learningRate: (step) => (step < 6 ? 0.1 : 1e306) });
    const error = await rejection(net.fitAsync(x, t, { ...options, optimizer, epochs: 9 }));
    expect(error).toBeInstanceOf(DivergenceError);
    expect((error as Error).message).toMatch(/^fitAsync: training diverged .* keeps the parameters of epoch 2$/);
    const twin = make();
    twin.fit(x, t, { ...options, optimizer, epochs: 2 });
    expect(net.parameters).toEqual(twin.parameters);
    net.fit(x, t, options);
  });
});
