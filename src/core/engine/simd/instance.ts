import { DeltaruleError } from "../../checks/errors.js";
import type { Dtype } from "../../numbers/matrix.js";

// Part of every platform, but of no type library that all of them share.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (limits: { initial: number }) => WasmMemory;
};
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled kernel: numbers, many of them addresses. */
type Kernel = (...numbers: readonly number[]) => number;

const names = [
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
] as const;

/** The kernels of one dtype: see kernels/index.ts for their parameters. */
export type Calls = Readonly<Record<(typeof names)[number], Kernel>>;

/** The compiled kernels with their memory. */
export interface Instance {
  readonly float64: Calls;
  readonly float32: Calls;
  /** Where the memory is free. */
  readonly base: number;
  readonly memory: WasmMemory;
}

/** Compiles the module, here and now. @throws whatever the platform throws where it refuses. */
export function compile(text: string): object {
  return new WebAssembly.Module(bytesOf(text));
}

/**
 * The bytes of a text of scripts/kernels.ts: the characters from # to ~, without the backslash, are digits from 0 to 90. One below 89 is a
 * byte; 89 and 90 put 89 and 178 to the next. Bytes are counted from 239, from where the frequent ones come first.
 */
export function bytesOf(text: string): Uint8Array {
  const bytes: number[] = [];
  let start = 239;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - (code > 92 ? 36 : 35);
    if (digit < 89) bytes.push(start + digit);
    start = digit < 89 ? 239 : 239 + 89 * (digit - 88);
  }
  // Modulo 256.
  return Uint8Array.from(bytes);
}

/** An instance of the module with a memory of its own. */
export function instantiate(module: object): Instance {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = new WebAssembly.Instance(module, { env: { memory } }).exports as Readonly<Record<string, Kernel>>;
  const calls = (dtype: Dtype): Calls => {
    const bits = dtype.slice(-2);
    const found = names.map((name) => {
      const kernel = exports[name + bits];
      if (kernel === undefined) throw new TypeError("its kernels are not these");
      // Who calls these two looks out for failures himself: a call in between takes longer than a prediction.
      return [name, name === "predict" || name === "train" ? kernel : guarded(kernel)];
    });
    return Object.fromEntries(found) as Calls;
  };
  return { float64: calls("float64"), float32: calls("float32"), memory, base: exports.base() };
}

/** The same kernel, whose failures are told as ours. */
function guarded(kernel: Kernel): Kernel {
  return (...numbers) => {
    try {
      return kernel(...numbers);
    } catch (error) {
      throw failure(error);
    }
  };
}

/** What a kernel throws is not an error of the caller's: out of memory, or a fault in the kernels. */
export function failure(error: unknown): DeltaruleError {
  return new DeltaruleError(`simd: the compiled kernels failed: ${(error as Error).message}`);
}
