import { describe, expect, test } from "vitest";
import { readUtf8, writeUtf8 } from "../../src/formats/fileBytes.js";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const attempt = (read: () => string): string | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

describe("UTF-8 without TextEncoder and TextDecoder", () => {
  test.each(["", "plain % text\n\0", "Δ ∂E/∂w", "😀 深度学习", "\ufeffmark", "half \ud83d of a pair", "\udc00"])(
    "of %j",
    (text) => {
      const bytes = new TextEncoder().encode(text);
      expect(writeUtf8(text)).toEqual(bytes);
      expect(readUtf8(bytes)).toBe(strict.decode(bytes));
    },
  );

  test("reads any two, three and four bytes as the platform does, and refuses what it refuses", () => {
    const starts = [0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff];
    const more = [0x41, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2];
    let refused = 0;
    for (const a of starts)
      for (const b of more)
        for (const c of more)
          for (const tail of [[], [c], [c, 0x80], [c, 0xbf, 0x41]]) {
            const bytes = Uint8Array.from([a, b, ...tail]);
            const wanted = attempt(() => strict.decode(bytes));
            refused += Number(wanted === null);
            expect(readUtf8(bytes)).toBe(wanted);
          }
    expect(refused).toBeGreaterThan(1000);
  });
});
