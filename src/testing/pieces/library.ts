import type { Activation, Elementwise, Loss, Surrogate } from "../../core/index.js";
import { activations, isRowwise, losses } from "../../core/internal.js";

/** The library's activations; one with an option has the default. */
export function libraryActivations(): Activation[] {
  return Object.values(activations).map((one) => (typeof one === "function" ? one() : one));
}

/** The library's losses; one with an option has the default. */
export function libraryLosses(): Loss[] {
  return Object.values(losses).map((one) => (typeof one === "function" ? one() : one));
}

/** Whether a gradient can go back through the activation. */
export function hasSlope(activation: Activation): boolean {
  return !("differentiable" in activation && activation.differentiable === false);
}

/** The function whose derivative a surrogate uses; `null` for any other activation. */
export function slopeLender(activation: Activation): Elementwise | null {
  if (isRowwise(activation) || activation.surrogate === undefined) return null;
  return slopeLender(activation.surrogate) ?? activation.surrogate;
}

/** The z where an activation has no slope; none for softmax. */
export function kinksOf(activation: Activation): readonly number[] {
  return isRowwise(activation) ? [] : (activation.kinks ?? []);
}

/** The same, and of a surrogate also the kinks of the function that runs forward. */
export function allKinksOf(activation: Activation): readonly number[] {
  return hasForward(activation) ? [...kinksOf(activation), ...kinksOf(activation.forward)] : kinksOf(activation);
}

function hasForward(activation: Activation): activation is Surrogate {
  return "forward" in activation;
}
