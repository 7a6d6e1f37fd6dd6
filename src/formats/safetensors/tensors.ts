import { show } from "../../core/internal.js";
import { type Fail, readUtf8, writeUtf8 } from "../fileBytes.js";
import { parseStrict, type StrictJson } from "./strictJson.js";

/** A tensor of a file; its bytes are a view into the bytes of the file. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A file that keeps every rule of the format. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * The header's entry of one tensor; `begin` and `end` count from the first byte after the header.
 */
interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The first part of a file, checked on its own. */
interface FileHeader {
  readonly entries: readonly TensorEntry[];
  readonly metadata: ReadonlyMap<string, string>;
  /** The position of the first tensor's first byte. */
  readonly length: number;
}

/** The limit of the Rust implementation. */
const largestHeader = 100_000_000;

/** Bytes per number of each dtype, the widest first. */
const dtypeWidths: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ...(["C64", "U64", "I64", "F64"] as const).map((dtype) => [dtype, 8] as const),
  ...(["F32", "U32", "I32"] as const).map((dtype) => [dtype, 4] as const),
  ...(["BF16", "F16", "U16", "I16"] as const).map((dtype) => [dtype, 2] as const),
  ...(["F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"] as const).map((dtype) => [dtype, 1] as const),
  ...(["F6_E2M3", "F6_E3M2"] as const).map((dtype) => [dtype, 0.75] as const),
  ["F4", 0.5] as const,
]);

/**
 * Reads a whole file by the rules of the Rust implementation. The first tensor begins right after
 * the header, the tensors follow each other without holes or overlaps to the end of the file, and
 * each has as many bytes as its dtype and shape say.
 */
export function readTensors(bytes: Uint8Array, fail: Fail): TensorFile {
  const { entries, metadata, length } = readHeader(bytes, fail);
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const entry of inOrder) {
    if (entry.begin !== end)
      fail(`tensor ${show(entry.name)}'s begin`, entry.begin, `${end}, the end of what stands before it`);
    checkSize(entry, fail);
    end = entry.end;
  }
  const rest = bytes.length - length;
  if (end !== rest) fail("the end of the last tensor", end, `${rest}, the number of bytes after the header`);
  const tensors = inOrder.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => {
    return [name, { name, dtype, shape, bytes: bytes.subarray(length + begin, length + end) }];
  });
  return { tensors: new Map(tensors), metadata };
}

/** Reads and checks the header: its length in 8 bytes, then JSON. */
function readHeader(bytes: Uint8Array, fail: Fail): FileHeader {
  if (bytes.length < 8) fail("the file's length", bytes.length, "at least 8 bytes, which hold the header's length");
  const claimed = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  const size = Number(claimed);
  if (claimed > largestHeader) fail("the header's length (bytes 0 to 8)", size, `at most ${largestHeader}`);
  const length = 8 + size;
  if (length > bytes.length)
    fail("the header's length (bytes 0 to 8)", size, `at most ${bytes.length - 8}, what follows in the file`);
  const text = readUtf8(bytes.subarray(8, length));
  if (text === null) return fail("the header", "not UTF-8", "UTF-8");
  const json = parseStrict(text, (at, wanted) =>
    fail(`the header at character ${at}`, text.slice(at, at + 20), wanted),
  );
  const fields = readObject(json, "the header", fail);
  const entries = [...fields].filter(([name]) => name !== "__metadata__");
  return {
    entries: entries.map(([name, value]) => readEntry(name, value, fail)),
    metadata: readMetadata(fields.get("__metadata__") ?? new Map(), fail),
    length,
  };
}

function readMetadata(value: StrictJson, fail: Fail): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  for (const [name, text] of readObject(value, "__metadata__", fail))
    metadata.set(name, typeof text === "string" ? text : fail(`__metadata__[${show(name)}]`, text, "a string"));
  return metadata;
}

function readEntry(name: string, value: StrictJson, fail: Fail): TensorEntry {
  const place = `tensor ${show(name)}`;
  const fields = readObject(value, place, fail);
  const dtype = fields.get("dtype");
  if (typeof dtype !== "string") return fail(`${place}'s dtype`, dtype, 'a string such as "F32"');
  const shape = readSizes(fields.get("shape"), `${place}'s shape`, fail);
  const offsets = readSizes(fields.get("data_offsets"), `${place}'s data_offsets`, fail);
  if (offsets.length !== 2) fail(`${place}'s data_offsets`, offsets, "a begin and an end");
  const [begin, end] = offsets;
  return { name, dtype, shape, begin, end };
}

function readObject(value: StrictJson, place: string, fail: Fail): ReadonlyMap<string, StrictJson> {
  return value instanceof Map ? value : fail(place, value, "an object");
}

function readSizes(value: StrictJson | undefined, place: string, fail: Fail): readonly number[] {
  if (!Array.isArray(value)) return fail(place, value, "an array of whole numbers from 0");
  value.forEach((size, i) => {
    if (!Number.isSafeInteger(size) || size < 0 || Object.is(size, -0))
      fail(`${place}[${i}]`, size, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
  });
  return value;
}

/**
 * Throws unless the tensor has as many bytes as its dtype and shape say; no product may overflow.
 */
function checkSize({ name, dtype, shape, begin, end }: TensorEntry, fail: Fail): void {
  let size =
    dtypeWidths.get(dtype) ??
    fail(`tensor ${show(name)}'s dtype`, dtype, `one of ${[...dtypeWidths.keys()].join(", ")}`);
  for (const [i, length] of shape.entries()) {
    size *= length;
    if (size > Number.MAX_SAFE_INTEGER)
      fail(`tensor ${show(name)}'s shape[${i}]`, length, `a product of the shape below 2^53 bytes`);
  }
  if (end - begin !== size)
    fail(`tensor ${show(name)}'s length by data_offsets`, end - begin, `${size}, what dtype and shape say`);
}

/**
 * Writes a whole file. Tensors are sorted by the width of their numbers, the widest first, then by
 * name, so that every tensor is aligned.
 */
export function writeTensors(tensors: readonly StoredTensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const inOrder = [...tensors].sort((a, b) => storedWidth(b) - storedWidth(a) || (a.name < b.name ? -1 : 1));
  let end = 0;
  const entries = inOrder.map(({ name, dtype, shape, bytes }): [string, unknown] => {
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [end - bytes.length, end] }];
  });
  const json = writeUtf8(JSON.stringify(Object.fromEntries([["__metadata__", metadata], ...entries])));
  const length = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, 8, 8 + length);
  file.set(json, 8);
  let at = 8 + length;
  for (const { bytes } of inOrder) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

function storedWidth({ dtype }: StoredTensor): number {
  return dtypeWidths.get(dtype) ?? 0;
}
