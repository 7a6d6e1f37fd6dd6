import type { Backward, Forward, Loss, Sequential, Vector } from "../../core/index.js";
import { linkFor, plain } from "../../core/internal.js";

/** ∂E/∂a of each layer, by the engine's kernel from the δ that `backward` gave; `null` for the last one where the loss gives δ itself. */
export function gradientsAtOutputs(
  { layers }: Sequential,
  forward: Forward,
  backward: Backward,
  target: Vector,
  loss: Loss,
): readonly (Vector | null)[] {
  return layers.map(({ activation }, l) => {
    const gradient = forward.layers[l].a.data.slice().fill(0);
    const next = layers[l + 1];
    if (next !== undefined)
      plain.kernels.gradA(oneRow(backward.layers[l + 1].delta.data), next.weights, oneRow(gradient));
    else if (linkFor(loss, activation) !== undefined) return null;
    else loss.gradient(forward.output.data, target, gradient);
    return gradient;
  });
}

/** A kernel's block of one row. */
function oneRow(data: Vector): Parameters<typeof plain.kernels.gradA>[0] {
  return { rows: 1, columns: data.length, data, row: () => data };
}
