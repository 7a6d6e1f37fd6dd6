import type { Backward, Forward, Sequential } from "../../core/index.js";
import type { Rest } from "./trace.js";

/** The most neurons of a layer, terms of a sum, and samples of a batch that a trace shows. */
export interface TraceLimit {
  readonly neurons: number;
  readonly terms: number;
  readonly samples: number;
}

/** The neurons and weights that a trace shows: the same for every sample of a batch. */
export interface ShownPlaces {
  /** For each layer, the neurons with the largest Σ|δ| over the samples. */
  readonly neurons: readonly (readonly number[])[];
  /** The inputs of a neuron with the largest Σ|w·a| over the samples. */
  terms(layer: number, neuron: number): readonly number[];
}

/** Chooses what a trace of these passes shows. */
export function shownPlaces(
  { layers }: Sequential,
  forward: Forward,
  backward: Backward,
  { neurons, terms }: TraceLimit,
): ShownPlaces {
  const reach = (rows: number, sizeAt: (r: number) => number): number => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += Math.abs(sizeAt(r));
    return sum;
  };
  return {
    neurons: layers.map(({ outputs }, l) => {
      const { rows, data } = backward.layers[l].delta;
      return largestPlaces(outputs, neurons, (j) => reach(rows, (r) => data[r * outputs + j]));
    }),
    terms: (l, j) => {
      const { inputs, weights } = layers[l];
      const { rows, data } = l === 0 ? forward.input : forward.layers[l - 1].a;
      const weightFrom = (i: number): number => weights.data[j * inputs + i];
      return largestPlaces(inputs, terms, (i) => reach(rows, (r) => data[r * inputs + i] * weightFrom(i)));
    },
  };
}

/** The places of the `limit` largest of `length` numbers by absolute value, in ascending order. */
export function largestPlaces(length: number, limit: number, size: (at: number) => number): number[] {
  const places = Array.from({ length }, (_, at) => at);
  if (length <= limit) return places;
  const sizes = places.map((at) => Math.abs(size(at)));
  places.sort((one, other) => sizes[other] - sizes[one] || one - other);
  return places.slice(0, limit).sort((one, other) => one - other);
}

/** The sum over the places that were not chosen; `null` where all were. */
export function restOf(length: number, chosen: readonly number[], size: (at: number) => number): Rest | null {
  if (chosen.length === length) return null;
  const shown = new Set(chosen);
  let sum = 0;
  for (let at = 0; at < length; at++) if (!shown.has(at)) sum += size(at);
  return { count: length - chosen.length, sum };
}
