import { isRowwise } from "../../activations/activation.js";
import { linkFor } from "../../losses/loss.js";
import { row } from "../../matrix.js";
import type { Network } from "../../network/network.js";
import { transposed } from "../gradient/diagnoseVector.js";
import type { Check } from "./check.js";
import type { Facts } from "./facts.js";
import type { Part } from "./parts.js";
import { back, columnSums, only, outer, times } from "./products.js";
import { type Guess, lossDeltas, lossGradients, otherLosses, slopeGuesses } from "./slopes.js";
import type { CheckedNetwork } from "./target.js";

/** What guesses are made from. */
export interface Clues {
  readonly check: Pick<Check<CheckedNetwork>, "loss" | "data">;
  readonly network: Network;
  readonly now: Facts;
  readonly before: () => Facts;
}

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

/** ∂E/∂a of a layer, if all after it is right. */
function gradientOfA(layer: number, { check, network, now }: Clues): Float64Array {
  const { layers } = network;
  const { z, a } = now.probe.base[layer];
  if (layer === layers.length - 1) {
    const columns = layers[layer].outputs;
    return lossGradients(check.loss, { rows: now.samples, columns, data: a }, check.data.t, now.share);
  }
  const { data, columns } = layers[layer + 1].weights;
  return back(now.delta(layer + 1), now.samples, z.length / now.samples, (j, i) => data[j * columns + i]);
}

function deltaGuesses(layer: number, clues: Clues): Guess[] {
  const { network, now, before } = clues;
  const { activation: f } = network.layers[layer];
  const { z, a } = now.probe.base[layer];
  const slope = isRowwise(f) ? null : z.map((one, k) => f.derivative(one, a[k]));
  const own = slopeGuesses(f, z, a, () => gradientOfA(layer, clues));
  if (layer === network.layers.length - 1) return [...outputGuesses(clues), ...own];
  const through = matrixGuesses(layer + 1, clues).map(
    (guess): Guess => ({
      ...guess,
      values: () => (slope === null ? guess.values() : times(guess.values(), slope)),
    }),
  );
  const staleSlope: Guess = {
    pattern: "stale buffer",
    message: `the slope of ${f.name} is taken at the z of the call before`,
    values: () =>
      times(
        gradientOfA(layer, clues),
        isRowwise(f)
          ? z
          : before().probe.base[layer].z.map((one, k) => f.derivative(one, before().probe.base[layer].a[k])),
      ),
  };
  return [...through, ...own, staleSlope];
}

/** Mistakes at the loss. */
function outputGuesses({ check, network, now }: Clues): Guess[] {
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

/** Mistakes in δ·W, which goes through layer `layer` to what came into it. */
function matrixGuesses(layer: number, { network, now }: Clues): Guess[] {
  const {
    weights: { data, columns },
    inputs,
    outputs,
  } = network.layers[layer];
  const by = (weight: (j: number, i: number) => number) => () => back(now.delta(layer), now.samples, inputs, weight);
  return [
    {
      pattern: "transposed weights",
      message: `layer ${layer}'s W is transposed on the way back`,
      values: by((j, i) => data[i * outputs + j]),
    },
    { pattern: "missing weights", message: `layer ${layer}'s W is missing on the way back`, values: by(() => 1) },
    {
      pattern: "missing weights",
      message: `layer ${layer}'s W goes back with its absolute values`,
      values: by((j, i) => Math.abs(data[j * columns + i])),
    },
    {
      pattern: "missing weights",
      message: `only the first neuron of layer ${layer} sends its δ back`,
      values: by((j, i) => (j === 0 ? data[i] : 0)),
    },
    {
      pattern: "missing weights",
      message: `the last neuron of layer ${layer} does not send its δ back`,
      values: by((j, i) => (j === outputs - 1 ? 0 : data[j * columns + i])),
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
