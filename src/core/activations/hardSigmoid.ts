import { builtIn } from "../checks/builtIn.js";
import { type Elementwise, rangeOf, readable } from "./activation.js";

/**
 * Hard sigmoid: `f(z) = z/6 + ½` clamped to [0, 1], `f′ = 1/6` for −3 < z < 3, else 0 (at the
 * kinks ±3 too). PyTorch's form; the default of Keras and of ONNX has slope 1/5.
 *
 * Source: Howard et al. 2019 (MobileNetV3).
 *
 * ```ts
 * import { hardSigmoid } from "deltarule";
 *
 * hardSigmoid.apply(1.5); // 0.75
 * ```
 */
export const hardSigmoid: Elementwise = /* @__PURE__ */ readable(
  /* @__PURE__ */ builtIn({
    name: "hardSigmoid",
    range: /* @__PURE__ */ rangeOf(0, 1),
    apply: (z) => Math.min(Math.max(z / 6 + 0.5, 0), 1),
    derivative: (z) => (z > -3 && z < 3 ? 1 / 6 : 0),
    kinks: /* @__PURE__ */ Object.freeze([-3, 3]),
  }),
);
