import { type Activation, DataError, FormatError, type Sample, type Samples, type Vector } from "../core/index.js";
import { canonical, checksum, isRecord, need, readScaler, type ScalerNumbers, vector } from "../core/internal.js";
import { call, needSaved, needSum } from "./fields.js";
import { type LoadedNetwork, loadNetwork } from "./network.js";
import { readGiven } from "./rows.js";

/** What only predicts. */
export interface Predictor {
  /**
   * The outputs for one sample, or for rows, to the bits of `predict` of the network or pipeline
   * that was saved.
   *
   * @throws ShapeError for rows of the wrong length; DataError for no rows or a value that is not a
   * finite number.
   */
  predict(x: Samples): Vector[];
  predict(x: Sample): Vector;
}

/**
 * Reads what `JSON.stringify(net)` or `JSON.stringify(pipeline)` wrote, and predicts to the same
 * bits, without anything of training or WebAssembly: for pages that only predict. `activations`
 * are the activations of your own that it uses.
 *
 * ```ts
 * import { Layer, Sequential, sigmoid } from "deltarule";
 * import { loadPredictor } from "deltarule/predict";
 *
 * const net = new Sequential([new Layer(2, 1, sigmoid)], { seed: 1 });
 * const { predict } = loadPredictor(JSON.parse(JSON.stringify(net)));
 * predict([0, 1])[0] === net.predict([0, 1])[0]; // true
 * ```
 *
 * @throws FormatError that names the field and its value.
 */
export function loadPredictor(
  json: unknown,
  options: { activations?: readonly Activation[] | undefined } = {},
): Predictor {
  const { activations: custom = [], ...others } = options;
  const unknown = Object.keys(others)[0];
  need(unknown === undefined, call, "the option", unknown, "activations");
  need(Array.isArray(custom), call, "activations", custom, "an array of your own activations");
  for (const [i, one] of custom.entries()) {
    const f: unknown = isRecord(one) ? (one.apply ?? one.applyRow) : undefined;
    need(typeof f === "function", call, `activations[${i}]`, one, "an activation such as sigmoid");
  }
  const isPipeline = isRecord(json) && json.format === "deltarule/pipeline";
  const { network, run } = isPipeline ? loadPipeline(json, custom) : loadAlone(json, custom);
  // A pipeline takes raw numbers, of which float32 may be too narrow.
  const dtype = isPipeline ? "float64" : network.dtype;
  function predict(x: Samples): Vector[];
  function predict(x: Sample): Vector;
  function predict(x: Sample | Samples): Vector | Vector[] {
    const { rows, isOne } = readGiven(x, network.inputs, dtype);
    return isOne ? run(rows[0]) : rows.map(run);
  }
  return { predict };
}

interface Loaded {
  readonly network: LoadedNetwork;
  /** The outputs for a sample that was checked. */
  run(x: Vector): Vector;
}

function loadAlone(json: unknown, custom: readonly Activation[]): Loaded {
  const network = loadNetwork(json, custom, "");
  return { network, run: network.run };
}

function loadPipeline(json: Readonly<Record<string, unknown>>, custom: readonly Activation[]): Loaded {
  const { version, network: saved, inputs: before, outputs: after, checksum: written } = json;
  needSaved(version === 1, "version", version, "1, the version this library reads");
  const network = loadNetwork(saved, custom, "network.");
  const inputs = loadScaler("inputs", before, network.inputs);
  const outputs = loadScaler("outputs", after, network.outputs);
  needSum(written, checksum(canonical({ network: network.json, inputs, outputs })), "checksum");
  const run = (x: Vector): Vector => {
    const scaled = vector(x.length, network.dtype);
    for (let c = 0; c < x.length; c++) {
      scaled[c] = inputs === null ? x[c] : (x[c] - inputs.offsets[c]) / inputs.scales[c];
      need(
        Number.isFinite(scaled[c]),
        "predict",
        `column ${c} of the scaled inputs`,
        scaled[c],
        "a finite number",
        DataError,
      );
    }
    const output = network.run(scaled);
    if (outputs === null) return output;
    for (let k = 0; k < output.length; k++) {
      need(
        Number.isFinite(output[k]),
        "predict",
        `column ${k} of the outputs`,
        output[k],
        "a finite number",
        DataError,
      );
      output[k] = output[k] * outputs.scales[k] + outputs.offsets[k];
    }
    return output;
  };
  return { network, run };
}

/** The numbers of the scaler that a file describes; `null` for `null`. */
function loadScaler(name: string, json: unknown, columns: number): ScalerNumbers | null {
  if (json === null) return null;
  const read = readScaler(json, columns, {
    flaw: (sentence) => {
      throw new FormatError(`${call}: ${name} ${sentence}`);
    },
    columns: (given) => {
      throw new FormatError(`${call}: ${name} scales ${given} columns, wanted the network's ${columns}`);
    },
  });
  // As scaler() does: JSON writes −0 as 0.
  return { ...read, offsets: read.offsets.map((offset) => offset + 0) };
}
