import type { Block } from "../../src/core/engine/engine.js";
import { erfc } from "../../src/core/numbers/elementary/index.js";
import type { Dtype, Vector } from "../../src/core/numbers/matrix.js";
import { randomFrom } from "./numeric.js";

// Every platform has it, and no type library that is read here has its types.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
};

/** The exports of a compiled module, and its memory from the first free byte on. */
export interface Kernels {
  readonly buffer: ArrayBuffer;
  readonly base: number;
  call(name: string, ...numbers: readonly number[]): number;
}

/** An instance of a module of kernels with 4 MiB of memory. */
export function kernelsOf(bytes: Uint8Array): Kernels {
  const memory = new WebAssembly.Memory({ initial: 64 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, erfc } });
  const kernels = instance.exports as Readonly<Record<string, (...numbers: readonly number[]) => number>>;
  const call = (name: string, ...numbers: readonly number[]): number => {
    const kernel = kernels[name];
    if (kernel === undefined) throw new Error(`there is no kernel ${name}`);
    return kernel(...numbers);
  };
  return { buffer: memory.buffer, base: Math.ceil(call("base") / 64) * 64, call };
}

/** Kernels of both dtypes, and blocks in their memory. */
export interface LoadedKernels {
  /** Calls the kernel for this dtype. */
  call(name: string, dtype: Dtype, ...numbers: readonly number[]): number;
  /** A block in the memory, 64 KiB from the one before. */
  block(index: number, rows: number, columns: number, dtype: Dtype): Block;
}

/** A module of all kernels, such as the package's own. */
export function loadKernels(bytes: Uint8Array): LoadedKernels {
  const { buffer, base, call } = kernelsOf(bytes);
  return {
    call: (name, dtype, ...numbers) => call(`${name}${dtype.slice(-2)}`, ...numbers),
    block: (index, rows, columns, dtype) => blockAt(buffer, base + index * 65536, rows, columns, dtype),
  };
}

/**
 * The first difference in a bit of two rows of numbers (all NaN are equal), with the argument
 * there; "" when there is none.
 */
export function firstDifference(actual: Vector, wanted: Vector, x: Vector = wanted): string {
  if (actual.length !== wanted.length) return `${actual.length} numbers instead of ${wanted.length}`;
  for (let k = 0; k < wanted.length; k++) {
    if (!Object.is(actual[k], wanted[k])) return `number ${k}, at ${x[k]}: ${actual[k]} instead of ${wanted[k]}`;
  }
  return "";
}

/** A block of numbers in this memory. */
function blockAt(buffer: ArrayBuffer, at: number, rows: number, columns: number, dtype: Dtype): Block {
  const Numbers = dtype === "float64" ? Float64Array : Float32Array;
  return blockOf(rows, columns, new Numbers(buffer, at, rows * columns));
}

/** The same numbers in an array of their own. */
export function copyOf({ rows, columns, data }: Block): Block {
  return blockOf(rows, columns, data.slice());
}

function blockOf(rows: number, columns: number, data: Vector): Block {
  return { rows, columns, data, row: (r) => data.subarray(r * columns, (r + 1) * columns) };
}

/** Numbers where formulas meet or results overflow or vanish, −0, infinities and NaN. */
const unusual = [
  ...[NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e-320, 1e-45, -1e-39, 1e300, -1e300, 3e38, 709.7827128933841, 745],
  ...[-709.782712893384, -709.7827128933841, -745.2, 40, -40, 30, -3, 3, 0.5, 1, -1, 1e-10, -709.5, 88.7],
];

/** Fills with ordinary numbers; three in ten are unusual when `extreme`. */
export function fill(data: Vector, random: () => number, extreme: boolean): void {
  for (let k = 0; k < data.length; k++) {
    const ordinary = (random() * 2 - 1) * 2 ** Math.floor(random() * 12 - 6);
    data[k] = extreme && random() < 0.3 ? (unusual[Math.floor(random() * unusual.length)] ?? 0) : ordinary;
  }
}

const shapes = [
  [1, 1],
  [1, 2],
  [2, 3],
  [5, 1],
  [3, 10],
  [4, 7],
  [33, 3],
  [20, 40],
] as const;

/** Every shape in both dtypes, with ordinary and with extreme numbers. */
export function eachShape(
  test: (rows: number, columns: number, dtype: Dtype, extreme: boolean, random: () => number) => void,
): void {
  const random = randomFrom(7);
  for (const dtype of ["float64", "float32"] as const) {
    for (const [rows, columns] of shapes) {
      for (let round = 0; round < 6; round++) test(rows, columns, dtype, round > 1, random);
    }
  }
}
