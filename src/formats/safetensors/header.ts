import { show } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import { readUtf8 } from "../text.js";
import { parseStrict, type Strict } from "./json.js";

/** What the header says of one tensor; `begin` and `end` count from the first byte after the header. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The first part of a file, checked by itself. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the tensors' bytes begin. */
  readonly length: number;
}

/** The Rust implementation's limit. */
const largest = 100_000_000;

/** Reads and checks the header: 8 bytes of length, then JSON. */
export function readHeader(bytes: Uint8Array, fail: Fail): Header {
  if (bytes.length < 8) fail("the file's length", bytes.length, "at least 8 bytes, which hold the header's length");
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const size = Number(claimed);
  if (claimed > largest) fail("the header's length (bytes 0 to 8)", size, `at most ${largest}`);
  const length = 8 + size;
  if (length > bytes.length)
    fail("the header's length (bytes 0 to 8)", size, `at most ${bytes.length - 8}, what follows in the file`);
  const text = readUtf8(bytes.subarray(8, length));
  if (text === null) return fail("the header", "not UTF-8", "UTF-8");
  if (text[0] !== "{") fail("the header's first character", text[0], '"{"');
  const json = parseStrict(text, (at, wanted) =>
    fail(`the header at character ${at}`, text.slice(at, at + 20), wanted),
  );
  const fields = map(json, "the header", fail);
  const entries = [...fields].filter(([name]) => name !== "__metadata__");
  return {
    entries: entries.map(([name, value]) => readEntry(name, value, fail)),
    metadata: readMetadata(fields.get("__metadata__") ?? new Map(), fail),
    length,
  };
}

function readMetadata(value: Strict, fail: Fail): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  for (const [name, text] of map(value, "__metadata__", fail)) {
    if (typeof text !== "string") fail(`__metadata__[${show(name)}]`, text, "a string");
    metadata.set(name, text as string);
  }
  return metadata;
}

function readEntry(name: string, value: Strict, fail: Fail): Entry {
  const place = `tensor ${show(name)}`;
  const fields = map(value, place, fail);
  const dtype = fields.get("dtype");
  if (typeof dtype !== "string") fail(`${place}'s dtype`, dtype, 'a string such as "F32"');
  const shape = sizes(fields.get("shape"), `${place}'s shape`, fail);
  const offsets = sizes(fields.get("data_offsets"), `${place}'s data_offsets`, fail);
  if (offsets.length !== 2) fail(`${place}'s data_offsets`, offsets, "a begin and an end");
  const [begin, end] = offsets;
  return { name, dtype: dtype as string, shape, begin, end };
}

function map(value: Strict, place: string, fail: Fail): ReadonlyMap<string, Strict> {
  return value instanceof Map ? value : fail(place, value, "an object");
}

function sizes(value: Strict | undefined, place: string, fail: Fail): readonly number[] {
  if (!Array.isArray(value)) return fail(place, value, "an array of whole numbers from 0");
  value.forEach((size, i) => {
    if (!Number.isSafeInteger(size) || size < 0 || Object.is(size, -0))
      fail(`${place}[${i}]`, size, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  });
  return value;
}
