import { vi } from "vitest";

type Kernel = (...numbers: readonly number[]) => number;

/** What the library takes of the platform's WebAssembly, of which its types have no values. */
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

/** A library of its own that finds this WebAssembly, or none: to be undone by `vi.unstubAllGlobals`. */
export async function libraryWith(found: Partial<Platform> | undefined): Promise<typeof import("deltarule")> {
  const { Module, Memory, Instance } = platform;
  vi.stubGlobal("WebAssembly", found && { Module, Memory, Instance, ...found });
  vi.resetModules();
  return await import("deltarule");
}

/** Instances whose kernels are `around` the real ones. */
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
