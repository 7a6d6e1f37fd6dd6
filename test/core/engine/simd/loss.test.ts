import {
  type Activation,
  binaryCrossEntropy,
  crossEntropy,
  hinge,
  huber,
  identity,
  type Loss,
  mae,
  mse,
  sigmoid,
  softmax,
  squaredError,
} from "deltarule";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../../src/core/engine/engine.js";
import { referenceKernels } from "../../../../src/core/engine/reference/kernels.js";
import { kernelOfLoss } from "../../../../src/core/engine/simd/pieces.js";
import { linkFor } from "../../../../src/core/losses/loss.js";
import { copyOf, eachShape, fill, firstDifference, shippedKernels } from "../../../helpers/kernels.js";

const { call, block } = shippedKernels();
const { activate, lossDelta, lossGradient, lossSum } = referenceKernels;

const pairs: readonly (readonly [Loss, Activation])[] = [
  ...[squaredError, mse, mae, huber(), huber(0.1), hinge, crossEntropy, binaryCrossEntropy].map(
    (loss) => [loss, identity] as const,
  ),
  [crossEntropy, softmax],
  [binaryCrossEntropy, sigmoid],
];

describe("the compiled losses", () => {
  it.each(pairs.map(([loss, f]) => [loss.name, f.name, loss, f] as const))(
    "%s after %s has the bits of the reference",
    (_, __, loss, activation) => {
      const { code, option } = kernelOfLoss(loss) ?? { code: 0, option: 0 };
      const link = linkFor(loss, activation);
      eachShape((rows, columns, dtype, extreme, random) => {
        const [z, a, target, into] = [0, 1, 2, 3].map((k) => block(k, rows, columns, dtype)) as [
          Block,
          Block,
          Block,
          Block,
        ];
        const weights = block(4, 1, rows, "float64");
        for (const one of [z, a, target]) fill(one.data, random, extreme);
        fill(weights.data, random, extreme && random() < 0.2);
        prepare(target, random);
        if (link === undefined && random() < 0.5) for (let k = 0; k < a.data.length; k++) a.data[k] = random();
        else if (link !== undefined) activate(activation, z, a);
        // The largest stands twice.
        if (columns > 2 && random() < 0.5) for (let r = 0; r < rows; r++) z.row(r)[columns - 1] = z.row(r)[0] as number;

        const samples = 1 + Math.floor(random() * 100);
        const output = { activation, z, a, target, weights, samples };
        const [zAt, aAt, targetAt, intoAt] = [z, a, target, into].map((one) => one.data.byteOffset) as [
          number,
          number,
          number,
          number,
        ];
        const linked = link === undefined ? 0 : 1;
        const at = [zAt, aAt, targetAt, weights.data.byteOffset] as const;
        const before = random();
        const sum = call("lossSum", dtype, code, option, linked, rows, columns, ...at, before);
        expect(sum, `${loss.name} ${dtype}`).toBe(lossSum(loss, output, before));

        const expected = copyOf(into);
        if (link === undefined) {
          lossGradient(loss, output, expected);
          const numbers = [aAt, targetAt, weights.data.byteOffset, samples, intoAt];
          call("lossGradient", dtype, code, option, rows, columns, ...numbers);
        } else {
          lossDelta(loss, output, expected);
          call("lossDelta", dtype, code, option, rows, columns, ...at, samples, intoAt);
        }
        expect(firstDifference(into.data, expected.data, a.data), `gradient of ${loss.name} ${dtype}`).toBe("");
      });
    },
  );
});

/** Makes some of the targets classes, some probabilities, and leaves some as they are. */
function prepare(target: Block, random: () => number): void {
  const kind = random();
  for (let k = 0; k < target.data.length; k++) {
    if (kind < 0.4) target.data[k] = random() < 0.5 ? 0 : 1;
    else if (kind < 0.7) target.data[k] = random();
    else if (kind < 0.8) target.data[k] = random() < 0.5 ? -1 : 1;
  }
}
