/* The list of the library with more losses: see activations.ts. */
import { softplus } from "../../../src/core/activations/softplus.js";
import { builtIn, builtInFor } from "../../../src/core/checks/builtIn.js";
import type { Loss } from "../../../src/core/losses/loss.js";
import { exp, log, log1p } from "../../../src/core/numbers/elementary/index.js";

export * from "../../../src/core/losses/index.js";

/** With a closed form after softplus, which reads z and a. */
export const counts: Loss = /* @__PURE__ */ builtIn({
  name: "counts",
  value: (output, target) => {
    let sum = 0;
    for (let k = 0; k < output.length; k++) sum += output[k] - target[k] * log(output[k]);
    return sum / output.length;
  },
  gradient: (output, target, into) => {
    for (let k = 0; k < output.length; k++) into[k] = (1 - target[k] / output[k]) / output.length;
  },
  link: /* @__PURE__ */ Object.freeze({
    activation: softplus,
    value: (z, target) => {
      let sum = 0;
      for (let i = 0; i < z.length; i++) sum += rate(z[i]) - target[i] * log(rate(z[i]));
      return sum / z.length;
    },
    delta: (z, a, target, into) => {
      for (let i = 0; i < z.length; i++) into[i] = (1 - target[i] / a[i]) / (1 + exp(-z[i])) / z.length;
    },
  } satisfies Loss["link"]),
});

function rate(z: number): number {
  return Math.max(z, 0) + log1p(exp(-Math.abs(z)));
}

const makePinball = /* @__PURE__ */ builtInFor(
  (share): Loss => ({
    name: "pinball",
    options: Object.freeze({ share }),
    value: (output, target) => {
      const scale = 2 / output.length;
      let over = 0;
      let under = 0;
      for (let k = 0; k < output.length; k++) {
        const distance = output[k] - target[k];
        if (distance > 0) over += distance;
        else if (distance < 0) under -= distance;
      }
      const sum = over * (1 - share) + under * share;
      return sum * scale;
    },
    gradient: (output, target, into) => {
      const scale = 2 / output.length;
      for (let k = 0; k < output.length; k++) {
        if (output[k] > target[k]) {
          into[k] = (1 - share) * scale;
        } else {
          into[k] = output[k] === target[k] ? 0 : -share * scale;
        }
      }
    },
  }),
);

/** With an option, two sums, and branches. */
export const pinball = (share = 0.5): Loss => makePinball(share);
