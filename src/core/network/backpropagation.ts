import type { Kernels } from "../engine/engine.js";
import { type Loss, linkFor } from "../losses/loss.js";
import type { Gradients, Workspace } from "./workspace.js";

/** Fills z and a of every layer, first to last. */
export function forward(kernels: Kernels, { layers }: Workspace): void {
  for (const { input, W, b, activation, z, a, dropout } of layers) {
    kernels.affine(input, W, b, z); // z = a·Wᵀ + b, with a of the layer before
    kernels.activate(activation, z, a); // a = f(z)
    if (dropout !== null) kernels.multiply(a, dropout.mask, dropout.passed);
  }
}

/**
 * Fills δ of every layer, last to first, and adds to the gradient. E is the weighted mean of the
 * loss over the samples.
 */
export function backward(kernels: Kernels, workspace: Workspace, gradients: Gradients, loss: Loss): void {
  const { output } = workspace;
  const { a, delta } = gradients.layers[gradients.layers.length - 1];
  if (linkFor(loss, output.activation) !== undefined) {
    kernels.lossDelta(loss, output, delta); // δ from z, where the loss and f have a closed form
  } else {
    kernels.lossGradient(loss, output, a); // ∂E/∂a
    kernels.slope(output.activation, output.z, output.a, a, delta); // δ = ∂E/∂a ⊙ f′(z)
  }
  backwardFromDelta(kernels, workspace, gradients);
}

/** The same, where the last layer's δ is known. */
export function backwardFromDelta(kernels: Kernels, { layers }: Workspace, gradients: Gradients): void {
  for (let l = layers.length - 1; l >= 0; l--) {
    const { delta, W, b } = gradients.layers[l];
    kernels.gradW(delta, layers[l].input, W); // ∂E/∂W = δᵀ·a
    if (b !== null) kernels.gradB(delta, b); // ∂E/∂b = Σδ
    if (l === 0) return;
    const { activation, z, a, dropout } = layers[l - 1];
    const before = gradients.layers[l - 1];
    kernels.gradA(delta, layers[l].W, before.a); // ∂E/∂a = δ·W
    if (dropout !== null) kernels.multiply(before.a, dropout.mask, before.a);
    kernels.slope(activation, z, a, before.a, before.delta); // δ = ∂E/∂a ⊙ f′(z)
  }
}

/** ∂E/∂x, after `backward`. Training does not need it. */
export function backwardInput(kernels: Kernels, { layers }: Workspace, gradients: Gradients): void {
  kernels.gradA(gradients.layers[0].delta, layers[0].W, gradients.input);
}
