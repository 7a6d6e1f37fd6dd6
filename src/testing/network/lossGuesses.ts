import { isRowwise, linkFor, row } from "../../core/internal.js";
import type { Clues } from "./clues.js";
import { times } from "./products.js";
import { type Guess, lossDeltas, otherLosses } from "./slopes.js";

/** Mistakes at the loss. */
export function lossGuesses({ check, network, now }: Clues): Guess[] {
  const layer = network.layers.length - 1;
  const { activation: f, outputs: columns } = network.layers[layer];
  const { t } = check.data;
  const [z, a] = [now.probe.base[layer].z, now.probe.base[layer].a].map((data) => ({
    rows: now.samples,
    columns,
    data,
  }));
  const even = new Float64Array(now.samples).fill(1 / now.samples);
  const weighted: Guess = {
    pattern: "missing sample weights",
    message: "the sample weights are left out",
    values: () => lossDeltas(check.loss, f, z, a, t, even),
  };
  const twice: Guess = {
    pattern: "slope twice",
    message: `δ of ${check.loss.name} after ${f.name} has a closed form, to which the slope of ${f.name} has been applied once more`,
    values: () => {
      const delta = now.delta(layer);
      if (!isRowwise(f))
        return times(
          delta,
          z.data.map((one, k) => f.derivative(one, a.data[k])),
        );
      const into = new Float64Array(delta.length);
      for (let r = 0; r < now.samples; r++) {
        const [from, to] = [r * columns, (r + 1) * columns];
        f.backwardRow(row(z, r), row(a, r), delta.subarray(from, to), into.subarray(from, to));
      }
      return into;
    },
  };
  const others = otherLosses(check.loss, t).flatMap((other): Guess[] => [
    {
      pattern: "gradient of another loss",
      message: `this is the gradient of ${other.name}, not of ${check.loss.name}`,
      values: () => lossDeltas(other, f, z, a, t, now.share),
    },
  ]);
  const closed: Guess = {
    pattern: "gradient of another loss",
    message: `δ is (a − t)/n, the closed form of a cross-entropy, whatever the loss is: ${check.loss.name} has another gradient`,
    values: () => a.data.map((one, k) => (one - t.data[k]) * now.share[Math.floor(k / columns)]),
  };
  return [weighted, ...(linkFor(check.loss, f) ? [twice] : []), ...others, closed];
}
