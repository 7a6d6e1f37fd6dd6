import type { Activation, Elementwise, Rowwise } from "../../core/index.js";
import { elementary } from "../../core/internal.js";

const clips = /* @__PURE__ */ new WeakSet<object>();

/**
 * `min(max(z, min), max)`, which ONNX has as Clip and the library has not: an activation of your
 * own that fromOnnx makes. A bound may be infinite; its options are the finite ones.
 */
export function clip(min: number, max: number): Elementwise {
  const finite = Object.entries({ min, max }).filter(([, bound]) => Number.isFinite(bound));
  const activation = Object.freeze<Elementwise>({
    name: "clip",
    options: Object.freeze(Object.fromEntries(finite)),
    range: [min, max],
    kinks: finite.map(([, bound]) => bound),
    apply: (z) => Math.min(Math.max(z, min), max),
    derivative: (z) => (z > min && z < max ? 1 : 0),
  });
  clips.add(activation);
  return activation;
}

/**
 * `zₖ − log Σⱼ e^zⱼ`, which ONNX has as LogSoftmax and the library has not: the logarithm of
 * softmax, computed from z minus the row's largest z.
 */
export const logSoftmax: Rowwise = /* @__PURE__ */ Object.freeze<Rowwise>({
  name: "logSoftmax",
  range: [-Infinity, 0],
  applyRow: (z, into) => {
    let largest = -Infinity;
    for (let k = 0; k < z.length; k++) largest = Math.max(largest, z[k]);
    let sum = 0;
    for (let k = 0; k < z.length; k++) sum += elementary.exp(z[k] - largest);
    const shift = largest + elementary.log(sum);
    for (let k = 0; k < z.length; k++) into[k] = z[k] - shift;
  },
  backwardRow: (_z, a, gradient, into) => {
    let sum = 0;
    for (let k = 0; k < a.length; k++) sum += gradient[k];
    for (let k = 0; k < a.length; k++) into[k] = gradient[k] - elementary.exp(a[k]) * sum;
  },
});

/** Whether fromOnnx made this activation. */
export function isOfOnnx(activation: Activation): boolean {
  return activation === logSoftmax || clips.has(activation);
}
