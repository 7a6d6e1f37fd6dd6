import { type Activation, type Dtype, Layer, type Loss, Sequential, sigmoid, softmax } from "deltarule";
import fc from "fast-check";
import { activations, losses } from "./exported.js";
import { randomFrom } from "./numeric.js";
import { ownSigmoid, ownSoftmax } from "./own.js";
import type { Problem } from "./plain.js";

const differentiable = activations
  .map(({ it }) => it)
  .filter((f) => !("differentiable" in f && f.differentiable === false));
const tanh = differentiable.find(({ name }) => name === "tanh") as Activation;
const anyLoss = losses.map(({ it }) => it);

/**
 * Problems with 1 to 5 layers of width 1 to 16, and data. Last activations and targets fit the
 * loss.
 */
export const problems = fc
  .record({
    widths: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 2, maxLength: 6 }),
    hidden: fc.array(fc.constantFrom(...differentiable), { minLength: 5, maxLength: 5 }),
    biased: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    loss: fc.constantFrom(...anyLoss),
    last: fc.nat(),
    batch: fc.integer({ min: 1, max: 9 }),
    weighted: fc.boolean(),
    seed: fc.integer(),
  })
  .map(({ widths: drawn, hidden, biased, loss, last, batch, weighted, seed }): Problem => {
    const widths = widthsFor(loss, drawn);
    const random = randomFrom(seed);
    const real = (bound: number) => (2 * random() - 1) * bound;
    const numbers = (length: number, draw: () => number) => Array.from({ length }, draw);
    const outputs = widths[widths.length - 1];
    const fitting = lastActivations(loss, outputs);
    const layers = widths.slice(1).map((width, l) => ({
      W: Array.from({ length: width }, () => numbers(widths[l], () => real(1.8 / Math.sqrt(widths[l])))),
      b: biased[l] ? numbers(width, () => real(0.5)) : null,
      f: l === widths.length - 2 ? fitting[last % fitting.length] : fits(hidden[l], width) ? hidden[l] : tanh,
    }));
    return {
      layers,
      x: Array.from({ length: batch }, () => numbers(widths[0], () => real(2))),
      t: Array.from({ length: batch }, () => numbers(outputs, () => target(loss, random))),
      loss,
      counts: numbers(batch, () => (weighted ? Math.floor(4 * random()) / 2 : 1)),
    };
  });

/** The network of the problem. */
export function networkOf({ layers }: Problem, dtype: Dtype): Sequential<readonly Layer[]> {
  const made = layers.map(
    ({ W, b, f }): Layer =>
      new Layer(W[0].length, W.length, f, { weights: W, ...(b === null ? { bias: false } : { biases: b }) }),
  );
  return new Sequential(made, { dtype, seed: 1 });
}

/**
 * The activations that the loss can learn with. A loss with a closed form also stands after copies,
 * for which it has none.
 */
function lastActivations(loss: Loss, outputs: number): readonly Activation[] {
  const known = loss.link === undefined ? differentiable : [sigmoid, softmax, ownSigmoid, ownSoftmax];
  return known.filter((f) => fits(f, outputs) && (loss.outputs?.accepts(f, outputs) ?? true));
}

/** Whether the activation is more than a constant for this many outputs. */
function fits(f: Activation, outputs: number): boolean {
  return outputs > 1 || !("sumsToOne" in f);
}

/** The widths, with another output where the loss can learn from none. */
function widthsFor(loss: Loss, widths: readonly number[]): readonly number[] {
  const outputs = widths[widths.length - 1];
  return lastActivations(loss, outputs).length > 0 ? widths : [...widths.slice(0, -1), outputs + 1];
}

function target(loss: Loss, random: () => number): number {
  for (;;) {
    const t = [-1, 0, 1, 4 * random() - 2][Math.floor(4 * random())];
    if (loss.targets?.accepts(t) ?? true) return t;
  }
}
