import { mark } from "../../checks/mark.js";
import type { Engine, Machine } from "../engine.js";
import { referenceKernels } from "./kernels.js";
import { openPlainMemory } from "./memory.js";

/** The reference engine as the inside of the library sees it. */
export const referenceMachine: Machine = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ mark<Machine>({
    name: "reference",
    // 2¹⁹. esbuild keeps a power, and with it the engine, in a page that does not use it.
    slice: 524_288,
    open: openPlainMemory,
    kernels: referenceKernels,
  }),
);

/**
 * Plain loops in JavaScript: the definition of what every engine computes.
 *
 * ```ts
 * import { Layer, reference, Sequential } from "deltarule";
 *
 * const net = new Sequential([new Layer(2, 1)], { engine: reference });
 * net.engine.name; // "reference"
 * ```
 */
export const reference: Engine = referenceMachine;
