import type { Clues } from "./clues.js";
import { back } from "./products.js";
import type { Guess } from "./slopes.js";

/** Mistakes in δ·W, which goes through layer `layer` to what came into it. */
export function matrixGuesses(layer: number, { network, now }: Clues): Guess[] {
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
