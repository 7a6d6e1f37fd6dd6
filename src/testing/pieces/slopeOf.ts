import { differentiate, type Estimate } from "../gradient/differentiate.js";
import { otherSide } from "../network/sides.js";

/** f′(x), with the kinks that f names. */
export function slopeOf(f: (x: number) => number, x: number, kinks: readonly number[], factor = 1): Estimate {
  const base = f(x);
  const size = factor * Math.max(1, Math.abs(x));
  return differentiate((relative) => {
    const [up, down] = [x + relative * size, x - relative * size];
    const [plus, minus] = [f(up), f(down)];
    return {
      difference: plus - minus,
      bend: plus + minus - 2 * base,
      span: up - down,
      noise: 2 ** -50 * (Math.abs(plus) + Math.abs(minus)),
      crossed: kinks.some((kink) => otherSide(up, x, kink) || otherSide(down, x, kink)),
    };
  }, "richardson");
}
