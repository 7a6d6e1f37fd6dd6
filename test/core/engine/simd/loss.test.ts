import {
  type Activation,
  binaryCrossEntropy,
  crossEntropy,
  huber,
  identity,
  type Loss,
  sigmoid,
  softmax,
} from "deltarule";
import { describe, expect, it } from "vitest";
import { uncompiled } from "../../../../scripts/derive/byHand.js";
import { binary } from "../../../../src/core/engine/simd/binary.js";
import { bytesOfText } from "../../../../src/core/engine/simd/instance.js";
import { kernelOf } from "../../../../src/core/engine/simd/pieces.js";
import { losses } from "../../../helpers/exported.js";
import { expectSameLoss } from "../../../helpers/kernelEquality.js";
import { loadKernels } from "../../../helpers/kernels.js";

const kernels = loadKernels(bytesOfText(binary));

const pairs: readonly (readonly [title: string, Loss, Activation])[] = [
  ...losses
    .filter(({ it: loss }) => !uncompiled.has(loss.name))
    .map(({ title, it: loss }) => [title, loss, identity] as const),
  ["huber(0.1)", huber(0.1), identity],
  ["crossEntropy", crossEntropy, softmax],
  ["binaryCrossEntropy", binaryCrossEntropy, sigmoid],
];

describe("the compiled losses", () => {
  it.each(pairs.map(([title, loss, f]) => [title, f.name, loss, f] as const))(
    "%s after %s has the bits of the reference",
    (_, __, loss, activation) => {
      expect(kernelOf(loss)?.code).toBeGreaterThan(0);
      expectSameLoss(kernels, loss, activation, kernelOf(loss) ?? { code: 0, option: 0 });
    },
  );

  it("are all of the list but those that are said to run as plain loops", () => {
    const plain = new Set(losses.filter(({ it: loss }) => kernelOf(loss) === null).map(({ it: loss }) => loss.name));
    expect(plain).toEqual(uncompiled);
  });
});
