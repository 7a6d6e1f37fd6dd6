import { DeltaruleError, OptionError, show } from "../../checks/errors.js";
import { mark } from "../../checks/mark.js";
import type { Engine, Machine } from "../engine.js";
import { referenceMachine } from "../reference/reference.js";
import { Arena } from "./arena.js";
import { binary } from "./binary.js";
import { compile, instantiate, messageOf } from "./instance.js";
import { compiledKernels } from "./kernels.js";
import { CompiledMemory } from "./memory.js";

/** An engine of compiled kernels with one arena, which is made for the first computation. */
function simdMachine(makeArena: () => Arena): Machine {
  let arena: Arena | undefined;
  const machine: Machine = {
    name: "simd",
    slice: 2 ** 23,
    open: (dtype) => {
      arena ??= makeArena();
      return new CompiledMemory(arena, dtype);
    },
    kernels: compiledKernels,
  };
  return Object.freeze(mark(machine));
}

/** The arena of the package's own module, or why the platform refuses to compile it. */
type Compilation = { readonly arena: Arena } | { readonly refused: string };

let compilation: Compilation | undefined;

function compileOnce(): Compilation {
  if (compilation !== undefined) return compilation;
  try {
    compilation = { arena: new Arena(instantiate(compile(binary))) };
  } catch (error) {
    compilation = { refused: messageOf(error) };
  }
  return compilation;
}

const packaged: Machine = /* @__PURE__ */ simdMachine(() => {
  const result = compileOnce();
  if ("arena" in result) return result.arena;
  throw new DeltaruleError(
    `simd: WebAssembly is refused here: ${result.refused}; leave engine out, or use reference or simdFrom(module)`,
  );
});

/**
 * Kernels compiled to WebAssembly SIMD, with the same bits as `reference`. The default wherever the
 * platform allows to compile them.
 *
 * ```ts
 * import { Layer, Sequential, simd } from "deltarule";
 *
 * const net = new Sequential([new Layer(2, 1)], { engine: simd });
 * net.engine.name; // "simd"
 * ```
 */
export const simd: Engine = packaged;

/** The default engine of a network: `simd` where the platform compiles it, else `reference`. */
export function defaultMachine(): Machine {
  return "arena" in compileOnce() ? packaged : referenceMachine;
}

/**
 * The same engine from a compiled module, for platforms that compile none at run time (Cloudflare
 * Workers): `import kernels from "deltarule/kernels.wasm"`, then
 * `new Sequential(layers, { engine: simdFrom(kernels) })`.
 *
 * ```ts
 * import { Layer, Sequential, simdFrom } from "deltarule";
 * import kernels from "deltarule/kernels.wasm";
 *
 * const net = new Sequential([new Layer(2, 1)], { engine: simdFrom(kernels) });
 * ```
 *
 * @param module a WebAssembly.Module
 * @throws OptionError when it is something else, or a module of something else.
 */
export function simdFrom(module: object): Engine {
  try {
    const arena = new Arena(instantiate(module));
    return simdMachine(() => arena);
  } catch (error) {
    throw new OptionError(
      `simdFrom: module is ${show(module)}, wanted the WebAssembly.Module of deltarule/kernels.wasm (${messageOf(error)})`,
    );
  }
}
