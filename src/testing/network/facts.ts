import { type Backward, type Loss, type Matrix, matrix, type Vector } from "../../core/index.js";
import { columnSums, multiplyMatrices, weightGradient } from "../matrices.js";
import { type GradientPart, warmUpBatch } from "./passes.js";
import { openProbe, type Probe, slopesOf } from "./probe.js";
import type { CheckedBatch, NetworkCheck, PlainNetwork } from "./target.js";

/** The true values of one batch, each computed when asked for. */
export interface BatchFacts {
  /** z and a of each layer, and E. */
  readonly probe: Probe;
  /** n. */
  readonly samples: number;
  /** wᵢ / n of each sample. */
  readonly share: Float64Array;
  /** A part without mistakes; everything but δ is a product of δ. */
  truth(layer: number, parameter: GradientPart["parameter"]): Vector;
  /** δ by difference quotients; on kinks by the library's own backward pass. */
  delta(layer: number): Matrix;
  /** The a that enters a layer, samples × inputs; x for layer 0. */
  input(layer: number): Matrix;
}

/** What guesses at a mistake are computed from. */
export interface Clues {
  readonly loss: Loss;
  readonly data: CheckedBatch;
  readonly network: PlainNetwork;
  /** The batch that is checked. */
  readonly now: BatchFacts;
  /** The batch of the call before. */
  readonly before: () => BatchFacts;
}

/** The clues of a check. */
export function cluesOf(check: NetworkCheck, network: PlainNetwork, probe: Probe): Clues {
  const { data, loss } = check;
  let warm: BatchFacts | undefined;
  const before = (): BatchFacts => {
    if (warm === undefined) {
      const earlier = warmUpBatch(data);
      const opened = openProbe(network, earlier, loss, data.x.rows);
      warm = factsOf({ ...check, data: earlier }, network, opened);
    }
    return warm;
  };
  return { loss, data, network, now: factsOf(check, network, probe), before };
}

function factsOf(check: NetworkCheck, network: PlainNetwork, probe: Probe): BatchFacts {
  const { x, t, weights } = check.data;
  const samples = x.rows;
  const slopes = slopesOf(network, probe, check);
  const deltas = new Map<number, Matrix>();
  let library: Backward | undefined;
  const libraryDelta = (layer: number): Vector => {
    library ??= network.backward(network.forward(x), t, check.loss, { sampleWeights: weights });
    return library.layers[layer].delta.data;
  };
  const input = (layer: number): Matrix => (layer === 0 ? x : probe.base[layer - 1].a);
  const delta = (layer: number): Matrix => {
    const columns = network.layers[layer].outputs;
    const numberAt = (_: unknown, k: number): number => {
      const { value, kink } = slopes(layer, "delta", k);
      return kink === null ? value : libraryDelta(layer)[k];
    };
    const made =
      deltas.get(layer) ?? matrix(samples, columns, Float64Array.from({ length: samples * columns }, numberAt));
    deltas.set(layer, made);
    return made;
  };
  const truth = (layer: number, parameter: GradientPart["parameter"]): Vector => {
    if (parameter === "delta") return delta(layer).data;
    if (parameter === "weights") return weightGradient(delta(layer), input(layer));
    if (parameter === "biases") return columnSums(delta(layer));
    return multiplyMatrices(delta(0), network.layers[0].weights).data;
  };
  return { probe, samples, share: Float64Array.from(weights, (weight) => weight / samples), truth, delta, input };
}
