import type { Backward, Vector } from "../../core/index.js";
import type { Network } from "../../core/internal.js";
import { inspectBackward, inspectForward } from "../../core/internal.js";
import type { Check } from "./check.js";
import type { Slopes } from "./compare.js";
import { slopesOf } from "./compare.js";
import type { Part } from "./parts.js";
import { warmUp } from "./passes.js";
import { openProbe, type Probe } from "./probe.js";
import { back, columnSums, outer } from "./products.js";
import type { CheckedNetwork } from "./target.js";

/** What is true of one batch, as far as a guess about a mistake needs it; computed when it is asked for. */
export interface Facts {
  readonly probe: Probe;
  readonly x: Vector;
  /** n. */
  readonly samples: number;
  /** wᵢ / n of each sample. */
  readonly share: Float64Array;
  /** A part as it should be: δ by difference quotients, on kinks by the library; what follows from δ by its products. */
  truth(layer: number, parameter: Part["parameter"]): Float64Array;
  /** The same of δ. */
  delta(layer: number): Float64Array;
  /** What comes into a layer, samples × inputs. */
  input(layer: number): Vector;
}

/** The facts of the batch, and of the one before it. */
export function factsOf<Net extends CheckedNetwork>(
  check: Check<Net>,
  network: Network,
  probe: Probe,
): { now: Facts; before: () => Facts } {
  let warm: Facts | undefined;
  return {
    now: gather(check, network, probe),
    before: () => {
      if (warm === undefined) {
        const data = warmUp(check.data);
        warm = gather({ ...check, data }, network, openProbe(network, data, check.loss, data.x.rows));
      }
      return warm;
    },
  };
}

function gather<Net extends CheckedNetwork>(check: Check<Net>, network: Network, probe: Probe): Facts {
  const { data, loss } = check;
  const samples = data.x.rows;
  const slopes: Slopes = slopesOf(network, probe, check);
  const known = new Map<number, Float64Array>();
  const input = (layer: number): Vector => (layer === 0 ? data.x.data : probe.base[layer - 1].a);
  let library: Backward | undefined;
  const delta = (layer: number): Float64Array => {
    const { outputs } = network.layers[layer];
    const values =
      known.get(layer) ??
      Float64Array.from({ length: samples * outputs }, (_, k) => {
        const { value, kink } = slopes(layer, "delta", k);
        if (kink === null) return value;
        const { x, t, weights } = data;
        library ??= inspectBackward(network, inspectForward(network, x), t, loss, { sampleWeights: weights });
        return library.layers[layer].delta.data[k];
      });
    known.set(layer, values);
    return values;
  };
  const truth = (layer: number, parameter: Part["parameter"]): Float64Array => {
    if (parameter === "delta") return delta(layer);
    if (parameter === "weights") return outer(delta(layer), input(layer), samples);
    if (parameter === "biases") return columnSums(delta(layer), samples);
    const { weights } = network.layers[0];
    return back(delta(0), samples, weights.columns, (j, i) => weights.data[j * weights.columns + i]);
  };
  return {
    probe,
    x: data.x.data,
    samples,
    share: Float64Array.from(data.weights, (weight) => weight / samples),
    truth,
    delta,
    input,
  };
}
