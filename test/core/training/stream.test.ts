import {
  adam,
  crossEntropy,
  DataError,
  DivergenceError,
  type Dtype,
  type Engine,
  Layer,
  type Loss,
  mse,
  type Optimizer,
  reference,
  relu,
  rmsProp,
  type Sample,
  Sequential,
  sgd,
  sigmoid,
  simd,
  softmax,
  squaredError,
  stepDecay,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";

// A second partialFit like the first one takes a shortcut, which the reference engine does not have.

interface Stream {
  readonly net: Sequential;
  readonly optimizer: Optimizer;
  /** Updates by two more samples. */
  next(): number;
}

let drawn = 0;
const draw = (): number => Math.sin(++drawn);

function streamOf(engine: Engine, dtype: Dtype, optimizer: Optimizer, loss: Loss = squaredError): Stream {
  const last = loss === crossEntropy ? softmax : sigmoid;
  const net = new Sequential([new Layer(2, 5, tanh), new Layer(5, 3, last)], { seed: 5, dtype, engine });
  const options = { loss, optimizer };
  const next = (): number => {
    const x = [
      [draw(), draw()],
      [draw(), draw()],
    ];
    const t = [
      [1, 0, 0],
      [0, 0, 1],
    ];
    return net.partialFit(x, t, options);
  };
  return { net, optimizer, next };
}

/** What a use of a stream leaves, on both engines. */
function onBoth(
  use: (stream: Stream, other: Stream) => unknown,
  { dtype = "float64" as Dtype, make = (): Optimizer => adam(), loss = squaredError as Loss } = {},
): void {
  const [quick, plain] = [simd, reference].map((engine) => {
    drawn = 0;
    const stream = streamOf(engine, dtype, make(), loss);
    const other = streamOf(engine, dtype, make(), loss);
    const result = use(stream, other);
    return { result, own: stream.net.parameters.slice(), other: other.net.parameters.slice() };
  });
  expect(quick).toEqual(plain);
}

/** So many updates, and E before each. */
const updates = ({ next }: Stream, count = 4): number[] => Array.from({ length: count }, () => next());

describe("partialFit again and again", () => {
  const makers: Readonly<Record<string, () => Optimizer>> = {
    sgd: () => sgd({ learningRate: 0.3 }),
    momentum: () => sgd({ learningRate: 0.3, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    adam: () => adam({ learningRate: 0.05 }),
    rmsProp: () => rmsProp(),
    schedule: () => sgd({ learningRate: stepDecay(0.5, { every: 3 }) }),
  };
  for (const dtype of ["float64", "float32"] as const) {
    for (const [name, make] of Object.entries(makers)) {
      test(`gives the bits of the reference: ${name}, ${dtype}`, () => {
        onBoth((stream) => updates(stream, 12), { dtype, make });
        onBoth((stream) => updates(stream, 12), { dtype, make, loss: crossEntropy });
      });
    }
  }

  test("sees edits of the parameters, by any way", () => {
    onBoth((stream) => {
      const before = updates(stream);
      stream.net.layers[0].weights.data[3] = 0.75;
      const between = updates(stream);
      stream.net.parameters[1] = -2;
      return [...before, ...between, ...updates(stream)];
    });
  });

  test("goes on after other calls of the same network", () => {
    onBoth((stream) => {
      const { net, optimizer } = stream;
      const x = [[0.5, 1]];
      const results: unknown[] = updates(stream);
      net.fit(x, [[1, 0, 0]], { loss: squaredError, optimizer, epochs: 2, onWarning: () => {} });
      results.push(...updates(stream));
      net.fit(x, [[1, 0, 0]], { loss: mse, optimizer: sgd(), epochs: 2, onWarning: () => {} });
      results.push(...updates(stream), net.predict([0.25, 1]), net.evaluate(x, [[1, 0, 0]], { loss: mse }).loss);
      results.push(net.partialFit(x, [[0, 1, 0]], { loss: squaredError, optimizer, sampleWeights: [3] }));
      return [...results, ...updates(stream)];
    });
  });

  test("in turns with another network, and with networks of other sizes between", () => {
    onBoth((stream, other) => {
      const results = [...updates(stream, 3), ...updates(other, 3)];
      for (let k = 0; k < 3; k++) results.push(stream.next(), other.next());
      for (let width = 1; width < 8; width++) {
        const layers = [new Layer(2, width, relu), new Layer(width, 1)];
        const net = new Sequential(layers, { seed: width, engine: stream.net.engine });
        for (let k = 0; k < 2; k++)
          results.push(net.partialFit([[1, 2]], [[3]], { loss: mse, optimizer: stream.optimizer }));
        results.push(stream.next());
      }
      return results;
    });
  });

  test("leaves a layer that was frozen meanwhile as it is", () => {
    onBoth((stream) => {
      updates(stream);
      const [layer] = stream.net.layers;
      const kept = layer.weights.data.slice();
      layer.trainable = false;
      const E = updates(stream);
      expect(layer.weights.data).toEqual(kept);
      layer.trainable = true;
      return [...E, ...updates(stream)];
    });
  });

  test("reads options again that were changed in place", () => {
    for (const engine of [simd, reference]) {
      const net = new Sequential([new Layer(1, 1)], { seed: 1, engine });
      const options: Parameters<typeof net.partialFit>[2] = { loss: squaredError, optimizer: sgd() };
      const update = () => net.partialFit([[1]], [[2]], options);
      update();
      update();
      Object.assign(options, { lerningRate: 1 });
      expect(update).toThrow('there is no option "lerningRate"');
      Reflect.deleteProperty(options, "lerningRate");
      options.loss = mse;
      const before = (net.predict([1])[0] - 2) ** 2;
      expect(update()).toBe(before);
      options.sampleWeights = [0];
      expect(update()).toBe(0);
    }
  });

  test("complains as the first call does, and loses nothing", () => {
    const bad: readonly [unknown, unknown][] = [
      [[[1, "2"]], [[1]]],
      [[[1, Number.NaN]], [[1]]],
      [[[1]], [[1]]],
      [[], []],
      [[[1, 2]], [[2]]],
      [[[1, 2]], [[1, 0]]],
      [null, [[1]]],
      [[{ input: [1, 2], output: [1] }], [[1]]],
    ];
    const make = () => new Sequential([new Layer(2, 3, relu), new Layer(3, 1, sigmoid)], { seed: 1 });
    const options = { loss: squaredError, optimizer: adam() };
    const [net, twin] = [make(), make()];
    const good = (of: Sequential, k: number) => of.partialFit([[k, 1]], [[k % 2]], options);
    for (let k = 0; k < 3; k++) expect(good(net, k)).toBe(good(twin, k));
    for (const [k, [x, t]] of bad.entries()) {
      const call = (of: Sequential) => () => of.partialFit(x as Sample[], t as Sample[], options);
      if (k === 4) continue;
      let text = "";
      try {
        call(make())();
      } catch (error) {
        text = (error as Error).message;
      }
      expect(text).not.toBe("");
      expect(call(net)).toThrow(text);
      expect(good(net, k)).toBe(good(twin, k));
    }
    expect(net.parameters).toEqual(twin.parameters);
  });

  test("a number that is no longer finite undoes the update, and says why", () => {
    const net = new Sequential([new Layer(1, 1)], { seed: 1 });
    const twin = net.clone();
    const options = { loss: squaredError, optimizer: sgd({ learningRate: 1e10, momentum: 0.5 }) };
    const ownOptions = { ...options };
    for (const of of [net, twin]) for (let k = 0; k < 2; k++) of.partialFit([[1]], [[0]], ownOptions);
    expect(() => net.partialFit([[1e300]], [[0]], options)).toThrow(DivergenceError);
    expect(net.parameters).toEqual(twin.parameters);
    expect(net.partialFit([[1e-9]], [[0]], options)).toBe(twin.partialFit([[1e-9]], [[0]], options));
    expect(net.parameters).toEqual(twin.parameters);
    net.parameters[0] = Number.NaN;
    expect(() => net.partialFit([[1]], [[0]], options)).toThrow(DataError);
  });

  test("a sample that calls back, and a schedule that does", () => {
    onBoth((stream) => {
      const { net, optimizer } = stream;
      const row = (inner: () => void): number[] =>
        Object.defineProperty([0.5, 0.25], 0, {
          get: () => {
            inner();
            return 0.5;
          },
        });
      const results = updates(stream);
      let depth = 0;
      const nested = (): void => {
        if (depth++ < 1) results.push(stream.next());
      };
      const x = [row(nested), [0.125, 2]];
      const t = [
        [0, 1, 0],
        [1, 0, 0],
      ];
      results.push(net.partialFit(x, t, { loss: squaredError, optimizer }));
      return [...results, ...updates(stream)];
    });
    for (const engine of [simd, reference]) {
      const make = () => new Sequential([new Layer(1, 1)], { seed: 2, engine });
      const [net, other] = [make(), make()];
      let calls = 0;
      const learningRate = (): number => {
        if (++calls > 2) throw new RangeError("no more");
        other.partialFit([[2]], [[1]], { loss: mse, optimizer: sgd() });
        return 0.1;
      };
      const options = { loss: mse, optimizer: sgd({ learningRate, momentum: 0.9 }) };
      for (let k = 0; k < 2; k++) net.partialFit([[1]], [[3]], options);
      const kept = net.parameters.slice();
      expect(() => net.partialFit([[1]], [[3]], options)).toThrow(new RangeError("no more"));
      expect(net.parameters).toEqual(kept);
    }
  });
});
