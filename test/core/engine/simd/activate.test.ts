import {
  type Activation,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  identity,
  leakyRelu,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../../src/core/engine/engine.js";
import { referenceKernels } from "../../../../src/core/engine/reference/kernels.js";
import { kernelOfActivation } from "../../../../src/core/engine/simd/pieces.js";
import { copyOf, eachShape, fill, firstDifference, shippedKernels } from "../../../helpers/kernels.js";

const { call, block } = shippedKernels();
const { activate, multiply, slope } = referenceKernels;

const functions: readonly Activation[] = [
  ...[identity, sigmoid, tanh, relu, leakyRelu(0.01), leakyRelu(-2), elu(), elu(0.3), selu, gelu, geluTanh, silu],
  ...[softplus, softsign, hardSigmoid, step, softmax],
];
const named = functions.map((f) => [`${f.name}${JSON.stringify(f.options ?? {})}`, f] as const);

describe("the compiled activations", () => {
  it.each(named)("%s has the bits of the reference", (_, f) => {
    const { code, option } = kernelOfActivation(f) ?? { code: 0, option: 0 };
    eachShape((rows, columns, dtype, extreme, random) => {
      const [z, a, gradA, delta] = [0, 1, 2, 3].map((k) => block(k, rows, columns, dtype)) as [
        Block,
        Block,
        Block,
        Block,
      ];
      const blocks = [z, a, gradA, delta];
      for (const one of blocks) fill(one.data, random, extreme);
      const expected = copyOf(a);
      activate(f, z, expected);
      call("activate", dtype, code, option, rows, columns, z.data.byteOffset, a.data.byteOffset);
      expect(firstDifference(a.data, expected.data, z.data), `${f.name} ${dtype}`).toBe("");

      // Any a: the derivative is taken at the numbers in the blocks.
      if (extreme) fill(a.data, random, true);
      const slopes = copyOf(delta);
      slope(f, z, a, gradA, slopes);
      const offsets = [z, a, gradA].map((one) => one.data.byteOffset);
      call("slope", dtype, code, option, 0, rows, columns, ...offsets, delta.data.byteOffset);
      expect(firstDifference(delta.data, slopes.data, z.data), `slope of ${f.name} ${dtype}`).toBe("");

      // In place.
      call("slope", dtype, code, option, 0, rows, columns, ...offsets, gradA.data.byteOffset);
      expect(firstDifference(gradA.data, slopes.data, z.data), `slope of ${f.name} in place`).toBe("");
    });
  });

  it.each(named.filter(([, f]) => f !== softmax && f !== step))("%s lends its slope to a surrogate", (_, f) => {
    const { code, option } = kernelOfActivation(f) ?? { code: 0, option: 0 };
    if ("applyRow" in f) throw new Error("softmax lends no slope");
    eachShape((rows, columns, dtype, extreme, random) => {
      const [z, a, gradA, delta] = [0, 1, 2, 3].map((k) => block(k, rows, columns, dtype)) as [
        Block,
        Block,
        Block,
        Block,
      ];
      for (const one of [z, a, gradA, delta]) fill(one.data, random, extreme);
      const slopes = copyOf(delta);
      slope(surrogate(step, f), z, a, gradA, slopes);
      const offsets = [z, a, gradA, delta].map((one) => one.data.byteOffset);
      call("slope", dtype, code, option, 1, rows, columns, ...offsets);
      expect(firstDifference(delta.data, slopes.data, z.data), `${f.name} ${dtype}`).toBe("");
    });
  });

  it("multiply has the bits of the reference", () => {
    eachShape((rows, columns, dtype, extreme, random) => {
      const [a, mask, into] = [0, 1, 2].map((k) => block(k, rows, columns, dtype)) as [Block, Block, Block];
      for (const one of [a, mask]) fill(one.data, random, extreme);
      const expected = copyOf(into);
      multiply(a, mask, expected);
      call("multiply", dtype, rows * columns, a.data.byteOffset, mask.data.byteOffset, into.data.byteOffset);
      expect(firstDifference(into.data, expected.data)).toBe("");
    });
  });
});
