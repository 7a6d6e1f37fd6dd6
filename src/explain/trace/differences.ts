import type { Dtype, Loss, Sequential } from "../../core/index.js";
import { copyOf } from "./copies.js";
import { traceActivation } from "./functions.js";
import type { Check } from "./trace.js";

/** Compares the derivative by the parameter at this place, a parameter of this layer, with difference quotients of E. */
export type Checker = (layer: number, at: number, derivative: number) => Check;

/** Moves single parameters of a copy in float64, a little up and down, and looks how E follows. */
export function checkerFor(net: Sequential, x: ArrayLike<number>, t: ArrayLike<number>, loss: Loss): Checker {
  const copy = copyOf(net, "float64");
  const { parameters } = copy;
  const errorAt = (at: number, value: number): number => {
    const kept = parameters[at];
    parameters[at] = value;
    const E = copy.evaluate([x], [t], { loss }).loss;
    parameters[at] = kept;
    return E;
  };
  const borrowed = net.layers.map(({ activation }) => traceActivation(activation).backward !== null).lastIndexOf(true);
  const relative = tolerance[net.dtype];
  return (layer, at, derivative) => {
    if (layer <= borrowed) return { numeric: null, status: "surrogate" };
    const middle = parameters[at];
    const E = errorAt(at, middle);
    const agrees = (numeric: number, noise: number): boolean =>
      Math.abs(numeric - derivative) <= relative * Math.max(Math.abs(numeric), Math.abs(derivative)) + noise;
    let numeric = Number.NaN;
    for (const h of [2 ** -10, 2 ** -17]) {
      const step = h * Math.max(1, Math.abs(middle));
      const [wide, close] = [step, step / 2].map(
        (by) => (errorAt(at, middle + by) - errorAt(at, middle - by)) / (middle + by - (middle - by)),
      );
      numeric = (4 * close - wide) / 3;
      if (agrees(numeric, (16 * Number.EPSILON * Math.max(1, Math.abs(E))) / step))
        return { numeric, status: "agrees" };
    }
    const step = 2 ** -17 * Math.max(1, Math.abs(middle));
    const [up, down] = [(errorAt(at, middle + step) - E) / step, (E - errorAt(at, middle - step)) / step];
    const bends = Math.abs(up - down) > 1e-3 * Math.max(Math.abs(up), Math.abs(down));
    return { numeric, status: bends ? "kink" : "differs" };
  };
}

/** How far the two may be apart, relative to the larger: a float32 gradient is rounded at every operation. */
const tolerance: Readonly<Record<Dtype, number>> = { float64: 1e-6, float32: 1e-3 };
