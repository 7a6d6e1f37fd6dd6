import { isRowwise } from "../../core/internal.js";
import type { Clues } from "./clues.js";
import { lossGuesses } from "./lossGuesses.js";
import { matrixGuesses } from "./matrixGuesses.js";
import { back, times } from "./products.js";
import { type Guess, lossGradients, slopeGuesses } from "./slopes.js";

/** ∂E/∂a of a layer, if all after it is right. */
function gradientOfA(layer: number, { check, network, now }: Clues): Float64Array {
  const { layers } = network;
  const { z, a } = now.probe.base[layer];
  if (layer === layers.length - 1) {
    const columns = layers[layer].outputs;
    return lossGradients(check.loss, { rows: now.samples, columns, data: a }, check.data.t, now.share);
  }
  const { data, columns } = layers[layer + 1].weights;
  return back(now.delta(layer + 1), now.samples, z.length / now.samples, (j, i) => data[j * columns + i]);
}

/** What δ of a layer would be. */
export function deltaGuesses(layer: number, clues: Clues): Guess[] {
  const { network, now, before } = clues;
  const { activation: f } = network.layers[layer];
  const { z, a } = now.probe.base[layer];
  const slope = isRowwise(f) ? null : z.map((one, k) => f.derivative(one, a[k]));
  const own = slopeGuesses(f, z, a, () => gradientOfA(layer, clues));
  if (layer === network.layers.length - 1) return [...lossGuesses(clues), ...own];
  const through = matrixGuesses(layer + 1, clues).map(
    (guess): Guess => ({
      ...guess,
      values: () => (slope === null ? guess.values() : times(guess.values(), slope)),
    }),
  );
  const staleSlope: Guess = {
    pattern: "stale buffer",
    message: `the slope of ${f.name} is taken at the z of the call before`,
    values: () =>
      times(
        gradientOfA(layer, clues),
        isRowwise(f)
          ? z
          : before().probe.base[layer].z.map((one, k) => f.derivative(one, before().probe.base[layer].a[k])),
      ),
  };
  return [...through, ...own, staleSlope];
}
