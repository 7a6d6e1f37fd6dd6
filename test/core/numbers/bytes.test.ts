import { expect, test } from "vitest";
import { fromLittleEndian, littleEndian } from "../../../src/core/numbers/bytes.js";

test("the low byte comes first: by hand", () => {
  // 1.5 is 0x3ff8000000000000 in binary64 and 0x3fc00000 in binary32.
  expect([...littleEndian(Float64Array.of(1.5))]).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x3f]);
  expect([...littleEndian(Float32Array.of(1.5))]).toEqual([0, 0, 0xc0, 0x3f]);
});

test("numbers come back with the same bits, NaN, infinities and −0 too", () => {
  const numbers = [0, -0, 1, -1 / 3, 5e-324, Number.MAX_VALUE, Infinity, -Infinity, Number.NaN];
  const double = Float64Array.from(numbers);
  const single = Float32Array.from(numbers);
  expect(fromLittleEndian(littleEndian(double), "float64")).toEqual(double);
  expect(fromLittleEndian(littleEndian(single), "float32")).toEqual(single);
});

test("bytes may start anywhere in their buffer", () => {
  const bytes = new Uint8Array([9, ...littleEndian(Float64Array.of(7, -2)), 9]);
  expect(fromLittleEndian(bytes.subarray(1, 17), "float64")).toEqual(Float64Array.of(7, -2));
});
