import { DataError, OptionError } from "deltarule";
import {
  choice,
  crossValidateWith,
  grid,
  inProcess,
  integers,
  logUniform,
  randomDraws,
  serve,
  uniform,
} from "deltarule/parallel";
import { expect, test } from "vitest";

test("a grid has all combinations, the last name fastest", () => {
  expect(grid({ a: [1, 2], b: ["x", "y", "z"] })).toEqual([
    { a: 1, b: "x" },
    { a: 1, b: "y" },
    { a: 1, b: "z" },
    { a: 2, b: "x" },
    { a: 2, b: "y" },
    { a: 2, b: "z" },
  ]);
  expect(grid({})).toEqual([{}]);
  expect(() => grid({ a: 1 } as never)).toThrow("grid: a is 1, wanted an array of values");
  expect(() => grid({ a: [] })).toThrow(DataError);
});

test("draws depend on the seed and their place alone", () => {
  const space = { rate: logUniform(0.001, 1), share: uniform(-2, 3), hidden: integers(2, 4), kind: choice(["a", "b"]) };
  const draws = randomDraws(space, { count: 400, seed: 7 });
  expect(randomDraws(space, { count: 10, seed: 7 })).toEqual(draws.slice(0, 10));
  expect(randomDraws(space, { count: 10, seed: 8 })).not.toEqual(draws.slice(0, 10));
  const inBounds = draws.every(({ rate, share }) => rate >= 0.001 && rate < 1 && share >= -2 && share < 3);
  expect(inBounds).toBe(true);
  expect(new Set(draws.map(({ hidden }) => hidden))).toEqual(new Set([2, 3, 4]));
  expect(new Set(draws.map(({ kind }) => kind))).toEqual(new Set(["a", "b"]));
  // A third of the logarithms lies in each decade: 400 draws are off by less than 4 deviations.
  for (const [low, high] of [
    [0.001, 0.01],
    [0.01, 0.1],
    [0.1, 1],
  ]) {
    const count = draws.filter(({ rate }) => rate >= Number(low) && rate < Number(high)).length;
    expect(Math.abs(count - 400 / 3)).toBeLessThan(4 * Math.sqrt((400 * 2) / 9));
  }
});

test("bad distributions are sentences", () => {
  expect(() => uniform(2, 2)).toThrow("uniform: high is 2, wanted a number above 2");
  expect(() => logUniform(0, 1)).toThrow("logUniform: low is 0, wanted a number above 0");
  expect(() => integers(1, 0)).toThrow(OptionError);
  expect(() => integers(0.5, 2)).toThrow("integers: low is 0.5, wanted a whole number");
  expect(() => choice([])).toThrow(DataError);
  expect(() => randomDraws({ a: 1 } as never, { count: 1, seed: 1 })).toThrow("a is 1, wanted a distribution");
  expect(() => randomDraws({}, { count: -1, seed: 1 })).toThrow(OptionError);
  expect(() => randomDraws({}, { count: 1, seed: 0.5 })).toThrow(OptionError);
});

test("a space that is none, and what no trial is, are told at once", () => {
  for (const space of [undefined, null, [[1]], "a"]) {
    expect(() => grid(space as never)).toThrow(/^grid: the space is .*, wanted an object with a name for each option$/);
    expect(() => randomDraws(space as never, { count: 1, seed: 1 })).toThrow(OptionError);
  }
  expect(() => randomDraws({}, undefined as never)).toThrow("randomDraws: the options are undefined, wanted an object");
  expect(() => randomDraws({}, { count: 1, sed: 1 } as never)).toThrow('there is no option "sed"');
  expect(() => crossValidateWith(async () => ({ loss: 1 }), { fold: 3 } as never)).toThrow('there is no option "fold"');
  expect(() => inProcess(undefined as never)).toThrow(
    "inProcess: trial is undefined, wanted a function of the options",
  );
  expect(() => serve({} as never)).toThrow("serve: trial is an object, wanted a function of the options");
});
