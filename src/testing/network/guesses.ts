import { transposed } from "../gradient/diagnoseVector.js";
import type { Clues } from "./clues.js";
import { deltaGuesses } from "./deltaGuesses.js";
import { matrixGuesses } from "./matrixGuesses.js";
import type { Part } from "./parts.js";
import { columnSums, only, outer } from "./products.js";
import type { Guess } from "./slopes.js";

/** What a part would be if one of the usual mistakes had been made; what is computed before the part is taken to be right. */
export function guessesFor({ layer, parameter }: Pick<Part, "layer" | "parameter">, clues: Clues): Guess[] {
  const stale = staleGuesses(layer, parameter, clues);
  if (parameter === "delta") return [...stale, ...deltaGuesses(layer, clues)];
  if (parameter === "weights")
    return [...stale, ...weightGuesses(layer, clues), ...throughDelta(layer, parameter, clues)];
  if (parameter === "biases") return [...stale, ...biasGuesses(layer, clues), ...throughDelta(layer, parameter, clues)];
  return [...stale, ...matrixGuesses(0, clues)];
}

function staleGuesses(layer: number, parameter: Part["parameter"], { now, before }: Clues): Guess[] {
  const earlier = () => before().truth(layer, parameter);
  const current = () => now.truth(layer, parameter);
  return [
    {
      pattern: "stale buffer",
      message: "they are those of the call before: a buffer is read before it is filled",
      values: earlier,
    },
    {
      pattern: "accumulated",
      message: "they are added to those of the call before: a buffer is not cleared",
      values: () => current().map((one, k) => one + earlier()[k]),
    },
  ];
}

function weightGuesses(layer: number, { network, now, before }: Clues): Guess[] {
  const { samples } = now;
  const { inputs, outputs } = network.layers[layer];
  const delta = () => now.delta(layer);
  const input = now.input(layer);
  const made =
    (from: () => ArrayLike<number>, by: () => ArrayLike<number> = () => input) =>
    () =>
      outer(from(), by(), samples);
  const one = (r: number): Guess => ({
    pattern: "one sample",
    message: `only the ${r === 0 ? "first" : "last"} sample counts`,
    values: made(() => only(delta(), samples, r)),
  });
  const wanted = () => now.truth(layer, "weights");
  const guesses: Guess[] = [
    {
      pattern: "transposed gradient",
      message: "∂E/∂W is transposed: inputs × outputs, not outputs × inputs",
      values: () => transposed(wanted(), inputs, outputs),
    },
    {
      pattern: "missing input",
      message: "∂E/∂W is δ alone, without what came into the layer",
      values: made(delta, () => new Float64Array(samples * inputs).fill(1)),
    },
    {
      pattern: "stale buffer",
      message: "∂E/∂W multiplies δ by what came into the layer in the call before",
      values: made(delta, () => before().input(layer)),
    },
    {
      pattern: "stale buffer",
      message: "∂E/∂W is computed with the δ of the call before",
      values: made(() => before().delta(layer)),
    },
    ...(samples > 1 ? [one(0), one(samples - 1)] : []),
  ];
  if (layer > 0) {
    const message = `∂E/∂W is δᵀ·z of the layer before, where it should be δᵀ·a`;
    guesses.push({ pattern: "z in place of a", message, values: made(delta, () => now.probe.base[layer - 1].z) });
  }
  if (inputs === outputs) {
    guesses.push({
      pattern: "z in place of a",
      message: "∂E/∂W is δᵀ times the layer's own a, not what came into it",
      values: made(delta, () => now.probe.base[layer].a),
    });
  }
  return guesses;
}

function biasGuesses(layer: number, { now, before }: Clues): Guess[] {
  const { samples } = now;
  const delta = () => now.delta(layer);
  const sums = (from: () => ArrayLike<number>) => () => columnSums(from(), samples);
  const one = (r: number): Guess => ({
    pattern: "one sample",
    message: `only the ${r === 0 ? "first" : "last"} sample counts`,
    values: sums(() => only(delta(), samples, r)),
  });
  return [
    { pattern: "stale buffer", message: "∂E/∂b is Σδ of the call before", values: sums(() => before().delta(layer)) },
    ...(samples > 1 ? [one(0), one(samples - 1)] : []),
  ];
}

/** Mistakes in δ, seen through what is computed from it. */
function throughDelta(layer: number, parameter: "weights" | "biases", clues: Clues): Guess[] {
  const { now } = clues;
  return deltaGuesses(layer, clues).map((guess) => ({
    ...guess,
    values: () =>
      parameter === "biases"
        ? columnSums(guess.values(), now.samples)
        : outer(guess.values(), now.input(layer), now.samples),
  }));
}
