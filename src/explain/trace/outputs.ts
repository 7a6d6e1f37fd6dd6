import type { Forward, Loss, Sequential, Vector } from "../../core/index.js";
import { linkFor, vector } from "../../core/internal.js";
import { copyOf } from "./copies.js";

/**
 * ∂E/∂a of every layer; `null` for the last one where the loss gives δ itself. A hidden layer's is ∂E/∂x of the network that comes after
 * it: so the numbers are the engine's own.
 */
export function gradientsAtOutputs(
  net: Sequential,
  forward: Forward,
  target: Vector,
  loss: Loss,
): readonly (Vector | null)[] {
  const last = net.layers.length - 1;
  return net.layers.map(({ activation }, l) => {
    if (l < last) {
      const after = copyOf(net, net.dtype, l + 1);
      return after.backward(after.forward([forward.layers[l].a.data]), [target], loss).input.data;
    }
    if (linkFor(loss, activation) !== undefined) return null;
    const gradient = vector(net.outputs, net.dtype);
    loss.gradient(forward.output.data, target, gradient);
    return gradient;
  });
}
