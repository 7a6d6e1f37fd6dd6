import {
  type Activation,
  crossValidate,
  DataError,
  elu,
  gelu,
  identity,
  Layer,
  leakyRelu,
  mae,
  mse,
  relu,
  type Samples,
  Sequential,
  sgd,
  sigmoid,
  softplus,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { describe, expect, test } from "vitest";
import { outOfReach } from "../../../src/core/network/reach.js";
import { matrix } from "../../../src/core/numbers/makeMatrix.js";
import { thrownBy } from "../../helpers/failures.js";

const x = [[0], [0.25], [0.5], [0.75], [1]];
const prices = [[1400], [1500], [1600], [1700], [1800]];
const make = (last: Activation, outputs = 1) =>
  new Sequential([new Layer(1, 4, tanh), new Layer(4, outputs, last)], { seed: 1 });
const optimizer = sgd({ learningRate: 0.1 });
const wayOut = "scale the targets with minMax in a Pipeline, or end with identity";

const calls: Readonly<Record<string, (net: Sequential, t: Samples) => unknown>> = {
  fit: (net, t) => net.fit(x, t, { loss: mse, epochs: 1 }),
  train: (net, t) => net.train(x, t, { loss: mse, epochs: 1 }),
  partialFit: (net, t) =>
    net.partialFit(x, t, { loss: mse, optimizer, state: optimizer.initialize(net.parameters.length) }),
};

describe.each(Object.entries(calls))("%s", (call, run) => {
  test("refuses targets of which the last activation reaches less than half", () => {
    const net = make(sigmoid);
    const before = Array.from(net.parameters);
    const error = thrownBy(() => run(net, prices));
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toBe(
      `${call}: column 0 of the targets goes from 1400 to 1800, mostly out of reach: sigmoid gives 0 to 1; ${wayOut}`,
    );
    expect(Array.from(net.parameters)).toEqual(before);
    expect(() => run(make(tanh), [[-5], [-2], [0], [2], [5]])).toThrow(
      "goes from -5 to 5, mostly out of reach: tanh gives -1 to 1",
    );
    expect(() => run(make(relu), [[-5], [-2], [-1], [2], [5]])).toThrow("mostly out of reach: relu gives 0 or more");
    for (const f of [softplus, elu(0.5), gelu, leakyRelu(0), surrogate(step, sigmoid)])
      expect(() => run(make(f), [[-5], [-2], [-1], [2], [5]])).toThrow(DataError);
  });

  test("names the column", () => {
    const t = x.map(([v], r) => [v, r < 3 ? -1e-3 : 1]);
    expect(() => run(make(relu, 2), t)).toThrow("column 1 of the targets goes from -0.001 to 1, mostly out of reach");
  });

  test("takes targets at a bound, beyond it by rounding, and half of them beyond it", () => {
    for (const [f, t] of [
      [sigmoid, [[0], [1], [1], [0], [1]]],
      [sigmoid, [[1 + 1e-7], [1 + 1e-7], [1 + 1e-7], [-1e-7], [0]]],
      [tanh, [[1], [-1], [1], [-1], [1]]],
      [relu, [[-1], [-1], [0], [7], [9]]],
      [leakyRelu(), [[-9], [-9], [-9], [-9], [-9]]],
      [identity, prices],
      // Its range is unknown.
      [{ name: "half", apply: (z: number) => z / 2, derivative: () => 0.5 }, prices],
    ] as const)
      expect([f.name, thrownBy(() => run(make(f), t))]).toEqual([f.name, undefined]);
  });
});

test("fitAsync, a pair for validation and crossValidate are checked too", async () => {
  await expect(make(sigmoid).fitAsync(x, prices, { loss: mae })).rejects.toThrow(DataError);
  expect(() => make(sigmoid).fit(x, x, { loss: mae, validation: [x, prices] })).toThrow(
    "fit: validation: column 0 of the targets goes from 1400 to 1800",
  );
  expect(() => crossValidate(() => make(sigmoid), x, prices, { loss: mae })).toThrow(DataError);
});

test("one sample for partialFit is no column", () => {
  const state = optimizer.initialize(make(sigmoid).parameters.length);
  expect(() => make(sigmoid).partialFit([[0]], [[1.1]], { loss: mse, optimizer, state })).not.toThrow();
  expect(() => make(sigmoid).partialFit([[0], [1]], [[1.1], [2]], { loss: mse, optimizer, state })).toThrow(DataError);
});

test("what learns nothing takes any targets", () => {
  const net = make(sigmoid);
  expect(net.evaluate(x, prices, { loss: mae }).loss).toBeGreaterThan(1000);
  expect(net.backward(net.forward(x), prices, squaredError).loss).toBeGreaterThan(1e6);
});

test("a loss of one's own may mean something else by a target", () => {
  const own = { ...mse, name: "own" };
  expect(() => make(sigmoid).fit(x, prices, { loss: own, epochs: 1 })).not.toThrow();
});

test("the share of each column out of reach", () => {
  const t = matrix(4, 3, [0, -1, 2, 1, 0, 2, 0.5, 1.5, 2, 1 + 1e-7, 0.5, 0.25]);
  expect(outOfReach(t, sigmoid)).toEqual([0, 0.5, 0.75]);
  expect(outOfReach(t, relu)).toEqual([0, 0.25, 0]);
  expect(outOfReach(t, identity)).toEqual([0, 0, 0]);
  expect(outOfReach(t, { name: "own", apply: (z) => z, derivative: () => 1 })).toEqual([0, 0, 0]);
});
