import { DeltaruleError } from "../../checks/errors.js";
import { lentErfc } from "../../numbers/elementary/lent.js";
import type { Dtype } from "../../numbers/matrix.js";
import { piecesDigest } from "./codes.js";

// Every platform has it, and no type library of all platforms has its types.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Kernel>> };
  Memory: new (limits: { initial: number }) => WasmMemory;
};
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled kernel. Many of its numbers are addresses. */
type Kernel = (...numbers: readonly number[]) => number;

const kernelNames = [
  "affine",
  "activate",
  "slope",
  "gradA",
  "gradW",
  "gradB",
  "multiply",
  "lossSum",
  "lossGradient",
  "lossDelta",
  "update",
  "predict",
  "train",
  "epochs",
] as const;

/** Callers of these catch failures: one more call takes longer than a prediction. */
const unguarded: readonly string[] = ["predict", "train", "epochs"];

/** The kernels of one dtype; kernels/index.ts has their parameters. */
export type Calls = Readonly<Record<(typeof kernelNames)[number], Kernel>>;

/** The compiled kernels with their memory. */
export interface Instance {
  readonly float64: Calls;
  readonly float32: Calls;
  /** The address of the first free byte. */
  readonly base: number;
  readonly memory: WasmMemory;
}

/**
 * Compiles the module.
 *
 * @throws whatever the platform throws where it refuses.
 */
export function compile(text: string): object {
  return new WebAssembly.Module(bytesOfText(text));
}

/**
 * The bytes of a text that scripts/kernels.ts has written. The characters from # to ~, without the
 * backslash, are digits from 0 to 90. A digit below 89 is a byte; 89 and 90 add 89 and 178 to the
 * next one. Bytes are counted from 239, so that the frequent ones take one digit.
 */
export function bytesOfText(text: string): Uint8Array {
  // The first call in a process runs uncompiled: no list that grows, no iterator.
  const bytes = new Uint8Array(text.length);
  let size = 0;
  let start = 239;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - (code > 92 ? 36 : 35);
    // Stored modulo 256.
    if (digit < 89) bytes[size++] = start + digit;
    start = digit < 89 ? 239 : 239 + 89 * (digit - 88);
  }
  return bytes.subarray(0, size);
}

/** An instance of the module with a memory of its own. */
export function instantiate(module: object): Instance {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = new WebAssembly.Instance(module, { env: { memory, erfc: lentErfc } }).exports;
  // In a module of another version, a number may stand for another piece.
  let isOurs = exports.pieces?.() === piecesDigest;
  const calls = (dtype: Dtype): Calls => {
    const bits = dtype.slice(-2);
    const found = kernelNames.map((name) => {
      const kernel = exports[name + bits] ?? exports[name];
      isOurs &&= kernel !== undefined;
      return [name, unguarded.includes(name) ? kernel : guarded(kernel)];
    });
    return Object.fromEntries(found) as Calls;
  };
  const float64 = calls("float64");
  const float32 = calls("float32");
  if (!isOurs) throw new TypeError("its kernels are not these");
  return { float64, float32, memory, base: exports.base() };
}

/** The same kernel with the library's error in place of the platform's. */
function guarded(kernel: Kernel): Kernel {
  return (...numbers) => {
    try {
      return kernel(...numbers);
    } catch (error) {
      throw kernelFailure(error);
    }
  };
}

/** The error of a kernel, which the caller did not cause: out of memory, or a fault in a kernel. */
export function kernelFailure(error: unknown): DeltaruleError {
  return new DeltaruleError(`simd: the compiled kernels failed: ${messageOf(error)}`);
}

/** The message of what was thrown. */
export function messageOf(error: unknown): string {
  return (error as Error).message;
}
