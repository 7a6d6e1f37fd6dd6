import { vi } from "vitest";

type Kernel = (...numbers: readonly number[]) => number;

/** The part of the platform's WebAssembly that the library uses; the configured types lack it. */
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: { initial: number }) => Memory;
  readonly RuntimeError: new (message: string) => Error;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Kernel>> };
}

/** The memory of the kernels. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;

/**
 * A fresh copy of the library in which WebAssembly has these parts, or is missing. Undo it with
 * `vi.unstubAllGlobals`.
 */
export async function libraryWith(found: Partial<Platform> | undefined): Promise<typeof import("deltarule")> {
  const { Module, Memory, Instance } = platform;
  vi.stubGlobal("WebAssembly", found && { Module, Memory, Instance, ...found });
  vi.resetModules();
  return await import("deltarule");
}

/** A class of instances with each kernel replaced by `around` it. */
export function instancesWith(around: (name: string, kernel: Kernel) => Kernel): Platform["Instance"] {
  return class {
    readonly exports: Readonly<Record<string, Kernel>>;

    constructor(module: object, imports: object) {
      const { exports } = new platform.Instance(module, imports);
      this.exports = Object.fromEntries(
        Object.entries(exports).map(([name, kernel]) => [name, around(name, kernel)] as const),
      );
    }
  };
}
