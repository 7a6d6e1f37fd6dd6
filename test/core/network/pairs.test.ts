import {
  type Activation,
  accuracy,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  crossValidate,
  hinge,
  identity,
  Layer,
  type Loss,
  leakyRelu,
  mae,
  mse,
  OptionError,
  Sequential,
  sigmoid,
  softmax,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { explain } from "deltarule/explain";
import { checkGradients } from "deltarule/testing";
import { describe, expect, test } from "vitest";
import { elementwise, losses } from "../../helpers/exported.js";
import { thrownBy } from "../../helpers/failures.js";
import { ownRelu, ownSoftmax } from "../../helpers/own.js";

const x = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const rows = (width: number) => x.map((_, r) => Array.from({ length: width }, (_, c) => Number(r % width === c)));
const make = (last: Activation, outputs: number, hidden: Activation = tanh, width = 3) =>
  new Sequential([new Layer(2, width, hidden), new Layer(width, outputs, last)], { seed: 1 });

/** Every call that takes a loss. */
const calls: Readonly<Record<string, (net: Sequential, t: number[][], loss: Loss) => unknown>> = {
  fit: (net, t, loss) => net.fit(x, t, { loss, epochs: 2 }),
  train: (net, t, loss) => net.train(x, t, { loss, epochs: 2 }),
  evaluate: (net, t, loss) => net.evaluate(x, t, { loss, metrics: [accuracy] }),
  backward: (net, t, loss) => net.backward(net.forward(x), t, loss),
  partialFit: (net, t, loss) =>
    net.partialFit(x, t, { loss, optimizer: adam(), state: adam().initialize(net.parameters.length) }),
  checkGradients: (net, t, loss) => checkGradients(net, x, t, loss),
  explain: (net, t, loss) => explain(net, x.slice(0, 1), t.slice(0, 1), { loss }),
};

const either =
  "end with softmax for one class of several, or with sigmoid and binaryCrossEntropy for several labels or one output";

describe.each(Object.entries(calls))("%s", (call, run) => {
  const message = (net: Sequential, loss: Loss) => {
    const before = Array.from(net.parameters);
    const error = thrownBy(() => run(net, rows(net.outputs), loss));
    expect(error).toBeInstanceOf(OptionError);
    expect(Array.from(net.parameters)).toEqual(before);
    return (error as Error).message;
  };

  test("refuses softmax over one output, which is always 1, with any loss", () => {
    for (const { it: loss } of losses)
      expect(message(make(softmax, 1), loss)).toBe(
        `${call}: layer 1's softmax of 1 output is always 1; take sigmoid and binaryCrossEntropy`,
      );
    expect(message(make(sigmoid, 1, softmax, 1), mse)).toBe(
      `${call}: layer 0's softmax of 1 output is always 1; take sigmoid`,
    );
  });

  test("refuses crossEntropy over independent outputs, and over one, with both ways out", () => {
    const own: Activation = { name: "own", apply: (z) => z * z + 1, derivative: (z) => 2 * z };
    for (const f of [...elementwise.map(({ it }) => it), own, surrogate(step, sigmoid)].filter((f) => f !== step))
      for (const outputs of [1, 3])
        expect(message(make(f, outputs), crossEntropy)).toBe(
          `${call}: crossEntropy takes outputs that are a distribution over 2 or more classes, but the last layer gives ${outputs === 1 ? "1 output" : `${outputs} outputs`} of ${f.name}; ${either}`,
        );
    expect(message(make(ownSoftmax, 1), { ...crossEntropy, name: "copied" })).toContain("always 1");
  });

  test("refuses binaryCrossEntropy after an activation that leaves 0 to 1, and hinge after one of one sign", () => {
    for (const f of [tanh, identity, leakyRelu()])
      expect(message(make(f, 2), binaryCrossEntropy)).toBe(
        `${call}: binaryCrossEntropy takes outputs from 0 to 1, but the last layer gives 2 outputs of ${f.name}; end with sigmoid`,
      );
    const plusMinus = (net: Sequential) => thrownBy(() => run(net, [[1], [-1], [1], [-1]], hinge));
    expect((plusMinus(make(sigmoid, 1)) as Error).message).toBe(
      `${call}: hinge takes outputs of both signs, but the last layer gives 1 output of sigmoid; end with identity or tanh, or with sigmoid and binaryCrossEntropy for targets 0 and 1`,
    );
    for (const f of [tanh, identity]) expect(plusMinus(make(f, 1))).toBeUndefined();
  });

  test("takes pairs that can learn", () => {
    const pairs: readonly (readonly [Activation, number, Loss])[] = [
      [softmax, 2, crossEntropy],
      [ownSoftmax, 3, crossEntropy],
      [softmax, 3, mse],
      [softmax, 2, binaryCrossEntropy],
      [sigmoid, 1, binaryCrossEntropy],
      [sigmoid, 3, mae],
      [{ ...ownRelu, apply: () => 0.5 }, 2, binaryCrossEntropy],
    ];
    for (const [f, outputs, loss] of pairs)
      expect([f.name, loss.name, thrownBy(() => run(make(f, outputs), rows(outputs), loss))]).toEqual([
        f.name,
        loss.name,
        undefined,
      ]);
  });
});

test("fitAsync rejects, and crossValidate throws, for a pair that cannot learn", async () => {
  await expect(make(softmax, 1).fitAsync(x, rows(1), { loss: mse })).rejects.toThrow(
    "fitAsync: layer 1's softmax of 1 output is always 1",
  );
  expect(() => crossValidate(() => make(sigmoid, 2), x, rows(2), { loss: crossEntropy, folds: 2 })).toThrow(
    OptionError,
  );
});

test("a range that is not two numbers in order is refused", () => {
  for (const range of [[1, 0], [0], [0, Number.NaN], "0 to 1", null])
    expect(() => new Layer(1, 1, { ...ownRelu, range } as never)).toThrow("Layer: activation.range is");
});
