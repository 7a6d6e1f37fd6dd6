import {
  binaryCrossEntropy,
  crossEntropy,
  focal,
  hinge,
  identity,
  Layer,
  type Loss,
  levenbergMarquardt,
  mae,
  mse,
  OptionError,
  quantile,
  reference,
  Sequential,
  sgd,
  sigmoid,
  simd,
  smoothLabels,
  softmax,
  tanh,
} from "deltarule";
import { checkGradients, checkLoss } from "deltarule/testing";
import { describe, expect, it, test } from "vitest";
import { sameBits } from "../../../src/testing/matrices.js";
import { testFailures } from "../../helpers/failures.js";
import { expectClose } from "../../helpers/numeric.js";

const tight = { absolute: 1e-16, relative: 4e-16 };

describe("smoothLabels", () => {
  it("has the value and the gradient worked out by hand", () => {
    // Of 4 classes, a share of 0.2 makes (0, 1, 0, 0) to (0.05, 0.85, 0.05, 0.05).
    const loss = smoothLabels(crossEntropy, 0.2);
    const output = [0.25, 0.5, 0.125, 0.125];
    const value = 0.05 * Math.log(4) + 0.85 * Math.log(2) + 0.1 * Math.log(8);
    const gradient = new Float64Array(4);
    loss.gradient(output, [0, 1, 0, 0], gradient);
    expectClose([loss.value(output, [0, 1, 0, 0])], [value], tight);
    expectClose(gradient, [-0.2, -1.7, -0.4, -0.4], tight);
  });

  it("takes one output for two classes, as Keras' BinaryCrossentropy", () => {
    // 1 becomes 0.9, and 0 becomes 0.1.
    const loss = smoothLabels(binaryCrossEntropy, 0.2);
    const [yes, no] = [1, 0].map((t) => loss.value([0.25], [t]));
    expectClose([yes, no], [0.9 * Math.log(4) - 0.1 * Math.log(0.75), 0.1 * Math.log(4) - 0.9 * Math.log(0.75)], tight);
  });

  it("of a share of 0 is the loss itself", () => {
    for (const loss of [crossEntropy, binaryCrossEntropy, mse, focal()])
      expect(smoothLabels(loss, 0).value([0.25, 0.75], [1, 0])).toBe(loss.value([0.25, 0.75], [1, 0]));
  });

  it("stays linked: neither value nor δ overflows", () => {
    for (const [loss, f, wanted] of [
      // Smoothed to 0.95 and 0.05 (and 0.05 twice as much as far away).
      [crossEntropy, softmax, 0.95 * 2000],
      [binaryCrossEntropy, sigmoid, 950],
    ] as const) {
      const { link } = smoothLabels(loss, 0.1);
      expect(link?.activation).toBe(f);
      expectClose([link?.value([1000, -1000], [0, 1]) ?? 0], [wanted], { absolute: 0, relative: 1e-15 });
      const net = new Sequential([new Layer(1, 2, f, { weights: [[1000], [-1000]], bias: false })]);
      const { loss: E, gradient } = net.backward(net.forward([1]), [0, 1], smoothLabels(loss, 0.1));
      expectClose([E], [wanted], { absolute: 0, relative: 1e-15 });
      expect([...gradient].every(Number.isFinite)).toBe(true);
    }
  });

  it("keeps the rules for outputs and targets, and is frozen, once", () => {
    const loss = smoothLabels(crossEntropy, 0.1);
    expect([loss.outputs, loss.targets]).toEqual([crossEntropy.outputs, crossEntropy.targets]);
    expect([loss.name, loss.options, Object.isFrozen(loss)]).toEqual([
      "smoothLabels(crossEntropy)",
      { share: 0.1 },
      true,
    ]);
    const net = new Sequential([new Layer(1, 2, sigmoid)], { seed: 1 });
    expect(() => net.fit([[1]], [[1, 0]], { loss })).toThrow("smoothLabels(crossEntropy) takes outputs that are");
    expect("residualScale" in smoothLabels(mse, 0.1)).toBe(false);
    expect(() =>
      new Sequential([new Layer(1, 1)], { seed: 1 }).fit([[1]], [[1]], {
        loss: smoothLabels(mse, 0.1),
        optimizer: levenbergMarquardt(),
      }),
    ).toThrow(OptionError);
  });

  it("moves the kinks with the targets", () => {
    expectClose(smoothLabels(mae, 0.2).kinks?.(1, 4) ?? [], [0.85], tight);
    expectClose(smoothLabels(quantile(0.9), 0.2).kinks?.(1, 1) ?? [], [0.9], tight);
    expect(smoothLabels(mse, 0.2).kinks).toBeUndefined();
  });

  it.each([crossEntropy, binaryCrossEntropy, focal(), mse, mae].map((loss) => [loss.name, loss] as const))(
    "of %s passes the checks of losses and gradients",
    (_, loss) => {
      const smooth = smoothLabels(loss, 0.3);
      expect(String(checkLoss(smooth))).toContain("Right");
      const last = loss.link?.activation ?? identity;
      const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 3, last)], { seed: 3 });
      expect(checkGradients(net, [[0.1, 0.7, -1]], [[0, 1, 0]], smooth).ok).toBe(true);
    },
  );
});

test("a training with smoothed labels is one with smooth targets, in both engines, to the same bits", () => {
  const x = [
    [1, 2],
    [-1, 0.5],
    [0.25, -1],
  ];
  const t = [
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ];
  const train = (loss: Loss, targets: number[][], engine = simd, dtype: "float64" | "float32" = "float64") => {
    const net = new Sequential([new Layer(2, 4, tanh), new Layer(4, 3, softmax)], { seed: 4, engine, dtype });
    net.fit(x, targets, { loss, optimizer: sgd({ learningRate: 0.5 }), epochs: 5, batchSize: 2 });
    return net.parameters;
  };
  for (const dtype of ["float64", "float32"] as const)
    expect(
      sameBits(
        train(smoothLabels(crossEntropy, 0.2), t, simd, dtype),
        train(smoothLabels(crossEntropy, 0.2), t, reference, dtype),
      ),
    ).toBe(true);
  const smooth = t.map((row) => row.map((v) => 0.8 * v + 0.2 / 3));
  expectClose(train(smoothLabels(crossEntropy, 0.2), t), [...train(crossEntropy, smooth)], {
    absolute: 1e-14,
    relative: 1e-13,
  });
});

test("a user's loss that writes into what it reads harms no network", () => {
  const greedy: Loss = {
    name: "greedy",
    value: (output, target) => {
      const e = output[0] - target[0];
      (output as Float64Array)[0] = 99;
      (target as Float64Array)[0] = 99;
      return (e * e) / 2;
    },
    gradient: (output, target, into) => {
      into[0] = output[0] - target[0];
      (output as Float64Array)[0] = 99;
    },
  };
  const train = (loss: Loss) => {
    const net = new Sequential([new Layer(1, 1)], { seed: 2 });
    net.fit([[1], [2]], [[0], [1]], { loss: smoothLabels(loss, 0.2), epochs: 3, optimizer: sgd() });
    return [...net.parameters];
  };
  expectClose(
    train(greedy),
    train({
      ...mse,
      name: "half",
      value: (o, t) => mse.value(o, t) / 2,
      gradient: (o, t, into) => {
        into[0] = o[0] - t[0];
      },
    } as Loss),
    { absolute: 1e-15, relative: 1e-14 },
  );
});

describe("smoothLabels refuses", () => {
  const wrong = (make: () => unknown, sentence: string) =>
    [sentence, make, OptionError, `smoothLabels: ${sentence}`] as const;
  testFailures([
    wrong(() => smoothLabels(crossEntropy, 1), "share is 1, wanted a number from 0 below 1"),
    wrong(() => smoothLabels(crossEntropy, undefined as never), "share is undefined, wanted a number from 0 below 1"),
    wrong(() => smoothLabels(hinge, 0.1), "hinge takes targets -1 or 1, and none between them"),
    wrong(
      () => smoothLabels("mse" as never, 0.1),
      'loss is "mse", wanted a loss such as crossEntropy; write mse, imported from deltarule',
    ),
  ]);
});
