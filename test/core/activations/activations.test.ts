import {
  type Elementwise,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  identity,
  leakyRelu,
  mish,
  OptionError,
  relu,
  relu6,
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
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { activationMakers, activations, elementwise, rowwise } from "../../helpers/exported.js";
import { expectClose, sharpSlopeAt } from "../../helpers/numeric.js";

const real = (bound: number) => fc.double({ min: -bound, max: bound, noNaN: true });
const row = fc.array(real(6), { minLength: 1, maxLength: 9 });
const exact = { absolute: 1e-15, relative: 4e-16 };

test("the list has every activation of the library", () => {
  const names = new Set(activations.map(({ it }) => it.name));
  for (const name of "elu gelu geluTanh hardSigmoid identity leakyRelu relu selu sigmoid silu softmax".split(" "))
    expect(names).toContain(name);
  for (const name of "mish hardSwish relu6 softplus softsign step tanh".split(" ")) expect(names).toContain(name);
});

describe.each([...elementwise])("$title", ({ it: f, title }) => {
  const slope = (z: number) => f.derivative(z, f.apply(z));

  it("has the slope of its values", () => {
    // Formulas meet at the kinks, and smoothly at 0: a difference across a joint is no slope.
    const joints = [0, ...(f.kinks ?? [])];
    const offJoints = real(9).filter((z) => joints.every((joint) => Math.abs(z - joint) > 0.02));
    fc.assert(
      fc.property(offJoints, (z) => {
        expectClose([slope(z)], [sharpSlopeAt(f.apply, z, 2 ** -6)], { absolute: 1e-11, relative: 1e-8, what: title });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("stays finite however far z goes", () => {
    for (const size of [0, 5e-324, 1e3, 1e6, 1e155, 1e300]) {
      for (const z of [size, -size]) {
        expect([z, Number.isFinite(f.apply(z)), Number.isFinite(slope(z))]).toEqual([z, true, true]);
      }
    }
  });

  it("is a straight line for z of any size", () => {
    for (const z of [1e3, 1e6, -1e3, -1e6]) {
      const chord = f.apply(2 * z) - f.apply(z);
      expectClose([slope(z) * z], [chord], { absolute: 1e-2, relative: 1e-12, what: `${title} at ${z}` });
    }
  });

  it("says the range of its values: it never leaves it, and comes near both ends", () => {
    const [min, max] = f.range ?? [Number.NaN, Number.NaN];
    const near = Array.from({ length: 80_001 }, (_, k) => f.apply((k - 40_000) / 1000));
    const far = [50, 1e3, 1e6, 1e155, 1e300].flatMap((z) => [f.apply(z), f.apply(-z)]);
    const [low, high] = [...near, ...far].reduce(
      ([l, h], a) => [Math.min(l, a), Math.max(h, a)],
      [Infinity, -Infinity],
    );
    // Where a bound is a minimum, rounding may pass it.
    expect(low).toBeGreaterThanOrEqual(min - 1e-15);
    expect(high).toBeLessThanOrEqual(max + 1e-15);
    expect(Number.isFinite(min) ? low - min : low + 1e4).toBeLessThan(1e-5);
    expect(Number.isFinite(max) ? max - high : 1e4 - high).toBeLessThan(1e-5);
    expect(Object.isFrozen(f.range)).toBe(true);
  });

  it("gives NaN for NaN", () => {
    expect(f.apply(Number.NaN)).toBeNaN();
  });

  it("names the kinks, where the slopes from the left and the right differ, and no other z", () => {
    const side = (z: number, h: number) => (f.apply(z + h) - f.apply(z)) / h;
    const breaks = (z: number) => Math.abs(side(z, 1e-7) - side(z, -1e-7)) > 1e-5 || Math.abs(side(z, 1e-7)) > 1e5;
    for (const kink of f.kinks ?? []) expect([kink, breaks(kink)]).toEqual([kink, true]);
    for (const z of [-3, -2.5, -1, 0, 1, 2.5, 3, 6]) expect([z, breaks(z)]).toEqual([z, f.kinks?.includes(z) ?? false]);
  });
});

describe.each([...rowwise])("$title", ({ it: f, title }) => {
  const apply = (z: readonly number[]): number[] => {
    const into = new Float64Array(z.length);
    f.applyRow(z, into);
    return [...into];
  };

  it("goes back through the transpose of its Jacobian", () => {
    fc.assert(
      fc.property(row, fc.infiniteStream(real(3)), (z, stream) => {
        const gradient = [...stream.take(z.length)];
        const into = new Float64Array(z.length);
        f.backwardRow(z, apply(z), gradient, into);
        const weighted = (row: readonly number[]) => apply(row).reduce((sum, a, k) => sum + a * gradient[k], 0);
        const expected = z.map((zk, k) =>
          sharpSlopeAt((moved) => weighted(z.map((same, j) => (j === k ? moved : same))), zk, 2 ** -6),
        );
        expectClose(into, expected, { absolute: 1e-10, relative: 1e-8, what: title });
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it("stays finite however far z goes, and gives NaN for NaN", () => {
    for (const z of [
      [1e3, -1e3, 0],
      [1e300, 1e300],
      [-1e300, 1e300],
      [-1e6, -1e6],
    ]) {
      const into = new Float64Array(z.length);
      f.backwardRow(z, apply(z), z.fill(1), into);
      expect([...apply(z), ...into].every(Number.isFinite)).toBe(true);
    }
    expect(apply([0, Number.NaN, 1]).some(Number.isNaN)).toBe(true);
  });
});

test.each([...activations])("$title is frozen, with its options", ({ it: f }) => {
  expect(Object.isFrozen(f)).toBe(true);
  if (f.options !== undefined) expect(Object.isFrozen(f.options)).toBe(true);
  if ("kinks" in f && f.kinks !== undefined) expect(Object.isFrozen(f.kinks)).toBe(true);
});

describe.each([...activationMakers])("$title", ({ make }) => {
  it("gives the same object for the same number, and shows the number", () => {
    expect(make(0.25)).toBe(make(0.25));
    expect(make(0.25)).not.toBe(make(0.5));
    expect(Object.values(make(0.25).options ?? {})).toEqual([0.25]);
    expect(Object.values(make(0.5).options ?? {})).toEqual([0.5]);
    expect(make()).toBe(make(Object.values(make().options ?? {})[0]));
  });

  it("takes finite numbers only", () => {
    for (const wrong of [Number.NaN, Infinity, "1", null]) expect(() => make(wrong)).toThrow(OptionError);
  });
});

/** Worked out by hand and a table of the exponential: f, z, f(z), f′(z). */
const table: readonly (readonly [Elementwise, z: number, a: number, slope: number])[] = [
  [identity, -2, -2, 1],
  [identity, 0, 0, 1],
  [identity, 3, 3, 1],
  [sigmoid, -1, 0.2689414213699951, 0.19661193324148185],
  [sigmoid, 0, 0.5, 0.25],
  [sigmoid, 2, 0.8807970779778824, 0.1049935854035065],
  [step, -1e-9, 0, 0],
  [step, 0, 0.5, 0],
  [step, -0, 0.5, 0],
  [step, 1e-9, 1, 0],
  [tanh, -2, -0.9640275800758169, 0.07065082485316447],
  [tanh, 0, 0, 1],
  [tanh, 1, 0.7615941559557649, 0.4199743416140261],
  [relu, -2, 0, 0],
  [relu, 0, 0, 0],
  [relu, 3, 3, 1],
  [leakyRelu(), -2, -0.02, 0.01],
  [leakyRelu(), 0, 0, 0.01],
  [leakyRelu(), 3, 3, 1],
  [leakyRelu(0.25), -2, -0.5, 0.25],
  [leakyRelu(0.25), 0, 0, 0.25],
  [leakyRelu(0.25), 3, 3, 1],
  [leakyRelu(-1), -2, 2, -1],
  [leakyRelu(-1), 3, 3, 1],
  [elu(), -1, -0.6321205588285577, 0.36787944117144233],
  [elu(), 0, 0, 1],
  [elu(), 2, 2, 1],
  [elu(0.5), -1, -0.31606027941427883, 0.18393972058572117],
  [elu(0.5), 0, 0, 0.5],
  [elu(0.5), 2, 2, 1],
  [selu, -1, -1.1113307378125628, 0.6467686030348141],
  [selu, 0, 0, 1.7580993408473766],
  [selu, 2, 2.101401974710961, 1.0507009873554805],
  [softplus, -1, 0.31326168751822286, 0.2689414213699951],
  [softplus, 0, Math.LN2, 0.5],
  [softplus, 1, 1.3132616875182228, 0.7310585786300049],
  [softsign, -3, -0.75, 0.0625],
  [softsign, 0, 0, 1],
  [softsign, 1, 0.5, 0.25],
  [gelu, -2, -0.0455002638963584, -0.0852318010781969],
  [gelu, 0, 0, 0.5],
  [gelu, 1, 0.8413447460685429, 1.0833154705876864],
  [geluTanh, -2, -0.04540230591222498, -0.08609925662361838],
  [geluTanh, 0, 0, 0.5],
  [geluTanh, 1, 0.8411919906082767, 1.0829640838457826],
  [silu, -2, -0.23840584404423512, -0.09078424878489548],
  [silu, 0, 0, 0.5],
  [silu, 1, 0.7310585786300049, 0.9276705118714867],
  // With E = e^z, t = tanh(ln(1 + E)) = ((1 + E)² − 1)/((1 + E)² + 1): 3/5 at 0.
  [mish, -1, -0.3034014613741089, 0.05921675587739495],
  [mish, 0, 0, 0.6],
  [mish, Math.LN2, 0.8 * Math.LN2, 0.8 + (0.36 * 2 * Math.LN2) / 3],
  [hardSwish, -4, -0, 0],
  [hardSwish, -3, -0, 0],
  [hardSwish, -1.5, -0.375, 0],
  [hardSwish, 0, 0, 0.5],
  [hardSwish, 1.5, 1.125, 1],
  [hardSwish, 3, 3, 1],
  [hardSwish, 4, 4, 1],
  [relu6, -1, 0, 0],
  [relu6, 0, 0, 0],
  [relu6, 5, 5, 1],
  [relu6, 6, 6, 0],
  [relu6, 9, 6, 0],
  [hardSigmoid, -4, 0, 0],
  [hardSigmoid, -3, 0, 0],
  [hardSigmoid, 0, 0.5, 1 / 6],
  [hardSigmoid, 1.5, 0.75, 1 / 6],
  [hardSigmoid, 3, 1, 0],
  [hardSigmoid, 4, 1, 0],
];

test.each(table.map(([f, z, a, slope]) => ({ f, z, a, slope, name: `${f.name}${Object.values(f.options ?? {})}` })))(
  "$name at $z has the value and the slope worked out by hand",
  ({ f, z, a, slope }) => {
    expectClose([f.apply(z), f.derivative(z, f.apply(z))], [a, slope], exact);
  },
);

test("the table has rows of the library's activations only", () => {
  const listed = new Set(elementwise.map(({ it }) => it.name));
  const worked = new Set(table.map(([f]) => f.name));
  expect(worked.size).toBeGreaterThanOrEqual(17);
  for (const name of worked) expect(listed).toContain(name);
});

describe("softmax", () => {
  const apply = (z: readonly number[]): number[] => {
    const into = new Float64Array(z.length);
    softmax.applyRow(z, into);
    return [...into];
  };

  it("has the values worked out by hand", () => {
    expectClose(apply([0, Math.LN2, Math.log(5)]), [1 / 8, 2 / 8, 5 / 8], exact);
    expectClose(apply([0, 1, 2]), [0.09003057317038046, 0.24472847105479764, 0.6652409557748219], exact);
    expect(apply([7])).toEqual([1]);
  });

  it("goes back by the Jacobian worked out by hand", () => {
    // a = (1/4, 3/4), ∂E/∂a = (1, 3): Σ a ∂E/∂a = 5/2,
    // so ∂E/∂z = (1/4 · (1 − 5/2), 3/4 · (3 − 5/2)).
    const into = new Float64Array(2);
    softmax.backwardRow([0, Math.log(3)], [0.25, 0.75], [1, 3], into);
    expect([...into]).toEqual([-0.375, 0.375]);
  });

  it("gives rows that add up to 1, whatever is added to all z", () => {
    fc.assert(
      fc.property(row, fc.integer({ min: -1000, max: 1000 }), (z, shift) => {
        const a = apply(z);
        expectClose([a.reduce((sum, one) => sum + one, 0)], [1], { absolute: 2e-15, relative: 0 });
        expectClose(apply(z.map((one) => one + shift)), a, { absolute: 1e-12, relative: 0 });
        expect(a.every((one) => one > 0 && one <= 1)).toBe(true);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("takes z of 1000 and of −1000", () => {
    expect(apply([1000, 0, -1000])).toEqual([1, 0, 0]);
    expect(apply([-1000, -1000])).toEqual([0.5, 0.5]);
    expect(apply([1000, 1000])).toEqual([0.5, 0.5]);
  });
});

describe("surrogate", () => {
  const smooth = elementwise.filter(({ it: f }) => f.differentiable !== false);

  it("has the values of one function and the slope of the other, for every pair", () => {
    for (const { it: forward } of elementwise) {
      for (const { it: backward } of smooth) {
        const f = surrogate(forward, backward);
        for (const z of [-4.5, -0.7, 0, 0.7, 4.5]) {
          expect(f.apply(z)).toBe(forward.apply(z));
          expect(f.derivative(z, f.apply(z))).toBe(backward.derivative(z, backward.apply(z)));
        }
        expect(f.differentiable).not.toBe(false);
        expect(f.kinks).toEqual(backward.kinks ?? []);
        expect(f.initializer).toBe(backward.initializer);
      }
    }
  });

  it("is one frozen object for the same two functions", () => {
    const f = surrogate(step, sigmoid);
    expect(surrogate(step, sigmoid)).toBe(f);
    expect(surrogate(step, identity)).not.toBe(f);
    expect(surrogate(relu, sigmoid)).not.toBe(f);
    expect(Object.isFrozen(f)).toBe(true);
    expect([f.name, f.forward, f.surrogate]).toEqual(["surrogate(step, sigmoid)", step, sigmoid]);
  });

  it("refuses to borrow from a function without a slope, and refuses functions of whole rows", () => {
    expect(() => surrogate(sigmoid, step)).toThrow(
      new OptionError("surrogate: backward is step, which is not differentiable; take one that is, such as sigmoid"),
    );
    const rows = softmax as unknown as Elementwise;
    expect(() => surrogate(rows, sigmoid)).toThrow(
      new OptionError('surrogate: forward is the object "softmax", wanted an elementwise activation such as sigmoid'),
    );
    expect(() => surrogate(step, rows)).toThrow(
      new OptionError('surrogate: backward is the object "softmax", wanted an elementwise activation such as sigmoid'),
    );
  });
});
