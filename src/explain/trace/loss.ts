import type { Loss, Vector } from "../../core/index.js";
import { isSmoothed, linkFor, smoothTarget } from "../../core/internal.js";
import { traceLossFunction } from "./functions.js";
import type { SamplePass } from "./neuron.js";
import { restOf } from "./places.js";
import type { LossTerm, LossTrace } from "./trace.js";

/** The loss of the sample, with a term for each of the chosen outputs. */
export function traceLoss(
  { net, forward, backward }: SamplePass,
  chosen: readonly number[],
  given: Vector,
  whole: Loss,
  penalty: LossTrace["penalty"] | null,
): LossTrace {
  // A loss of smoothed labels is traced as its own loss, of the targets that it makes.
  const share = isSmoothed(whole) ? (whole.options?.share ?? 0) : null;
  const loss = isSmoothed(whole) ? whole.loss : whole;
  const target = share === null ? given : Float64Array.from(given, (t) => smoothTarget(t, share, given.length));
  const { z, a } = forward.layers[forward.layers.length - 1];
  const link = linkFor(loss, net.layers[net.layers.length - 1].activation);
  const lossFunction = traceLossFunction(loss);
  const termAt = (k: number): number | null => {
    if (!lossFunction.builtIn) return null;
    if (lossFunction.name !== "crossEntropy") {
      return link === undefined ? loss.value([a.data[k]], [target[k]]) : link.value([z.data[k]], [target[k]]);
    }
    // The term of class k: with all other targets 0, nothing else contributes.
    const alone = Array.from(target, (one, of) => (of === k ? one : 0));
    return link === undefined ? loss.value(a.data, alone) : link.value(z.data, alone);
  };
  const terms = Array.from(target, (one, k): LossTerm => {
    return { index: k, z: z.data[k], a: a.data[k], target: one, value: termAt(k) };
  });
  return {
    function: lossFunction,
    linked: link !== undefined,
    terms: chosen.map((k) => terms[k]),
    rest: restOf(terms.length, chosen, (k) => terms[k].value ?? 0),
    outputs: net.outputs,
    smoothed: share,
    total: Array.from(target).reduce((sum, one) => sum + one, 0),
    value: backward.loss,
    ...(penalty && { penalty }),
  };
}
