import { elu, leakyRelu, step } from "deltarule";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../../src/core/engine/engine.js";
import { referenceKernels } from "../../../../src/core/engine/reference/kernels.js";
import { binary } from "../../../../src/core/engine/simd/binary.js";
import { bytesOfText } from "../../../../src/core/engine/simd/instance.js";
import { kernelOf } from "../../../../src/core/engine/simd/pieces.js";
import { activations, elementwise, type Listed } from "../../../helpers/exported.js";
import { expectSameActivation, expectSameLentSlope } from "../../../helpers/kernelEquality.js";
import { copyOf, eachShape, fill, firstDifference, loadKernels } from "../../../helpers/kernels.js";

const kernels = loadKernels(bytesOfText(binary));
const none = { code: 0, option: 0 };

const more = [
  { title: "leakyRelu(0.01)", it: leakyRelu(0.01) },
  { title: "leakyRelu(-2)", it: leakyRelu(-2) },
  { title: "elu(-0.5)", it: elu(-0.5) },
];
const named = <T>(list: readonly Listed<T>[]): (readonly [string, T])[] => list.map(({ title, it }) => [title, it]);

describe("the compiled activations", () => {
  it.each(named([...activations, ...more]))("%s has the bits of the reference", (_, f) => {
    expect(kernelOf(f)?.code).toBeGreaterThan(0);
    expectSameActivation(kernels, f, kernelOf(f) ?? none);
  });

  it.each(named([...elementwise, ...more].filter(({ it: f }) => f !== step)))(
    "%s lends its slope to a surrogate",
    (_, f) => {
      expectSameLentSlope(kernels, f, kernelOf(f) ?? none);
    },
  );

  it("multiply has the bits of the reference", () => {
    eachShape((rows, columns, dtype, extreme, random) => {
      const at = (k: number): Block => kernels.block(k, rows, columns, dtype);
      const [a, mask, into] = [at(0), at(1), at(2)];
      for (const one of [a, mask]) fill(one.data, random, extreme);
      const expected = copyOf(into);
      referenceKernels.multiply(a, mask, expected);
      kernels.call("multiply", dtype, rows * columns, a.data.byteOffset, mask.data.byteOffset, into.data.byteOffset);
      expect(firstDifference(into.data, expected.data)).toBe("");
    });
  });
});
