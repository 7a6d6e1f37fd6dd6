import { isRowwise } from "../activations/activation.js";
import { softmax } from "../activations/softmax.js";
import { builtIn } from "../checks/builtIn.js";
import { largest } from "../numbers/classes.js";
import { exp, log, log1p } from "../numbers/elementary/index.js";
import type { Loss, OutputRule } from "./loss.js";
import { probabilities } from "./probabilities.js";

/**
 * Cross-entropy, a sum over the classes: `L = −Σₖ tₖ ln oₖ`, `∂L/∂oₖ = −tₖ/oₖ`, with
 * 0 · ln 0 = 0. Targets lie in [0, 1]: one 1 a row for classes (`oneHot`), or a distribution.
 *
 * The outputs are a distribution over two or more classes, from `softmax` or a row-wise activation
 * of your own: of independent outputs, L is least where all are as large as they can be, whatever
 * the targets, so any other last layer is refused.
 *
 * After `softmax` it is computed from z: `ln oₖ = zₖ − ln Σⱼ e^zⱼ`, and δₖ = aₖ Σⱼ tⱼ − tₖ: neither
 * overflows.
 *
 * ```ts
 * import { crossEntropy } from "deltarule";
 *
 * crossEntropy.value([0.1, 0.7, 0.2], [0, 1, 0]); // 0.3567
 * ```
 */
export const crossEntropy: Loss<"crossEntropy"> = /* @__PURE__ */ builtIn({
  name: "crossEntropy",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) if (target[k] !== 0) sum -= target[k] * log(output[k]);
    return sum;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = target[k] === 0 ? 0 : -target[k] / output[k];
  },
  targets: probabilities,
  outputs: /* @__PURE__ */ Object.freeze<OutputRule>({
    wanted: "that are a distribution over 2 or more classes",
    instead:
      "end with softmax for one class of several, or with sigmoid and binaryCrossEntropy for several labels or one output",
    accepts: (activation, outputs) => isRowwise(activation) && outputs > 1,
  }),
  link: /* @__PURE__ */ Object.freeze({
    activation: softmax,
    value: (z, target) => {
      const top = largest(z, 0, z.length);
      // ln Σⱼ e^(zⱼ − z_top): log1p adds the top's own e^0 = 1, so that a confident, right answer
      // keeps its digits.
      let rest = 0;
      for (let k = 0; k < z.length; k++) if (k !== top) rest += exp(z[k] - z[top]);
      const spread = log1p(rest);
      let sum = 0;
      for (let k = 0; k < z.length; k++) if (target[k] !== 0) sum += target[k] * (spread - (z[k] - z[top]));
      return sum;
    },
    delta: (_z, a, target, into) => {
      let total = 0;
      for (let k = 0; k < target.length; k++) total += target[k];
      for (let k = 0; k < a.length; k++) into[k] = a[k] * total - target[k];
    },
  } satisfies Loss["link"]),
});
