import { show } from "../../core/internal.js";
import type { Fail } from "../fail.js";
import { writeUtf8 } from "../text.js";
import { type Entry, readHeader } from "./header.js";

/** A tensor of a file: its bytes are a view into the file's. */
export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A file, every rule of the format checked. */
export interface Contents {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes a number of each dtype takes, the widest first, as the writer sorts them. */
const widths: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ...(["C64", "U64", "I64", "F64"] as const).map((dtype) => [dtype, 8] as const),
  ...(["F32", "U32", "I32"] as const).map((dtype) => [dtype, 4] as const),
  ...(["BF16", "F16", "U16", "I16"] as const).map((dtype) => [dtype, 2] as const),
  ...(["F8_E4M3", "F8_E5M2", "F8_E8M0", "I8", "U8", "BOOL"] as const).map((dtype) => [dtype, 1] as const),
]);

/**
 * Reads a whole file by the rules of the Rust implementation: the tensors' bytes begin right after the header, follow each
 * other without holes or overlaps to the end of the file, and are as many as dtype and shape say.
 */
export function readTensors(bytes: Uint8Array, fail: Fail): Contents {
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
  const tensors = inOrder.map(({ name, dtype, shape, begin, end }): [string, Tensor] => {
    return [name, { name, dtype, shape, bytes: bytes.subarray(length + begin, length + end) }];
  });
  return { tensors: new Map(tensors), metadata };
}

/** Throws unless the tensor's bytes are as many as its dtype and shape say, with every product checked. */
function checkSize({ name, dtype, shape, begin, end }: Entry, fail: Fail): void {
  const width = widths.get(dtype);
  if (width === undefined) fail(`tensor ${show(name)}'s dtype`, dtype, `one of ${[...widths.keys()].join(", ")}`);
  let size = width as number;
  for (const [i, length] of shape.entries()) {
    size *= length;
    if (!Number.isSafeInteger(size))
      fail(`tensor ${show(name)}'s shape[${i}]`, length, `a product of the shape below 2^53 bytes`);
  }
  if (end - begin !== size)
    fail(`tensor ${show(name)}'s length by data_offsets`, end - begin, `${size}, what dtype and shape say`);
}

/** A whole file. The widest numbers stand first, then names decide, so that every tensor is aligned. */
export function writeTensors(tensors: readonly Tensor[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const inOrder = [...tensors].sort((a, b) => widthOf(b) - widthOf(a) || (a.name < b.name ? -1 : 1));
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

function widthOf({ dtype }: Tensor): number {
  return widths.get(dtype) as number;
}
