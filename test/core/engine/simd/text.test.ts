import { describe, expect, it } from "vitest";
import { digitsOf } from "../../../../scripts/kernels.js";
import { binary } from "../../../../src/core/engine/simd/binary.js";
import { bytesOfText } from "../../../../src/core/engine/simd/instance.js";

const all = Array.from({ length: 256 }, (_, byte) => byte);

describe("the text of the compiled kernels", () => {
  it("gives every byte back after any other byte", () => {
    const pairs = all.flatMap((first) => all.flatMap((second) => [first, second]));
    expect(Buffer.from(bytesOfText(pairs.map(digitsOf).join(""))).equals(Buffer.from(pairs))).toBe(true);
  });

  it("has no character that strings or minifiers escape", () => {
    const characters = new Set(all.map(digitsOf).join(""));
    expect(characters.size).toBe(91);
    for (const character of characters) expect(character).toMatch(/^[#-[\]-~]$/);
  });

  it("is a WebAssembly module of at most 24 KB", () => {
    const bytes = bytesOfText(binary);
    expect([...bytes.slice(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    expect(bytes.length).toBeLessThanOrEqual(24 * 1024);
  });
});
