import { bytesOfText, type Kernel, type WasmMemory } from "../core/internal.js";
import { threadsBinary } from "./binary.js";

/** What the module of kernels/threads exports. */
export type Exports = Readonly<Record<string, Kernel>>;

// Every platform has it, and no type library of all platforms has its types.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Exports };
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
};

/** Pages of 64 KB: room for what the module brings and for the team. */
const firstPages = 8;

/** The most that a memory may grow to. It is only reserved, but some platforms have less. */
const mostPages: readonly number[] = [65_536, 32_768, 16_384, 4096];

/** Compiles the module for threads. */
export function compileShared(): object {
  return new WebAssembly.Module(bytesOfText(threadsBinary));
}

/** An instance of it on a memory that others share. */
export function instanceOn(module: object, memory: WasmMemory): Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

/**
 * A memory that threads can share.
 *
 * @throws whatever the platform throws where it refuses.
 */
export function sharedMemory(): WasmMemory {
  let refusal: unknown;
  for (const maximum of mostPages) {
    try {
      return new WebAssembly.Memory({ initial: firstPages, maximum, shared: true });
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}
