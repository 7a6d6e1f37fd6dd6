import { assert, double, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { cos, erf, erfc, exp, expm1, log, log1p, pow, tanh } from "../../../src/core/numbers/elementary/index.js";
import fixture from "../../fixtures/elementary.json" with { type: "json" };

const functions = { exp, expm1, log, log1p, tanh, erf, erfc, cos, pow };
type Name = keyof typeof functions;
const names = Object.keys(functions) as Name[];
const at = (name: Name, x: number, y: number): number => functions[name](x, y);

const word = new DataView(new ArrayBuffer(8));

/** The distance between two doubles of the size of `x`. */
function ulp(x: number): number {
  word.setFloat64(0, Math.abs(x));
  const exponent = word.getInt32(0) >>> 20;
  let size = 5e-324;
  for (let e = 1; e < exponent; e++) size *= 2;
  return size;
}

/** The next double, away from 0. */
function next(x: number): number {
  return x + Math.sign(x) * ulp(x);
}

/**
 * The errors in ulp. Rows of the fixture: the arguments, the exact result rounded to a double, and
 * its rounding error in ulp.
 */
function errors(name: Name): number[] {
  return (fixture[name] as number[][]).map((row) => {
    const [x = NaN, y = NaN] = row;
    const [value = NaN, excess = NaN] = row.slice(-2);
    return Math.abs((at(name, x, y) - value) / ulp(value) - excess);
  });
}

describe("accuracy", () => {
  /** In ulp, each just above the maximum over millions of points; see the functions' comments. */
  const bounds: Record<Name, number> = {
    exp: 0.8,
    expm1: 1.3,
    log: 0.9,
    log1p: 0.9,
    tanh: 1.05,
    erf: 1,
    erfc: 1.7,
    cos: 0.8,
    pow: 0.95,
  };

  it.each(names)("%s is as close to the exact values as its comment says", (name) => {
    const all = errors(name);
    expect(all.length).toBeGreaterThan(800);
    expect(all).not.toContain(NaN);
    expect(all.reduce((a, b) => Math.max(a, b))).toBeLessThan(bounds[name]);
  });

  it("the mean error is near the 0.25 ulp of a correct rounding", () => {
    for (const name of names) {
      const all = errors(name);
      expect(all.reduce((a, b) => a + b) / all.length, name).toBeLessThan(0.4);
    }
  });
});

describe("special values", () => {
  const specials = [NaN, Infinity, -Infinity, 0, -0, 1, -1];

  it.each(["exp", "expm1", "log", "log1p", "tanh", "cos"] as const)(
    "%s agrees with Math at NaN, infinities, zeros",
    (name) => {
      for (const x of [NaN, Infinity, -Infinity, 0, -0])
        expect(functions[name](x), `${name}(${x})`).toBe(Math[name](x));
    },
  );

  it("erf and erfc reach their limits, and erf keeps the sign of zero", () => {
    expect([NaN, Infinity, -Infinity, 0, -0].map(erf)).toEqual([NaN, 1, -1, 0, -0]);
    expect([NaN, Infinity, -Infinity, 0, -0].map(erfc)).toEqual([NaN, 0, 2, 1, 1]);
    expect([erfc(27.3), erfc(28), erfc(1e300), erfc(-1e300)]).toEqual([0, 0, 0, 2]);
    expect([erf(5.9), erf(6), erf(1e300), erf(-1e300)]).toEqual([0.9999999999999999, 1, 1, -1]);
  });

  it("exp and expm1 overflow and underflow at the right inputs", () => {
    expect([exp(709.782712893384), expm1(709.782712893384)].every(Number.isFinite)).toBe(true);
    expect([exp(709.7827128933841), expm1(709.7827128933841), exp(1e300), expm1(1e300)]).toEqual(
      Array(4).fill(Infinity),
    );
    expect([exp(-745.1332191019411), exp(-745.1332191019412), exp(-1e300)]).toEqual([5e-324, 0, 0]);
    expect([expm1(-38), expm1(-1e300)]).toEqual([-1, -1]);
  });

  it("log and log1p are −∞ at the edge of their domain and NaN beyond", () => {
    expect([log(-5e-324), log(-1), log1p(-1.0000000000000002), log1p(-Infinity)]).toEqual(Array(4).fill(NaN));
    expect([log(0), log1p(-1)]).toEqual([-Infinity, -Infinity]);
    expect([log(1), log(5e-324), log(Number.MAX_VALUE)]).toEqual([0, -744.4400719213812, 709.782712893384]);
  });

  it("pow agrees with Math.pow at every pair of special values, signs of zeros included", () => {
    const exponents = [...specials, 2, 3, -2, -3, 0.5, -0.5, 9007199254740991, 9007199254740992, -1e300, 1e300];
    for (const x of [...specials, 4, -4, 0.25, -0.25]) {
      for (const y of exponents) expect(pow(x, y), `pow(${x}, ${y})`).toBe(x ** y);
    }
  });

  it("pow overflows to ±∞, underflows to ±0 and reaches the subnormals", () => {
    expect([pow(10, 309), pow(-10, 309), pow(10, -324), pow(-10, -325)]).toEqual([Infinity, -Infinity, 0, -0]);
    expect([pow(2, -1074), pow(2, 1023), pow(5e-324, 1), pow(5e-324, -1)]).toEqual([
      5e-324,
      2 ** 1023,
      5e-324,
      Infinity,
    ]);
    expect(pow(1 + Number.EPSILON, 1e300)).toBe(Infinity);
    expect(pow(1 - Number.EPSILON / 2, 1e300)).toBe(0);
    expect(pow(1 + Number.EPSILON, -1e300)).toBe(0);
  });
});

describe("laws", () => {
  const anything = double({ noNaN: true });
  const between = (min: number, max: number) => double({ min, max, noNaN: true });
  const runs = { numRuns: 2000 };

  it("tanh and erf are odd, cos is even, and all three stay in [−1, 1]", () => {
    assert(
      property(anything, (x) => {
        expect(tanh(-x)).toBe(-tanh(x));
        expect(erf(-x)).toBe(-erf(x));
        expect(cos(-x)).toBe(cos(x));
        for (const y of [tanh(x), erf(x), Number.isFinite(x) ? cos(x) : 0]) expect(Math.abs(y)).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  it("exp never falls from a double to the next", () => {
    assert(
      property(between(-746, 710), (x) => {
        const [lower, upper] = x < 0 ? [next(x), x] : [x, next(x)];
        expect(exp(upper)).toBeGreaterThanOrEqual(exp(lower));
      }),
      { numRuns: 20000 },
    );
  });

  it("log undoes exp, log1p undoes expm1", () => {
    assert(
      property(between(-700, 700), (x) => {
        // The relative rounding error of exp becomes an absolute error of log.
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(3e-16 + 2 * ulp(x));
      }),
      runs,
    );
    assert(
      property(between(-0.5, 0.5), (x) => {
        expect(Math.abs(log1p(expm1(x)) - x)).toBeLessThanOrEqual(5 * ulp(x));
      }),
      runs,
    );
  });

  it("erf and erfc add up to 1", () => {
    assert(
      property(between(-30, 30), (x) => {
        expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThanOrEqual(4.5e-16);
      }),
      runs,
    );
  });

  it("powers that are doubles are exact: repeated products, powers of two, x¹", () => {
    assert(
      property(integer({ min: -30, max: 30 }), integer({ min: 0, max: 10 }), (x, n) => {
        let product = 1;
        for (let i = 0; i < n; i++) product *= x;
        expect(pow(x, n)).toBe(product);
      }),
      runs,
    );
    assert(
      property(integer({ min: -1074, max: 1023 }), (k) => {
        expect(pow(2, k)).toBe(exactPowerOfTwo(k));
      }),
      runs,
    );
    assert(
      property(anything, (x) => {
        expect(pow(x, 1)).toBe(x);
      }),
      runs,
    );
  });
});

function exactPowerOfTwo(k: number): number {
  let power = 1;
  for (let i = 0; i < Math.abs(k); i++) power *= k < 0 ? 0.5 : 2;
  return power;
}

describe("same bits everywhere", () => {
  /** FNV-1a of the results' bits. */
  const golden: Record<Name, string> = {
    exp: "53a86c97",
    expm1: "71ea6468",
    log: "9e724ed2",
    log1p: "ca3b9edf",
    tanh: "00c30e7b",
    erf: "4784c30a",
    erfc: "2f31c6b1",
    cos: "00474f5d",
    pow: "186f26fb",
  };

  it.each(names)("%s gives the known bits at 100,000 inputs", (name) => {
    expect(fingerprint(name)).toBe(golden[name]);
  });
});

/**
 * Half of the inputs are random bits, half lie in [−32, 32). They are drawn with integers only, to
 * be the same on every platform.
 */
function fingerprint(name: Name): string {
  let state = 1;
  const random = (): number => {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  const anyDouble = (): number => {
    word.setInt32(0, random());
    word.setInt32(4, random());
    return word.getFloat64(0);
  };
  const plain = (): number => random() / 67108864 + random() / 4294967296 / 67108864;

  let hash = 0x811c9dc5;
  for (let i = 0; i < 100_000; i++) {
    const x = i % 2 === 0 ? anyDouble() : plain();
    const y = i % 4 < 2 ? plain() : anyDouble();
    const value = at(name, x, y);
    // The bits of NaN depend on the platform.
    if (Number.isNaN(value)) word.setFloat64(0, 0.1);
    else word.setFloat64(0, value);
    for (let b = 0; b < 8; b++) hash = Math.imul(hash ^ word.getUint8(b), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
