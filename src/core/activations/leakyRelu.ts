import { builtInFor } from "../checks/builtIn.js";
import { need } from "../checks/errors.js";
import { he } from "../initializers.js";
import { type Elementwise, rangeOf, readableMaker } from "./activation.js";

const makeLeakyRelu = /* @__PURE__ */ readableMaker(
  "leakyRelu",
  /* @__PURE__ */ builtInFor(
    (slope): Elementwise => ({
      name: "leakyRelu",
      options: Object.freeze({ slope }),
      range: rangeOf(slope > 0 ? -Infinity : 0, Infinity),
      apply: (z) => (z > 0 ? z : slope * z),
      derivative: (z) => (z > 0 ? 1 : slope),
      kinks: Object.freeze([0]),
      initializer: he,
    }),
  ),
);

/**
 * Leaky rectified linear unit: `f(z) = z` for z > 0, else `slope · z`; `f′ = 1` for z > 0, else
 * `slope` (at the kink 0 too, as in PyTorch). The same slope gives the same object.
 *
 * Source: Maas, Hannun and Ng 2013.
 *
 * ```ts
 * import { leakyRelu } from "deltarule";
 *
 * leakyRelu(0.1).apply(-2); // -0.2
 * ```
 *
 * @throws OptionError when the slope is not a finite number.
 */
export function leakyRelu(slope = 0.01): Elementwise {
  need(Number.isFinite(slope), "leakyRelu", "slope", slope, "a number");
  return makeLeakyRelu(slope);
}
