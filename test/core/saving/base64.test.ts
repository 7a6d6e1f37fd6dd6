import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../../src/core/saving/base64.js";

/** Numbers whose bytes take every value in every place of a group of three. */
const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.fround(Math.sin(i) * 10 ** (i % 9)));
const platform = (of: Float32Array) => Buffer.from(of.buffer).toString("base64");

describe("base64 without btoa", () => {
  test.each([0, 1, 2, 3, 4, 5, 300])("of %i numbers is the platform's, and is read back", (length) => {
    expect(encode(numbers(length))).toBe(platform(numbers(length)));
    expect(decode(platform(numbers(length)), length, "float32")).toEqual(numbers(length));
  });

  test("in float64 too", () => {
    const doubles = Float64Array.from([0.1, -0, Number.NaN, 1e300]);
    expect(decode(encode(doubles), 4, "float64")).toEqual(doubles);
  });

  const text = encode(numbers(1)); // 6 digits and "=="
  test.each<readonly [string, unknown]>([
    ["another length", text.slice(4)],
    ["a character that is no digit", `*${text.slice(1)}`],
    ["a digit beyond ASCII", `é${text.slice(1)}`],
    ["one beyond 16 bits", `😀${text.slice(2)}`],
    ["a space", `${text.slice(0, 3)} ${text.slice(4)}`],
    ["no padding", `${text.slice(0, 6)}AA`],
    ["padding too early", `${text.slice(0, 5)}===`],
    ["no text", 8],
  ])("refuses %s", (_what, given) => {
    expect(decode(given, 1, "float32")).toBeNull();
  });
});
