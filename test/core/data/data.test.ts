import { matrix, oneHot, split, standardize } from "deltarule";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("oneHot", () => {
  test("puts a 1 in the class's column: by hand", () => {
    expect(oneHot([2, 0, 1])).toEqual(matrix(3, 3, [0, 0, 1, 1, 0, 0, 0, 1, 0]));
    expect(oneHot(Uint8Array.of(1), 4)).toEqual(matrix(1, 4, [0, 1, 0, 0]));
    expect(oneHot([0])).toEqual(matrix(1, 1, [1]));
  });
});

describe("standardize", () => {
  test("by hand: μ and σ of each column, over n", () => {
    // Column 1: 1, 3, mean 2, σ 1. Column 2: 0, 8, mean 4, σ 4.
    const scaler = standardize([
      [1, 0],
      [3, 8],
    ]);
    expect(scaler.toJSON()).toEqual({ name: "standardize", offsets: [2, 4], scales: [1, 4] });
    expect([
      ...scaler.transform([
        [1, 0],
        [3, 8],
        [4, 2],
      ]).data,
    ]).toEqual([-1, -1, 1, 1, 2, -0.5]);
    expect([...scaler.inverse([[2, -0.5]]).data]).toEqual([4, 2]);
  });

  test("a constant column gets σ = 1 and its own number as μ, rounding or not", () => {
    const scaler = standardize([[0.1], [0.1], [0.1]]);
    expect(scaler.toJSON()).toMatchObject({ offsets: [0.1], scales: [1] });
    expect([...scaler.transform([[0.1], [1.1]]).data]).toEqual([0, 1]);
  });

  test("huge and tiny columns are scaled too", () => {
    const scaler = standardize([
      [1e-200, 1e200],
      [3e-200, -1e200],
    ]);
    for (const value of scaler.transform([
      [1e-200, 1e200],
      [3e-200, -1e200],
    ]).data)
      expect(Math.abs(value)).toBeCloseTo(1, 14);
  });

  test("gives mean 0 and variance 1, and inverse undoes transform", () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: -999, max: 999 }), fc.double({ min: -1, max: 1, noNaN: true })), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(rows, (x) => {
        fc.pre(x.some(([a]) => a !== x[0][0]));
        const scaler = standardize(x);
        const { data } = scaler.transform(x);
        const column = x.map((_, r) => data[2 * r]);
        expect(column.reduce((a, b) => a + b) / x.length).toBeCloseTo(0, 10);
        expect(column.reduce((a, b) => a + b * b, 0) / x.length).toBeCloseTo(1, 10);
        const back = scaler.inverse(scaler.transform(x)).data;
        x.flat().forEach((value, k) => {
          expect(back[k]).toBeCloseTo(value, 9);
        });
      }),
      { seed: 4, numRuns: 80 },
    );
  });

  test("keeps float32, and changes no input", () => {
    const x = matrix(2, 1, Float32Array.of(1, 3));
    expect(standardize(x).transform(x).data).toEqual(Float32Array.of(-1, 1));
    expect(x.data).toEqual(Float32Array.of(1, 3));
  });
});

describe("split", () => {
  const x = Array.from({ length: 50 }, (_, r) => [r, -r]);
  const t = x.map(([r]) => (r < 30 ? [1, 0] : [0, 1]));

  test("puts every row into exactly one part, its target beside it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(),
        fc.boolean(),
        (count, fraction, seed, stratify) => {
          const { train, test: held } = split(x.slice(0, count), t.slice(0, count), { fraction, seed, stratify });
          expect([...train.rows, ...held.rows].sort((a, b) => a - b)).toEqual(x.slice(0, count).map(([r]) => r));
          expect(held.rows).toHaveLength(Math.min(Math.max(Math.round(count * fraction), 1), count - 1));
          for (const part of [train, held]) {
            expect([...part.x.data]).toEqual(part.rows.flatMap((r) => x[r]));
            expect([...part.t.data]).toEqual(part.rows.flatMap((r) => t[r]));
          }
        },
      ),
      { seed: 5, numRuns: 80 },
    );
  });

  test("the same seed gives the same parts, another seed others, and 0 is the seed that is meant", () => {
    const rows = (seed?: number) => split(x, t, { seed }).test.rows;
    expect(rows()).toEqual(rows(0));
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
    expect(rows()).toHaveLength(10);
  });

  test("stratified, both parts have the classes in proportion", () => {
    for (let seed = 0; seed < 20; seed++) {
      const { test: held } = split(x, t, { seed, stratify: true });
      expect(held.rows.filter((r) => r < 30)).toHaveLength(6);
    }
    const plain = Array.from({ length: 20 }, (_, seed) => split(x, t, { seed }).test.rows.filter((r) => r < 30).length);
    expect(new Set(plain).size).toBeGreaterThan(1);
  });

  test("shares nothing with the data", () => {
    const data = matrix(4, 1, [1, 2, 3, 4]);
    const { train, test: held } = split(data, data);
    train.x.data.fill(0);
    held.t.data.fill(0);
    expect([...data.data]).toEqual([1, 2, 3, 4]);
  });
});
