import { builtIn } from "../checks/builtIn.js";
import { type Elementwise, rangeOf } from "./activation.js";

/**
 * Identity: `f(z) = z`, `f′ = 1`. A layer's default, and the output of a regression.
 *
 * ```ts
 * import { identity } from "deltarule";
 *
 * identity.apply(3); // 3
 * ```
 */
export const identity: Elementwise = /* @__PURE__ */ builtIn({
  name: "identity",
  range: /* @__PURE__ */ rangeOf(-Infinity, Infinity),
  apply: (z) => z,
  derivative: () => 1,
});
