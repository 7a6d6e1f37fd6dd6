// Part of Node, Deno, Bun, workers and every browser, but of no type library that all of them share.
declare class TextDecoder {
  constructor(encoding: "utf-8", options: { fatal: boolean; ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}

/** The text of UTF-8 bytes; `null` when they are not UTF-8. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The UTF-8 bytes of a text. */
export function writeUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
