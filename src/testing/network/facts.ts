import type { Vector } from "../../matrix.js";
import type { Network } from "../../network/network.js";
import type { Check } from "./check.js";
import type { Slopes } from "./compare.js";
import { slopesOf } from "./compare.js";
import type { Part } from "./parts.js";
import { warmUp } from "./passes.js";
import { openProbe, type Probe } from "./probe.js";
import type { CheckedNetwork } from "./target.js";

/** What is true of one batch, as far as a guess about a mistake needs it; computed when it is asked for. */
export interface Facts {
  readonly probe: Probe;
  readonly x: Vector;
  /** n. */
  readonly samples: number;
  /** wᵢ / n of each sample. */
  readonly share: Float64Array;
  /** A part as it should be, by difference quotients; NaN on kinks. */
  truth(layer: number, parameter: Part["parameter"]): Float64Array;
  /** The same, with 0 on kinks. */
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
  const { data } = check;
  const samples = data.x.rows;
  const slopes: Slopes = slopesOf(network, probe, check);
  const known = new Map<string, Float64Array>();
  const truth = (layer: number, parameter: Part["parameter"]): Float64Array => {
    const key = `${layer} ${parameter}`;
    const { inputs, outputs } = network.layers[layer];
    const length = { delta: samples * outputs, weights: inputs * outputs, biases: outputs, input: samples * inputs }[
      parameter
    ];
    const values = known.get(key) ?? Float64Array.from({ length }, (_, k) => slopes(layer, parameter, k).value);
    known.set(key, values);
    return values;
  };
  return {
    probe,
    x: data.x.data,
    samples,
    share: Float64Array.from(data.weights, (weight) => weight / samples),
    truth,
    delta: (layer) => truth(layer, "delta").map((one) => (Number.isNaN(one) ? 0 : one)),
    input: (layer) => (layer === 0 ? data.x.data : probe.base[layer - 1].a),
  };
}
