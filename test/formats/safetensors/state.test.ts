import {
  adam,
  FormatError,
  Layer,
  lbfgs,
  type OptimizerState,
  OptionError,
  Sequential,
  sgd,
  squaredError,
  tanh,
} from "deltarule";
import { stateFromSafetensors, stateToSafetensors } from "deltarule/formats";
import { describe, expect, test } from "vitest";

describe("an optimizer's state", () => {
  test.each([
    ["sgd", sgd({ momentum: 0.9 })],
    ["adam", adam()],
    ["lbfgs", lbfgs()],
  ])("of %s is read back, and training goes on to the same bits", (_, optimizer) => {
    const [x, t] = [
      [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      [[1], [1], [0]],
    ];
    const train = (network: Sequential, state: OptimizerState) =>
      network.partialFit(x, t, { loss: squaredError, optimizer, state });
    const [ours, theirs] = [0, 1].map(
      () => new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)] as Layer[], { seed: 2 }),
    );
    const size = ours.parameters.length;
    const state = optimizer.initialize(size);
    for (let step = 0; step < 3; step++) train(ours, state);
    theirs.parameters.set(ours.parameters);
    const saved = stateFromSafetensors(stateToSafetensors(state), optimizer.initialize(size) as OptimizerState);
    expect(saved).toEqual(state);
    train(ours, state);
    train(theirs, saved);
    expect(theirs.parameters).toEqual(ours.parameters);
  });

  test("may hold numbers that are not finite, nested states and odd names", () => {
    const state = { best: Infinity, lost: Number.NaN, inner: { m: Float32Array.of(1, 2), "": -0 }, ["__proto__"]: 3 };
    expect(stateFromSafetensors(stateToSafetensors(state), structuredClone(state))).toEqual(state);
  });

  test("of another optimizer or size is refused", () => {
    const bytes = stateToSafetensors(adam().initialize(3));
    expect(() => stateFromSafetensors(bytes, adam().initialize(4))).toThrow(
      `stateFromSafetensors: tensor "m"'s shape is "[3]", wanted [4]`,
    );
    expect(() => stateFromSafetensors(bytes, sgd().initialize(3))).toThrow(FormatError);
    expect(() => stateToSafetensors({ "a.b": 1, a: { b: 2 } })).toThrow(OptionError);
    expect(() => stateToSafetensors({ a: "text" } as unknown as OptimizerState)).toThrow(OptionError);
  });

  test.each([
    [{ m: Float64Array.of(1, 2) }, { m: Float32Array.of(0, 0) }, 'tensor "m"\'s dtype is "F64", wanted F32'],
    [{ m: Float32Array.of(1, 2) }, { m: Float64Array.of(0, 0) }, 'tensor "m"\'s dtype is "F32", wanted F64'],
    [{ in: { m: Float32Array.of(1) } }, { in: { m: Float64Array.of(0) } }, 'tensor "in.m"\'s dtype is "F32"'],
    [{ m: Float64Array.of(1) }, { m: 0 }, 'tensor "m"\'s shape is "[1]", wanted []'],
    [{ m: 1 }, { m: Float64Array.of(0) }, 'tensor "m"\'s shape is "[]", wanted [1]'],
    [{ m: 1 }, { m: 1, v: 2 }, 'the tensor "v" is undefined, wanted what the optimizer keeps'],
    [{ m: 1, v: 2 }, { m: 1 }, 'the tensor "v" is "in the file", wanted only what the optimizer keeps'],
  ] as [OptimizerState, OptimizerState, string][])(
    "%o is refused where the optimizer keeps %o",
    (kept, like, message) => {
      const bytes = stateToSafetensors(kept);
      expect(() => stateFromSafetensors(bytes, like)).toThrow(FormatError);
      expect(() => stateFromSafetensors(bytes, like)).toThrow(`stateFromSafetensors: ${message}`);
    },
  );
});
