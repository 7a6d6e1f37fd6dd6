import { builtInFor } from "../checks/builtIn.js";
import { checkNumber } from "../checks/options.js";
import type { Loss } from "./loss.js";

const makeHuber = /* @__PURE__ */ builtInFor(
  (delta): Loss<"huber"> => ({
    name: "huber",
    options: Object.freeze({ delta }),
    value: (output, target) => {
      let sum = 0;
      for (let k = 0; k < output.length; k++) {
        const distance = Math.abs(output[k] - target[k]);
        sum += distance <= delta ? (distance * distance) / 2 : delta * (distance - delta / 2);
      }
      return sum / output.length;
    },
    gradient: (output, target, into) => {
      for (let k = 0; k < output.length; k++) {
        into[k] = Math.min(Math.max(output[k] - target[k], -delta), delta) / output.length;
      }
    },
  }),
);

/**
 * Huber's loss, a mean over the m outputs: with e = oₖ − tₖ, `e²/2` for |e| ≤ delta, else
 * `delta (|e| − delta/2)`; `∂L/∂oₖ = e/m`, clamped to ±delta/m. PyTorch's HuberLoss. The same
 * delta gives the same object.
 *
 * Source: Huber 1964.
 *
 * ```ts
 * import { huber } from "deltarule";
 *
 * const loss = huber(1);
 * [loss.value([0.5], [0]), loss.value([3], [0])]; // [0.125, 2.5]
 * ```
 *
 * @throws OptionError when delta is not a number above 0.
 */
export function huber(delta = 1): Loss<"huber"> {
  checkNumber("huber", "delta", delta, { above: 0 });
  return makeHuber(delta);
}
