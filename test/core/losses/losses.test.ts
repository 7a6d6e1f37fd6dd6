import {
  type Activation,
  binaryCrossEntropy,
  crossEntropy,
  DataError,
  focal,
  hinge,
  huber,
  Layer,
  type Loss,
  logCosh,
  mae,
  mse,
  OptionError,
  poisson,
  quantile,
  Sequential,
  squaredError,
} from "deltarule";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { losses, lossMakers } from "../../helpers/exported.js";
import { expectClose, randomFrom, sharpSlopeAt } from "../../helpers/numeric.js";

const ln = Math.log;
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
  for (const name of "binaryCrossEntropy crossEntropy focal hinge huber logCosh mae mse poisson quantile squaredError".split(
    " ",
  ))
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
        // focal has it there for labels alone: between them it is no proper score.
        fc.pre(loss.name !== "focal" || target.every((t) => t === 0 || t === 1));
        const fair =
          loss.name === "crossEntropy" ? target.map((t) => (total === 0 ? 1 / target.length : t / total)) : target;
        // poisson leaves out ln t!.
        if (loss.name !== "poisson") expect(loss.value(output, fair)).toBeGreaterThanOrEqual(0);
        expect(loss.value(output, fair)).toBeGreaterThanOrEqual(loss.value(fair, fair) - 1e-14);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("is 0 where the output is a target of −1, 0 or 1 that it takes", () => {
    const takes = [-1, 0, 1].filter((t) => loss.targets?.accepts(t) ?? true);
    expect(takes.length).toBeGreaterThan(0);
    // −ln of the Poisson distribution is t − t ln t there, less ln t!.
    const least = (t: number) => (loss.name === "poisson" ? t : 0);
    for (const t of takes) expect(loss.value([t, t], [t, t])).toBeCloseTo(least(t), 15);
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
      if (loss.name === "poisson") {
        // The count 1 where `far` is expected, and 0 where 0 is.
        expectClose([link.value(z, [1, 0])], [(far - ln(far)) / 2], { absolute: 0, relative: 1e-15 });
        expectClose(deltaOf(z, [1, 0]), [(1 - 1 / far) / 2, 0], { absolute: 1e-17, relative: 1e-15 });
        continue;
      }
      expectClose([link.value(z, [1, 0])], [0], { absolute: 1e-17, relative: 0 });
      expectClose(deltaOf(z, [1, 0]), [0, 0], { absolute: 1e-17, relative: 0 });
    }
  });

  it("keeps the digits of a small loss", () => {
    // ln(1 + e^−40) = 4.248354255291589e-18: both when one of two classes is ahead by 40, and for
    // each of two outputs at ±40.
    // focal: times the square of 1 − p, e^−40/(1 + e^−40). poisson: ln(1 + e^−40) is expected.
    const z = loss.name === "crossEntropy" ? [40, 0] : loss.name === "poisson" ? [-40, -40] : [40, -40];
    const target = loss.name === "poisson" ? [0, 0] : [1, 0];
    const wanted = loss.name === "focal" ? 4.248354255291589e-18 ** 3 : 4.248354255291589e-18;
    expectClose([link.value(z, target)], [wanted], { absolute: 0, relative: 1e-14 });
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
  {
    loss: logCosh,
    output: [ln(2), 0, 5],
    target: [0, ln(3), 5],
    // cosh ln 2 = 5/4, tanh ln 2 = 3/5; cosh ln 3 = 5/3, tanh ln 3 = 4/5.
    value: (ln(5 / 4) + ln(5 / 3)) / 3,
    gradient: [0.2, -4 / 15, 0],
  },
  { loss: quantile(), output: [1, 3, -1, 2], target: [0, 5, -1, 1], value: 0.5, gradient: [0.125, -0.125, 0, 0.125] },
  { loss: quantile(0.75), output: [1, 3], target: [0, 5], value: 0.875, gradient: [0.125, -0.375] },
  {
    loss: poisson,
    output: [2, 1, 4],
    target: [0, 3, 2],
    value: (7 - 2 * ln(4)) / 3,
    gradient: [1 / 3, -2 / 3, 1 / 6],
  },
  {
    // 1 − p = 1/4, 1/4, 1/2; B = ln 4/3, ln 4/3, ln 2.
    loss: focal(),
    output: [0.75, 0.25, 0.5],
    target: [1, 0, 1],
    value: (ln(4 / 3) / 8 + ln(2) / 4) / 3,
    gradient: [
      (-1 / 16 / 0.75 - 0.5 * ln(4 / 3)) / 3,
      (1 / 16 / 0.75 + 0.5 * ln(4 / 3)) / 3,
      (-1 / 4 / 0.5 - ln(2)) / 3,
    ],
  },
  {
    loss: focal({ gamma: 1, alpha: 0.25 }),
    output: [0.75, 0.25],
    target: [1, 0],
    value: ln(4 / 3) / 4 / 2,
    gradient: [(0.25 * (-1 / 3 - ln(4 / 3))) / 2, (0.75 * (1 / 3 + ln(4 / 3))) / 2],
  },
  {
    loss: focal({ gamma: 0 }),
    output: [0.75, 0.75, 0.5],
    target: [1, 0, 0.25],
    value: (ln(4 / 3) + ln(4) + ln(2)) / 3,
    gradient: [-4 / 9, 4 / 3, 1 / 3],
  },
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

describe.each([...lossMakers.filter(({ title }) => title !== "focal")])("$title", ({ make }) => {
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

describe("focal", () => {
  it("takes gamma and alpha by name, and shows them", () => {
    expect([focal().options, focal({ gamma: 1, alpha: 0.5 }).options]).toEqual([
      { gamma: 2 },
      { gamma: 1, alpha: 0.5 },
    ]);
    for (const wrong of [{ gamma: -1 }, { alpha: 0 }, { alpha: 1 }, { gamma: Number.NaN }, { beta: 1 }, 2])
      expect(() => focal(wrong as object)).toThrow(OptionError);
  });

  it("without gamma and alpha is binaryCrossEntropy, in value, gradient and closed form", () => {
    const plain = focal({ gamma: 0 });
    const [o, z, t] = [
      [0.1, 0.9, 1e-9],
      [-3, 800, 0.25],
      [0, 1, 0.5],
    ];
    expect(plain.value(o, t)).toBe(binaryCrossEntropy.value(o, t));
    expectClose(gradientOf(plain, o, t), gradientOf(binaryCrossEntropy, o, t), { absolute: 0, relative: 0 });
    expect(plain.link?.value(z, t)).toBe(binaryCrossEntropy.link?.value(z, t));
  });

  it("has a finite slope where the answer is right, also for a gamma below 1", () => {
    for (const gamma of [0, 0.5, 1, 2]) expect(gradientOf(focal({ gamma }), [1, 0], [1, 0])).not.toContain(Number.NaN);
    for (const z of [
      [800, -800],
      [1e300, -1e300],
    ]) {
      const delta = new Float64Array(2);
      focal({ gamma: 0.5 }).link?.delta(z, [1, 0], [1, 0], delta);
      expect([...delta].map(Math.abs)).toEqual([0, 0]);
    }
  });
});

test("logCosh keeps the digits of small errors, and large ones do not overflow", () => {
  expectClose([logCosh.value([1e-6], [0]), logCosh.value([1e-12], [0])], [4.999999999999167e-13, 5e-25], {
    absolute: 0,
    relative: 1e-15,
  });
  expect(logCosh.value([1e300], [-1e5])).toBe(1e300);
});

test("poisson after softplus learns from counts where the output has no digits left", () => {
  const into = new Float64Array(1);
  poisson.link?.delta([-1000], [0], [3], into);
  expect([poisson.link?.value([-1000], [3]), into[0]]).toEqual([3000, -3]);
});

test("quantile is least at the quantile of the targets", () => {
  const targets = Array.from({ length: 100 }, (_, k) => k);
  const total = (q: number, o: number) => targets.reduce((sum, t) => sum + quantile(q).value([o], [t]), 0);
  for (const q of [0.105, 0.5, 0.905]) {
    const at = Math.floor(100 * q);
    for (const other of [0, 20, 40.5, 60, 80, 99]) expect(total(q, at)).toBeLessThanOrEqual(total(q, other) + 1e-9);
  }
});

test("targets outside a loss's range are a DataError, the ends are inside", () => {
  const targets = (loss: Loss) => [-1.001, -1, -1e-9, 0, 0.5, 1, 1 + 1e-9].filter((t) => loss.targets?.accepts(t));
  expect(targets(binaryCrossEntropy)).toEqual([0, 0.5, 1]);
  expect(targets(crossEntropy)).toEqual([0, 0.5, 1]);
  expect(targets(focal())).toEqual([0, 0.5, 1]);
  expect(targets(poisson)).toEqual([0, 0.5, 1, 1 + 1e-9]);
  expect(targets(hinge)).toEqual([-1, 1]);
  for (const loss of [squaredError, mse, mae, huber(), logCosh, quantile()]) expect(loss.targets).toBeUndefined();
  for (const { it: loss } of losses.filter(({ it }) => it.targets !== undefined)) {
    expect(loss.targets?.accepts(Number.NaN)).toBe(false);
    const net = new Sequential([new Layer(1, 2, loss.link?.activation)], { seed: 1 });
    const wrong = loss.targets?.accepts(1.5) ? -0.5 : 1.5;
    const message = `backward: row 0, column 1 of the targets is ${wrong}, ${loss.name} takes targets ${loss.targets?.wanted}`;
    expect(() => net.backward(net.forward([1]), [1, wrong], loss)).toThrow(new DataError(message));
  }
});
