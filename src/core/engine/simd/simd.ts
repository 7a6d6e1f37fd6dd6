import { DeltaruleError, OptionError, show } from "../../checks/errors.js";
import type { Engine, Machine } from "../engine.js";
import { plain } from "../reference/reference.js";
import { Arena } from "./arena.js";
import { binary } from "./binary.js";
import { compile, instantiate } from "./instance.js";
import { kernels } from "./kernels.js";
import { openMemory } from "./memory.js";

/** Compiled kernels, of which there is one arena. It is made when there is something to compute for the first time. */
function machine(makeArena: () => Arena): Machine {
  let arena: Arena | undefined;
  return Object.freeze<Machine>({
    name: "simd",
    slice: 2 ** 23,
    open: (dtype) => {
      arena ??= makeArena();
      return openMemory(arena, dtype);
    },
    kernels,
  });
}

/** The module in the package, compiled here and now; or why that is refused. */
let compiled: { readonly arena: Arena } | { readonly refused: string } | undefined;

function compileOnce(): NonNullable<typeof compiled> {
  if (compiled !== undefined) return compiled;
  try {
    compiled = { arena: new Arena(instantiate(compile(binary))) };
  } catch (error) {
    compiled = { refused: (error as Error).message };
  }
  return compiled;
}

const own: Machine = /* @__PURE__ */ machine(() => {
  const result = compileOnce();
  if ("arena" in result) return result.arena;
  throw new DeltaruleError(
    `simd: WebAssembly is refused here: ${result.refused}; leave engine out, or use reference or simdFrom(module)`,
  );
});

/** Kernels compiled to WebAssembly SIMD, with the same bits as `reference`. The default wherever the platform lets them be compiled. */
export const simd: Engine = own;

/** What a network computes with unless it is told: `simd` where the platform compiles it, else `reference`. */
export function defaultMachine(): Machine {
  return "arena" in compileOnce() ? own : plain;
}

/**
 * The same engine from a module that is compiled already, for platforms that compile none at run time (Cloudflare Workers):
 * `import kernels from "deltarule/kernels.wasm"`, then `new Sequential(layers, { engine: simdFrom(kernels) })`.
 *
 * @param module a WebAssembly.Module
 * @throws OptionError when it is something else, or a module of something else.
 */
export function simdFrom(module: object): Engine {
  try {
    const arena = new Arena(instantiate(module));
    return machine(() => arena);
  } catch (error) {
    throw new OptionError(
      `simdFrom: module is ${show(module)}, wanted the WebAssembly.Module of deltarule/kernels.wasm (${(error as Error).message})`,
    );
  }
}
