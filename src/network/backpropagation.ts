import type { Kernels } from "../engine/engine.js";
import { type Loss, linkFor } from "../losses/loss.js";
import type { Gradients, Workspace } from "./workspace.js";

/** Fills z and a of every layer, first to last: `z = a·Wᵀ + b`, `a = f(z)`. */
export function forward(kernels: Kernels, { input, layers }: Workspace): void {
  let a = input;
  for (const layer of layers) {
    kernels.affine(a, layer.W, layer.b, layer.z);
    kernels.activate(layer.activation, layer.z, layer.a);
    a = layer.a;
  }
}

/** Fills δ of every layer, last to first, and the gradient. E is the weighted mean of the loss over the samples. */
export function backward(
  kernels: Kernels,
  { input, layers, output }: Workspace,
  gradients: Gradients,
  loss: Loss,
): void {
  const last = layers.length - 1;
  for (let l = last; l >= 0; l--) {
    const { activation, z, a } = layers[l];
    const grad = gradients.layers[l];
    const link = l === last ? linkFor(loss, activation) : undefined;
    if (link !== undefined) {
      kernels.lossDelta(link, output, grad.delta); // δ from z, where the loss and f have a closed form
    } else {
      if (l === last) kernels.lossGradient(loss, output, grad.a); // ∂E/∂a
      kernels.slope(activation, z, a, grad.a, grad.delta); // δ = ∂E/∂a ⊙ f′(z)
    }
    kernels.gradW(grad.delta, l === 0 ? input : layers[l - 1].a, grad.W); // ∂E/∂W = δᵀ·a
    if (grad.b !== null) kernels.gradB(grad.delta, grad.b); // ∂E/∂b = Σδ
    if (l > 0) kernels.gradA(grad.delta, layers[l].W, gradients.layers[l - 1].a); // ∂E/∂a = δ·W
  }
}

/** ∂E/∂x, after `backward`: what training has no use for. */
export function backwardInput(kernels: Kernels, { layers }: Workspace, gradients: Gradients): void {
  kernels.gradA(gradients.layers[0].delta, layers[0].W, gradients.input);
}
