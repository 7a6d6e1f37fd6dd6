import {
  type Activation,
  DataError,
  DeltaruleError,
  Layer,
  type Loss,
  type Metric,
  matrix,
  mse,
  type Optimizer,
  Pipeline,
  reference,
  type Scaler,
  type Schedule,
  Sequential,
  sgd,
  simd,
  type TrainOptions,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../../helpers/failures.js";

const rows = [
  [0.5, 1],
  [-1, 0.25],
  [2, -0.5],
  [0.1, 0.2],
  [1, 1],
];
const targets = rows.map(([a, b]) => [a * b, a - b]);
const wipe = (...given: readonly ArrayLike<number>[]) => {
  for (const one of given) (one as Float64Array).fill(99);
};

describe("a piece of the user's that writes into its arguments changes nothing but its own result", () => {
  const make = (engine = simd, activation: Activation = tanh) =>
    new Sequential([new Layer(2, 3, activation), new Layer(3, 2)], { seed: 4, engine });
  const fitted = (options: Partial<TrainOptions>, activation?: Activation) =>
    [reference, simd].map((engine) => {
      const net = make(engine, activation);
      const [x, t] = [matrix(5, 2, rows.flat()), matrix(5, 2, targets.flat())];
      net.fit(x, t, {
        loss: mse,
        optimizer: sgd({ learningRate: 0.1, momentum: 0.5 }),
        batchSize: 2,
        epochs: 3,
        ...options,
      });
      expect([Array.from(x.data), Array.from(t.data)]).toEqual([rows.flat(), targets.flat()]);
      return net.parameters;
    });

  test("a loss, and one with a link", () => {
    const loss = (writes: boolean): Loss => ({
      name: "own",
      value: (o, t) => {
        const value = mse.value(o, t);
        if (writes) wipe(o, t);
        return value;
      },
      gradient: (o, t, into) => {
        mse.gradient(o, t, into);
        if (writes) wipe(o, t);
      },
    });
    const [wanted, alsoWanted] = fitted({ loss: loss(false) });
    expect(alsoWanted).toEqual(wanted);
    expect(fitted({ loss: loss(true) })).toEqual([wanted, wanted]);
  });

  test("a loss whose gradient leaves numbers unwritten gives 0 there", () => {
    const half: Loss = { ...mse, gradient: (o, t, into) => into.set([o[0] - t[0]]) };
    const whole: Loss = { ...mse, gradient: (o, t, into) => void into.set([o[0] - t[0], 0]) };
    const [wanted] = fitted({ loss: whole });
    expect(fitted({ loss: half })).toEqual([wanted, wanted]);
  });

  test("a row-wise activation", () => {
    const own = (writes: boolean): Activation => ({
      name: "own",
      applyRow: (z, into) => {
        for (let k = 0; k < z.length; k++) into[k] = Math.tanh(z[k]);
        if (writes) wipe(z);
      },
      backwardRow: (z, a, gradient, into) => {
        for (let k = 0; k < z.length; k++) into[k] = gradient[k] * (1 - a[k] * a[k]);
        if (writes) wipe(z, a, gradient);
      },
    });
    const [wanted] = fitted({}, own(false));
    expect(fitted({}, own(true))).toEqual([wanted, wanted]);
  });

  test("a metric, a schedule, a scaler", () => {
    const metric: Metric = {
      name: "own",
      compute: (o, t) => {
        wipe(o.data, t.data);
        return 1;
      },
    };
    const learningRate: Schedule = (_step, { losses }) => {
      wipe(losses);
      return 0.1;
    };
    const [wanted] = fitted({});
    expect(fitted({ metrics: [metric] })).toEqual([wanted, wanted]);
    expect(fitted({ optimizer: sgd({ learningRate, momentum: 0.5 }) })).toEqual([wanted, wanted]);
    const scaler: Scaler = {
      name: "own",
      transform: (x) => {
        const given = x as ReturnType<typeof matrix>;
        const scaled = matrix(given.rows, given.columns, given.data.slice());
        wipe(given.data);
        return scaled;
      },
      inverse: (x) => x as ReturnType<typeof matrix>,
      toJSON: () => null,
    };
    const x = matrix(5, 2, rows.flat());
    const net = make();
    expect(new Pipeline({ network: net, inputs: scaler }).predict(x)).toEqual(net.predict(x));
    expect(Array.from(x.data)).toEqual(rows.flat());
  });
});

test("a sample whose getter uses the library, or throws, gives the right prediction", () => {
  for (const engine of [reference, simd]) {
    const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 4, engine });
    const other = new Sequential([new Layer(2, 30, tanh), new Layer(30, 1)], { seed: 5, engine });
    const [wanted, others] = [net.predict([0.5, -2]), other.predict([1, 1])];
    for (const inner of [net, other]) {
      const sample = [0.5, 0];
      Object.defineProperty(sample, 1, {
        get: () => {
          inner.predict([3, 4]);
          inner.predict([
            [3, 4],
            [5, 6],
          ]);
          return -2;
        },
      });
      const proxy = new Proxy([0.5, -2], {
        get: (of, name) => {
          inner.predict([3, 4]);
          return Reflect.get(of, name);
        },
      });
      for (let k = 0; k < 3; k++) expect([net.predict(sample), net.predict(proxy)]).toEqual([wanted, wanted]);
      expect(other.predict([1, 1])).toEqual(others);
    }
    const bad = {
      length: 2,
      get 0(): number {
        throw new RangeError("no");
      },
      1: 1,
    };
    for (let k = 0; k < 3; k++) expect(thrownBy(() => net.predict(bad))).toBeInstanceOf(RangeError);
    expect(net.predict([0.5, -2])).toEqual(wanted);
  }
});

describe("a buffer that is transferred in onEpoch", () => {
  const parts = { inputs: "x", targets: "t", "validation inputs": "vx", "validation targets": "vt" } as const;
  for (const [name, part] of Object.entries(parts)) {
    test(`of the ${name} is a sentence, and the network keeps the last epoch`, async () => {
      for (const engine of [reference, simd]) {
        for (const how of ["fit", "fitAsync"] as const) {
          const data = {
            x: matrix(5, 2, rows.flat()),
            t: matrix(5, 2, targets.flat()),
            vx: matrix(5, 2, rows.flat()),
            vt: matrix(5, 2, targets.flat()),
          };
          const net = new Sequential([new Layer(2, 2, tanh), new Layer(2, 2)], { seed: 4, engine });
          let kept = net.parameters.slice();
          const onEpoch = () => {
            kept = net.parameters.slice();
            structuredClone(data[part].data, { transfer: [data[part].data.buffer as ArrayBuffer] });
          };
          const options: TrainOptions = { loss: mse, epochs: 3, onEpoch, validation: [data.vx, data.vt] };
          const error = await Promise.resolve()
            .then(() => net[how](data.x, data.t, options))
            .catch((reason: unknown) => reason);
          expect(error).toBeInstanceOf(DataError);
          expect(String(error)).toBe(
            `DataError: ${how}: the ${name} are gone: their buffer was transferred or resized during the training; transfer a copy`,
          );
          expect(net.parameters).toEqual(kept);
        }
      }
    });
  }

  test("of the parameters is a sentence at every use", () => {
    for (const engine of [reference, simd]) {
      const net = new Sequential([new Layer(2, 2)], { seed: 4, engine });
      net.predict([1, 2]);
      const onEpoch = () => void structuredClone(net.parameters, { transfer: [net.parameters.buffer as ArrayBuffer] });
      const gone =
        "DeltaruleError: the parameters of this network are gone: their buffer was transferred; transfer a copy, net.parameters.slice()";
      const uses = [
        () => net.fit(rows, targets, { loss: mse, onEpoch }),
        () => net.predict([1, 2]),
        () => net.predict(rows),
        () => net.evaluate(rows, targets, { loss: mse }),
        () => net.fit(rows, targets, { loss: mse }),
        () => JSON.stringify(net),
        () => net.clone(),
      ];
      for (const use of uses) expect(String(thrownBy(use))).toBe(gone);
    }
  });
});

describe("parameters that are not finite", () => {
  const wanted = "layer 1's weights[0][2] is NaN, wanted a finite number";
  const broken = (engine = simd) => {
    const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 2)], { seed: 4, engine });
    net.predict([1, 2]);
    net.layers[1].weights.data[2] = Number.NaN;
    return net;
  };
  const optimizer: Optimizer = sgd() as Optimizer;
  for (const [call, use] of Object.entries({
    predict: (net: Sequential) => net.predict([1, 2]),
    evaluate: (net: Sequential) => net.evaluate(rows, targets, { loss: mse }),
    toJSON: (net: Sequential) => JSON.stringify(net),
    fit: (net: Sequential) => net.fit(rows, targets, { loss: mse }),
    train: (net: Sequential) => net.train(rows, targets, { loss: mse }),
    partialFit: (net: Sequential) => net.partialFit(rows, targets, { loss: mse, optimizer }),
  })) {
    test(`are named by ${call}`, () => {
      for (const engine of [reference, simd]) {
        const error = thrownBy(() => use(broken(engine)));
        expect(error).toBeInstanceOf(DataError);
        expect(String(error)).toBe(`DataError: ${call}: ${wanted}`);
      }
    });
  }

  test("are named when onEpoch makes them so, and never taken for a divergence", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 4 });
    const onEpoch = () => net.parameters.set([Number.POSITIVE_INFINITY], 1);
    expect(String(thrownBy(() => net.fit([[1]], [[1]], { loss: mse, onEpoch })))).toBe(
      "DataError: fit: layer 0's biases[0] is Infinity, wanted a finite number",
    );
  });
});

test("an onEpoch that never settles ends with an AbortSignal, and the busy network says so", async () => {
  const net = new Sequential([new Layer(2, 2)], { seed: 4 });
  const controller = new AbortController();
  const waiting = net.fitAsync(rows, targets, {
    loss: mse,
    signal: controller.signal,
    onEpoch: () => new Promise(() => {}),
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const busy = thrownBy(() => net.fit(rows, targets, { loss: mse }));
  expect(busy).toBeInstanceOf(DeltaruleError);
  expect(String(busy)).toMatch(/; await it first, or abort its signal$/);
  controller.abort();
  const { stopped, epochs } = await waiting;
  expect([stopped, epochs.length]).toEqual(["aborted", 1]);
  expect(net.fit(rows, targets, { loss: mse, epochs: 1 }).epochs[0].epoch).toBe(2);
});
