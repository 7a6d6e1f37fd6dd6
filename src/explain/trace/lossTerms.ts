import type { Loss, Vector } from "../../core/index.js";
import { linkFor } from "../../core/internal.js";
import { traceLoss } from "./functions.js";
import type { Pass } from "./neuron.js";
import { restOf } from "./select.js";
import type { LossTerm, LossTrace } from "./trace.js";

/** What each of the chosen outputs adds to the loss. */
export function traceTerms(
  { net, forward }: Pass,
  chosen: readonly number[],
  target: Vector,
  loss: Loss,
): Pick<LossTrace, "terms" | "rest"> {
  const { z, a } = forward.layers[forward.layers.length - 1];
  const link = linkFor(loss, net.layers[net.layers.length - 1].activation);
  const { name, builtIn } = traceLoss(loss);
  const worth = (k: number): number | null => {
    if (!builtIn) return null;
    if (name !== "crossEntropy") {
      return link === undefined ? loss.value([a.data[k]], [target[k]]) : link.value([z.data[k]], [target[k]]);
    }
    // A class adds to it only what its own target asks for.
    const alone = Array.from(target, (one, of) => (of === k ? one : 0));
    return link === undefined ? loss.value(a.data, alone) : link.value(z.data, alone);
  };
  const terms = Array.from(target, (one, k): LossTerm => {
    return { index: k, z: z.data[k], a: a.data[k], target: one, value: worth(k) };
  });
  const size = (k: number): number => terms[k].value ?? 0;
  return { terms: chosen.map((k) => terms[k]), rest: restOf(terms.length, chosen, size) };
}
