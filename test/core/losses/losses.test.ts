import {
  type Activation,
  binaryCrossEntropy,
  crossEntropy,
  DataError,
  hinge,
  huber,
  Layer,
  type Loss,
  mae,
  mse,
  OptionError,
  Sequential,
  squaredError,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { losses, lossMakers } from "../../helpers/exported.js";
import { expectClose, randomFrom, sharpSlopeAt } from "../../helpers/numeric.js";

const real = (random: () => number, bound: number) => (2 * random() - 1) * bound;

function applyRow(f: Activation, z: readonly number[]): number[] {
  if ("apply" in f) return z.map((one) => f.apply(one));
  const into = new Float64Array(z.length);
  f.applyRow(z, into);
  return [...into];
}

/**
 * A z, an output that the loss is defined for (through its link's activation, if it has one), and a
 * target that it takes.
 */
const question = (loss: Loss) =>
  fc.record({ seed: fc.integer(), m: fc.integer({ min: 1, max: 8 }) }).map(({ seed, m }) => {
    const random = randomFrom(seed);
    const z = Array.from({ length: m }, () => real(random, 3));
    const output = loss.link === undefined ? z : applyRow(loss.link.activation, z);
    const target = z.map(() => {
      for (;;) {
        const t = [-1, 0, 1, real(random, 3)][Math.floor(4 * random())];
        if (loss.targets?.accepts(t) ?? true) return t;
      }
    });
    return { z, output, target };
  });

const gradientOf = (loss: Loss, output: readonly number[], target: readonly number[]): number[] => {
  const into = new Float64Array(output.length);
  loss.gradient(output, target, into);
  return [...into];
};

test("the list has every loss of the library", () => {
  const names = losses.map(({ it: loss }) => loss.name);
  for (const name of "binaryCrossEntropy crossEntropy hinge huber mae mse squaredError".split(" "))
    expect(names).toContain(name);
});

describe.each([...losses])("$title", ({ it: loss, title }) => {
  it("has the gradient of its values", () => {
    fc.assert(
      fc.property(question(loss), ({ output, target }) => {
        // Formulas of some losses meet where |o − t| is 0 or delta, or t·o is 1.
        const { delta = 1 } = loss.options ?? {};
        const joints = (o: number, t: number) => [o - t, Math.abs(o - t) - delta, t * o - 1];
        fc.pre(output.every((o, k) => joints(o, target[k]).every((distance) => Math.abs(distance) > 2e-3)));
        const at = (k: number) => (moved: number) =>
          loss.value(
            output.map((same, j) => (j === k ? moved : same)),
            target,
          );
        const expected = output.map((o, k) =>
          sharpSlopeAt(at(k), o, 2 ** -10 * Math.min(1, o === 0 ? 1 : Math.abs(o))),
        );
        expectClose(gradientOf(loss, output, target), expected, { absolute: 1e-9, relative: 1e-8, what: title });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("is never below 0, and no output does better than the target", () => {
    fc.assert(
      fc.property(question(loss), ({ output, target }) => {
        // crossEntropy has its minimum at the target only among distributions.
        const total = target.reduce((sum, t) => sum + t, 0);
        const fair =
          loss.name === "crossEntropy" ? target.map((t) => (total === 0 ? 1 / target.length : t / total)) : target;
        expect(loss.value(output, fair)).toBeGreaterThanOrEqual(0);
        expect(loss.value(output, fair)).toBeGreaterThanOrEqual(loss.value(fair, fair) - 1e-14);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("is 0 where the output is a target of −1, 0 or 1 that it takes", () => {
    const takes = [-1, 0, 1].filter((t) => loss.targets?.accepts(t) ?? true);
    expect(takes.length).toBeGreaterThan(0);
    for (const t of takes) expect(loss.value([t, t], [t, t])).toBeCloseTo(0, 15);
  });

  it("changes neither output nor target, and is frozen", () => {
    const takes = [1, 1];
    const output = [0.25, 0.75];
    gradientOf(loss, output, takes);
    loss.value(output, takes);
    expect([output, takes]).toEqual([
      [0.25, 0.75],
      [1, 1],
    ]);
    expect(Object.isFrozen(loss)).toBe(true);
    for (const part of [loss.options, loss.targets, loss.link])
      if (part !== undefined) expect(Object.isFrozen(part)).toBe(true);
  });
});

describe.each([...losses.filter(({ it: loss }) => loss.link !== undefined)])("the link of $title", ({ it: loss }) => {
  const { link } = loss as Required<Loss>;
  const deltaOf = (z: readonly number[], target: readonly number[]): number[] => {
    const into = new Float64Array(z.length);
    link.delta(z, applyRow(link.activation, z), target, into);
    return [...into];
  };

  it("is the loss of the activation, and its δ goes through both", () => {
    fc.assert(
      fc.property(question(loss), ({ z, output, target }) => {
        expectClose([link.value(z, target)], [loss.value(output, target)], { absolute: 1e-13, relative: 1e-13 });
        const gradient = gradientOf(loss, output, target);
        const plain = new Float64Array(z.length);
        if ("apply" in link.activation) {
          for (let k = 0; k < z.length; k++) plain[k] = gradient[k] * link.activation.derivative(z[k], output[k]);
        } else {
          link.activation.backwardRow(z, output, gradient, plain);
        }
        expectClose(deltaOf(z, target), plain, { absolute: 1e-13, relative: 1e-12 });
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("stays finite and right where the plain formula overflows", () => {
    for (const far of [1000, 1e300]) {
      const z = [far, -far];
      expect(loss.value(applyRow(link.activation, z), [0, 1])).toBe(Infinity);
      const expected = loss.name === "crossEntropy" ? 2 * far : far;
      expectClose([link.value(z, [0, 1])], [expected], { absolute: 0, relative: 1e-15 });
      expectClose(deltaOf(z, [0, 1]).map(Math.sign), [1, -1], { absolute: 0, relative: 0 });
      expectClose([link.value(z, [1, 0])], [0], { absolute: 1e-17, relative: 0 });
      expectClose(deltaOf(z, [1, 0]), [0, 0], { absolute: 1e-17, relative: 0 });
    }
  });

  it("keeps the digits of a small loss", () => {
    // ln(1 + e^−40) = 4.248354255291589e-18: both when one of two classes is ahead by 40, and for
    // each of two outputs at ±40.
    const z = loss.name === "crossEntropy" ? [40, 0] : [40, -40];
    expectClose([link.value(z, [1, 0])], [4.248354255291589e-18], { absolute: 0, relative: 1e-14 });
  });
});

describe.each([...losses.filter(({ it: loss }) => loss.residualScale !== undefined)])("$title", ({ it: loss }) => {
  it("is half the sum of the squared residuals", () => {
    fc.assert(
      fc.property(question(loss), ({ output, target }) => {
        const scale = (loss as Required<Loss>).residualScale(output.length);
        const half = output.reduce((sum, o, k) => sum + (scale * (o - target[k])) ** 2, 0) / 2;
        expectClose([half], [loss.value(output, target)], { absolute: 1e-14, relative: 1e-14 });
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

test("squaredError and mse are sums of squares, and no other loss", () => {
  const squares = losses.filter(({ it: loss }) => loss.residualScale !== undefined).map(({ title }) => title);
  expect(squares.sort()).toEqual(["mse", "squaredError"]);
});

const ln = Math.log;
/** Worked out by hand. */
const table: readonly {
  loss: Loss;
  output: readonly number[];
  target: readonly number[];
  value: number;
  gradient: readonly number[];
}[] = [
  { loss: squaredError, output: [1, 3, -1, 2], target: [0, 5, -1, 1], value: 3, gradient: [1, -2, 0, 1] },
  { loss: mse, output: [1, 3, -1, 2], target: [0, 5, -1, 1], value: 1.5, gradient: [0.5, -1, 0, 0.5] },
  { loss: mae, output: [1, 3, -1, 2], target: [0, 5, -1, 1], value: 1, gradient: [0.25, -0.25, 0, 0.25] },
  { loss: huber(), output: [0.5, 3, -1, 2], target: [0, 5, -1, 1], value: 0.53125, gradient: [0.125, -0.25, 0, 0.25] },
  { loss: huber(3), output: [1, 5], target: [0, 0], value: 5.5, gradient: [0.5, 1.5] },
  { loss: huber(0.5), output: [-0.5, -2], target: [0, 0], value: 0.5, gradient: [-0.25, -0.25] },
  { loss: hinge, output: [0.5, 0.5, 2, 1], target: [1, -1, 1, 1], value: 0.5, gradient: [-0.25, 0.25, 0, 0] },
  { loss: hinge, output: [-3, -1], target: [1, -1], value: 2, gradient: [-0.5, 0] },
  {
    loss: binaryCrossEntropy,
    output: [0.75, 0.75, 0.5],
    target: [1, 0, 0.25],
    value: (ln(4 / 3) + ln(4) + ln(2)) / 3,
    gradient: [-4 / 9, 4 / 3, 1 / 3],
  },
  {
    loss: crossEntropy,
    output: [0.25, 0.5, 0.25],
    target: [0.5, 0.5, 0],
    value: 1.5 * ln(2),
    gradient: [-2, -1, 0],
  },
];

test.each(table.map((row) => ({ ...row, title: `${row.loss.name} ${JSON.stringify(row.loss.options ?? {})}` })))(
  "$title of $output for $target is as worked out by hand",
  ({ loss, output, target, value, gradient }) => {
    expectClose([loss.value(output, target)], [value], { absolute: 1e-15, relative: 4e-16 });
    expectClose(gradientOf(loss, output, target), gradient, { absolute: 1e-15, relative: 4e-16 });
  },
);

test("every loss of the library has a row in the table", () => {
  const worked = new Set(table.map(({ loss }) => loss.name));
  for (const { it: loss } of losses) expect(worked).toContain(loss.name);
});

test("the links are as worked out by hand", () => {
  const into = new Float64Array(3);
  // z = (0, ln 3): a = (1/2, 3/4).
  expectClose([binaryCrossEntropy.link?.value([0, ln(3)], [1, 0.5]) ?? Number.NaN], [(ln(2) + ln(4) - ln(3) / 2) / 2], {
    absolute: 1e-15,
    relative: 4e-16,
  });
  binaryCrossEntropy.link?.delta([0, ln(3)], [0.5, 0.75], [1, 0.5], into.subarray(0, 2));
  expect([...into]).toEqual([-0.25, 0.125, 0]);
  // z = (0, ln 2, 0): a = (1/4, 1/2, 1/4), and targets that add up to 3/2.
  expectClose([crossEntropy.link?.value([0, ln(2), 0], [1, 0.5, 0]) ?? Number.NaN], [2.5 * ln(2)], {
    absolute: 1e-15,
    relative: 4e-16,
  });
  crossEntropy.link?.delta([0, ln(2), 0], [0.25, 0.5, 0.25], [1, 0.5, 0], into);
  expect([...into]).toEqual([-0.625, 0.25, 0.375]);
});

describe.each([...lossMakers])("$title", ({ make }) => {
  it("gives the same object for the same number, and shows the number", () => {
    expect(make(0.25)).toBe(make(0.25));
    expect(make(0.25)).not.toBe(make(0.5));
    expect(Object.values(make(0.25).options ?? {})).toEqual([0.25]);
    expect(make()).toBe(make(Object.values(make().options ?? {})[0]));
  });

  it("takes numbers above 0 only", () => {
    for (const wrong of [0, -1, Number.NaN, Infinity, "1"]) expect(() => make(wrong)).toThrow(OptionError);
  });
});

test("targets outside a loss's range are a DataError, the ends are inside", () => {
  const targets = (loss: Loss) => [-1.001, -1, -1e-9, 0, 0.5, 1, 1 + 1e-9].filter((t) => loss.targets?.accepts(t));
  expect(targets(binaryCrossEntropy)).toEqual([0, 0.5, 1]);
  expect(targets(crossEntropy)).toEqual([0, 0.5, 1]);
  expect(targets(hinge)).toEqual([-1, 1]);
  for (const loss of [squaredError, mse, mae, huber()]) expect(loss.targets).toBeUndefined();
  for (const { it: loss } of losses.filter(({ it }) => it.targets !== undefined)) {
    expect(loss.targets?.accepts(Number.NaN)).toBe(false);
    const net = new Sequential([new Layer(1, 2, loss.link?.activation)], { seed: 1 });
    const message = `backward: row 0, column 1 of the targets is 1.5, ${loss.name} takes targets ${loss.targets?.wanted}`;
    expect(() => net.backward(net.forward([1]), [1, 1.5], loss)).toThrow(new DataError(message));
  }
});
