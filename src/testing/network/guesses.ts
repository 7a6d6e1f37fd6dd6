import { type Activation, type Loss, type Matrix, matrix, type Vector } from "../../core/index.js";
import { isRowwise, linkFor } from "../../core/internal.js";
import {
  absMatrix,
  columnSums,
  mapMatrix,
  multiplyMatrices,
  transposeMatrix,
  weightGradient,
  withData,
} from "../matrices.js";
import { deltaThrough, outputDelta, outputGradient } from "../pieces/formulas.js";
import { libraryLosses } from "../pieces/library.js";
import { type Guess, slopeGuesses } from "../pieces/slopeGuesses.js";
import type { Clues } from "./facts.js";
import type { GradientPart } from "./passes.js";

type GuessedPart = Pick<GradientPart, "layer" | "parameter">;

/**
 * The values of a part under each common mistake. Everything that is computed before the part
 * counts as right.
 */
export function guessesFor({ layer, parameter }: GuessedPart, clues: Clues): Guess[] {
  const stale = staleGuesses(layer, parameter, clues);
  if (parameter === "delta") return [...stale, ...deltaGuesses(layer, clues)];
  if (parameter === "input") return [...stale, ...weightBackGuesses(0, clues)];
  const own = parameter === "weights" ? weightGuesses(layer, clues) : biasGuesses(layer, clues);
  return [...stale, ...own, ...throughDelta(layer, parameter, clues)];
}

/** Mistakes with buffers. */
function staleGuesses(layer: number, parameter: GradientPart["parameter"], { now, before }: Clues): Guess[] {
  const earlier = () => before().truth(layer, parameter);
  return [
    {
      pattern: "stale buffer",
      message: "they are those of the call before: a buffer is read before it is filled",
      values: earlier,
    },
    {
      pattern: "accumulated",
      message: "they are added to those of the call before: a buffer is not cleared",
      values: () => {
        const added = earlier();
        return now.truth(layer, parameter).map((one, k) => one + added[k]);
      },
    },
  ];
}

/** Mistakes in ∂E/∂W = δᵀ·a. */
function weightGuesses(layer: number, { network, now, before }: Clues): Guess[] {
  const { inputs, outputs } = network.layers[layer];
  const delta = () => now.delta(layer);
  const input = () => now.input(layer);
  const product =
    (from: () => Matrix, by: () => Matrix = input) =>
    (): Vector =>
      weightGradient(from(), by());
  const guesses: Guess[] = [
    {
      pattern: "transposed gradient",
      message: "∂E/∂W is transposed: inputs × outputs, not outputs × inputs",
      values: () => transposeMatrix(matrix(outputs, inputs, now.truth(layer, "weights"))).data,
    },
    {
      pattern: "missing input",
      message: "∂E/∂W is δ alone, without what came into the layer",
      values: product(delta, () => mapMatrix(input(), () => 1)),
    },
    {
      pattern: "stale buffer",
      message: "∂E/∂W multiplies δ by what came into the layer in the call before",
      values: product(delta, () => before().input(layer)),
    },
    {
      pattern: "stale buffer",
      message: "∂E/∂W is computed with the δ of the call before",
      values: product(() => before().delta(layer)),
    },
    ...oneSampleGuesses(layer, "weights", { now }),
  ];
  if (layer > 0) {
    const message = "∂E/∂W is δᵀ·z of the layer before, where it should be δᵀ·a";
    guesses.push({ pattern: "z in place of a", message, values: product(delta, () => now.probe.base[layer - 1].z) });
  }
  if (inputs === outputs) {
    guesses.push({
      pattern: "z in place of a",
      message: "∂E/∂W is δᵀ times the layer's own a, not what came into it",
      values: product(delta, () => now.probe.base[layer].a),
    });
  }
  return guesses;
}

/** Mistakes in ∂E/∂b = Σδ. */
function biasGuesses(layer: number, { now, before }: Clues): Guess[] {
  return [
    {
      pattern: "stale buffer",
      message: "∂E/∂b is Σδ of the call before",
      values: () => columnSums(before().delta(layer)),
    },
    ...oneSampleGuesses(layer, "biases", { now }),
  ];
}

/** ∂E/∂W or ∂E/∂b from δ. */
function fromDelta(layer: number, parameter: "weights" | "biases", delta: Matrix, { now }: Pick<Clues, "now">): Vector {
  return parameter === "biases" ? columnSums(delta) : weightGradient(delta, now.input(layer));
}

function oneSampleGuesses(layer: number, parameter: "weights" | "biases", { now }: Pick<Clues, "now">): Guess[] {
  if (now.samples === 1) return [];
  return [0, now.samples - 1].map((sample): Guess => {
    const values = (): Vector => {
      const delta = now.delta(layer);
      const alone = mapMatrix(delta, (k) => (Math.floor(k / delta.columns) === sample ? delta.data[k] : 0));
      return fromDelta(layer, parameter, alone, { now });
    };
    return { pattern: "one sample", message: `only the ${sample === 0 ? "first" : "last"} sample counts`, values };
  });
}

/** Mistakes in δ, as they appear in ∂E/∂W or ∂E/∂b. */
function throughDelta(layer: number, parameter: "weights" | "biases", clues: Clues): Guess[] {
  return deltaGuesses(layer, clues).map((guess) => ({
    ...guess,
    values: () => fromDelta(layer, parameter, withData(clues.now.delta(layer), guess.values()), clues),
  }));
}

/** Mistakes in δ. */
function deltaGuesses(layer: number, clues: Clues): Guess[] {
  const { network, now, before } = clues;
  const { activation: f } = network.layers[layer];
  const { z, a } = now.probe.base[layer];
  const gradA = () => gradientOfA(layer, clues);
  const own = slopeGuesses(f, z, a, gradA);
  if (layer === network.layers.length - 1) return [...lossGuesses(clues), ...own];
  // A row-wise f has no slope to multiply by: there the guess stays ∂E/∂a.
  const through = weightBackGuesses(layer + 1, clues).map(
    (guess): Guess => ({
      ...guess,
      values: () => (isRowwise(f) ? guess.values() : deltaThrough(f, z, a, withData(a, guess.values())).data),
    }),
  );
  const staleSlope: Guess = {
    pattern: "stale buffer",
    message: `the slope of ${f.name} is taken at the z of the call before`,
    values: () => {
      const earlier = before().probe.base[layer];
      return deltaThrough(f, earlier.z, earlier.a, gradA()).data;
    },
  };
  return [...through, ...own, ...(isRowwise(f) ? [] : [staleSlope])];
}

/** ∂E/∂a of a layer; everything behind the layer counts as right. */
function gradientOfA(layer: number, { loss, data, network, now }: Clues): Matrix {
  const { layers } = network;
  if (layer === layers.length - 1) return outputGradient(loss, now.probe.base[layer].a, data.t, now.share);
  return multiplyMatrices(now.delta(layer + 1), layers[layer + 1].weights);
}

/** Mistakes in δ·W, which goes back through a layer to its input. */
function weightBackGuesses(layer: number, { network, now }: Clues): Guess[] {
  const { weights: W, inputs, outputs } = network.layers[layer];
  const by = (weights: Matrix) => () => multiplyMatrices(now.delta(layer), weights).data;
  const reversed: Guess = {
    pattern: "transposed weights",
    message: `layer ${layer}'s W is read from its end on the way back`,
    values: by(matrix(outputs, inputs, W.data.slice().reverse())),
  };
  return [
    {
      pattern: "transposed weights",
      message: `layer ${layer}'s W is transposed on the way back`,
      values: by(transposeMatrix(matrix(inputs, outputs, W.data))),
    },
    ...(outputs > 1 || inputs < 2 ? [] : [reversed]),
    {
      pattern: "missing weights",
      message: `layer ${layer}'s W is missing on the way back`,
      values: by(mapMatrix(W, () => 1)),
    },
    {
      pattern: "missing weights",
      message: `layer ${layer}'s W is replaced by its absolute values on the way back`,
      values: by(absMatrix(W)),
    },
    {
      pattern: "missing weights",
      message: `only the first neuron of layer ${layer} sends its δ back`,
      values: by(mapMatrix(W, (k) => (k < inputs ? W.data[k] : 0))),
    },
    {
      pattern: "missing weights",
      message: `the last neuron of layer ${layer} does not send its δ back`,
      values: by(mapMatrix(W, (k) => (k < (outputs - 1) * inputs ? W.data[k] : 0))),
    },
  ];
}

/** The layer behind a part, and what the part gains by its update. */
interface Early {
  readonly behind: number;
  readonly gain: Vector;
}

/**
 * What a part gains per unit of −η when the layer behind has taken its step before its δ goes back:
 * W − η·∂E/∂W stands in place of W. `null` where no weights lie behind.
 */
export function updatedEarly({ layer, parameter }: GuessedPart, clues: Clues): Early | null {
  const { network, now } = clues;
  const behind = parameter === "input" ? layer : layer + 1;
  const next = network.layers[behind];
  if (next === undefined) return null;
  const gradient = matrix(next.outputs, next.inputs, now.truth(behind, "weights"));
  const back = multiplyMatrices(now.delta(behind), gradient);
  if (parameter === "input") return { behind, gain: back.data };
  const { z, a } = now.probe.base[layer];
  const delta = deltaThrough(network.layers[layer].activation, z, a, back);
  return { behind, gain: parameter === "delta" ? delta.data : fromDelta(layer, parameter, delta, clues) };
}

/** Half the squared error without the slope of f has the δ of a cross-entropy after f. */
function orMissing(loss: Loss, other: Loss, f: Activation): string {
  return loss.name === "squaredError" && linkFor(other, f) ? `, or the slope of ${f.name} is missing` : "";
}

/** Mistakes at the loss, as they appear in δ of the last layer. */
function lossGuesses({ loss, data: { t }, network, now }: Clues): Guess[] {
  const layer = network.layers.length - 1;
  const { activation: f } = network.layers[layer];
  const { z, a } = now.probe.base[layer];
  const even = new Float64Array(now.samples).fill(1 / now.samples);
  const unweighted: Guess = {
    pattern: "missing sample weights",
    message: "the sample weights are left out",
    values: () => outputDelta(loss, f, z, a, t, even).data,
  };
  const twice: Guess = {
    pattern: "slope twice",
    message: `δ of ${loss.name} after ${f.name} has a closed form, to which the slope of ${f.name} has been applied once more`,
    values: () => deltaThrough(f, z, a, now.delta(layer)).data,
  };
  const others = libraryLosses()
    .filter((other) => other !== loss && t.data.every((target) => other.targets?.accepts(target) ?? true))
    .map(
      (other): Guess => ({
        pattern: "gradient of another loss",
        message: `this is the gradient of ${other.name}, not of ${loss.name}${orMissing(loss, other, f)}`,
        values: () => outputDelta(other, f, z, a, t, now.share).data,
      }),
    );
  const closed: Guess = {
    pattern: "gradient of another loss",
    message: `δ is (a − t)/n, the closed form of a cross-entropy, whatever the loss is: ${loss.name} has another gradient`,
    values: () => a.data.map((one, k) => (one - t.data[k]) * now.share[Math.floor(k / a.columns)]),
  };
  return [unweighted, ...(linkFor(loss, f) ? [twice] : []), ...others, closed];
}
