import fc from "fast-check";
import { expect, test } from "vitest";
import { drawSeed, permutation, stream } from "../../../src/core/numbers/random.js";

const draw = (random: () => number, count: number) => Array.from({ length: count }, random);

test("the same seed, purpose and counters give the same stream", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.string(), fc.array(fc.nat(), { maxLength: 3 }), (seed, purpose, counters) => {
      expect(draw(stream(seed, purpose, ...counters), 5)).toEqual(draw(stream(seed, purpose, ...counters), 5));
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("a change of seed, purpose or any counter gives another stream", () => {
  const streams = [
    stream(1, "a", 0),
    stream(2, "a", 0),
    stream(1 + 2 ** 32, "a", 0),
    stream(1, "b", 0),
    stream(1, "a", 1),
    stream(1, "a"),
    stream(1, "a", 0, 0),
    stream(1, "aa"),
    stream(1, "", 97),
    stream(0, "a", 0),
    stream(Number.MAX_SAFE_INTEGER, "a", 0),
  ];
  const starts = streams.map((random) => String(draw(random, 3)));
  expect(new Set(starts).size).toBe(streams.length);
});

test("the bits are fixed: sfc32 from three MurmurHash3 digests of the words, here in 64-bit arithmetic", () => {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & mask;
  const digest = (words: readonly bigint[], start: bigint) => {
    let hash = start;
    for (const word of words) {
      hash ^= (rotate((word * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask;
      hash = (rotate(hash, 13n) * 5n + 0xe6546b64n) & mask;
    }
    hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask;
    hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask;
    return hash ^ (hash >> 16n);
  };
  // Seed 7 + 3·2³², purpose "ab", counter 5: low and high half, the two letters, the length, the
  // counter.
  const words = [7n, 3n, 97n, 98n, 2n, 5n];
  let [a, b, c, counter] = [digest(words, 0x9e3779b9n), digest(words, 0x243f6a88n), digest(words, 0xb7e15162n), 1n];
  const next = () => {
    const sum = (a + b + counter) & mask;
    counter = (counter + 1n) & mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = (rotate(c, 21n) + sum) & mask;
    return sum;
  };
  for (let i = 0; i < 12; i++) next();
  const random = stream(7 + 3 * 2 ** 32, "ab", 5);
  for (let i = 0; i < 20; i++) {
    const [high, low] = [next() >> 5n, next() >> 6n];
    expect(random()).toBe(Number((high << 26n) + low) / 2 ** 53);
  }
});

test("numbers are uniform in [0, 1)", () => {
  const numbers = draw(stream(3, "uniform"), 20_000);
  expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
  const shares = Array.from({ length: 10 }, (_, d) => numbers.filter((value) => Math.floor(10 * value) === d).length);
  // The standard deviation of a share is √(20000 · 0.1 · 0.9) ≈ 42.
  for (const share of shares) expect(Math.abs(share - 2000)).toBeLessThan(5 * 42);
  const mean = numbers.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (numbers[i] - 0.5), 0) / 19_999;
  expect(Math.abs(mean)).toBeLessThan(0.004);
});

test("a permutation has every number once, and all orders are equally frequent", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(), (count, seed) => {
      const order = permutation(count, stream(seed, "order"));
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
    { seed: 2, numRuns: 60 },
  );
  const random = stream(1, "orders");
  const seen = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = String(permutation(3, random));
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(6);
  for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(5 * 29);
});

test("a drawn seed is a whole number of 32 bits", () => {
  for (let i = 0; i < 20; i++) {
    const seed = drawSeed();
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  }
});
