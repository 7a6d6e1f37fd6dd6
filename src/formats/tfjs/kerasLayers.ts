import { softmax } from "../../core/index.js";
import type { Fail } from "../fileBytes.js";
import { jsonArray, jsonField, jsonFinite, jsonLength } from "../jsonFields.js";
import type { LayerChain } from "../layerChain.js";
import { type KerasActivation, readActivation, readActivationLayer } from "./kerasActivations.js";
import type { KerasLayer } from "./topology.js";
import type { StoredWeights } from "./weights.js";

/** What a layer is read with. */
interface LayerReading {
  readonly chain: LayerChain;
  readonly stored: StoredWeights;
  readonly kerasVersion: string;
  readonly fail: Fail;
}

/** Layers that do nothing in inference. */
const idleKinds: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "InputLayer",
  "ActivityRegularization",
  "AlphaDropout",
  "GaussianDropout",
  "GaussianNoise",
]);

/** Adds what a layer of Keras does to the chain. */
export function readKerasLayer(layer: KerasLayer, reading: LayerReading): void {
  const { kind, config, title } = layer;
  const { chain, kerasVersion, fail } = reading;
  const activation = readActivationLayer(kind, config, { title, kerasVersion, fail });
  if (activation !== null) activate(layer, activation, reading);
  else if (kind === "Dense") readDense(layer, reading);
  else if (kind === "BatchNormalization") readBatchNormalization(layer, reading);
  else if (kind === "Flatten" || kind === "Reshape") readShape(layer, reading);
  else if (kind === "Dropout") {
    const rate = jsonFinite(jsonField(config, "rate"), `${title}'s rate`, fail);
    if (rate < 0 || rate >= 1) fail(`${title}'s rate`, rate, "a number from 0 below 1");
    chain.drop(rate);
  } else if (kind === "Rescaling")
    chain.affineByNumbers(
      title,
      jsonFinite(jsonField(config, "scale"), `${title}'s scale`, fail),
      jsonFinite(jsonField(config, "offset") ?? 0, `${title}'s offset`, fail),
    );
  else if (!idleKinds.has(kind))
    fail(
      title,
      kind,
      "a layer of a perceptron: Dense, Activation, ReLU, LeakyReLU, ELU, Softmax, BatchNormalization, Rescaling, Dropout, Flatten, Reshape or InputLayer",
    );
}

function readDense({ name, config, title }: KerasLayer, { chain, stored, kerasVersion, fail }: LayerReading): void {
  const units = jsonLength(jsonField(config, "units"), `${title}'s units`, 1, fail);
  const inputs = chain.features === null ? stored.shapeOf(name, "kernel")?.[0] : rowLength(title, chain, fail);
  if (inputs === 0) fail(`the number of inputs of ${title}`, inputs, "1 or more");
  // Without a kernel, taking it says what is missing.
  const kernel = stored.take(name, "kernel", [inputs ?? 1, units]);
  const count = kernel.length / units;
  const weights = new Float64Array(kernel.length);
  for (let i = 0; i < count; i++) for (let j = 0; j < units; j++) weights[j * count + i] = kernel[i * units + j];
  const hasBias = flag(config, "use_bias", title, fail);
  chain.dense(count, units, weights, hasBias ? Float64Array.from(stored.take(name, "bias", [units])) : null);
  addActivation(title, readActivation(jsonField(config, "activation"), { title, kerasVersion, fail }), chain);
}

/** Activation layers. A softmax is one of the columns, in which a row has no other dimension. */
function activate({ config, title, kind }: KerasLayer, given: KerasActivation, { chain, fail }: LayerReading): void {
  if (given.activation === softmax) {
    if (chain.features !== null) rowLength(title, chain, fail);
    const axis = jsonField(config, "axis");
    const list = kind !== "Softmax" || axis === undefined ? [] : Array.isArray(axis) ? axis : [axis];
    if (list.some((of) => of !== -1 && of !== 1) || list.length > 1) fail(`${title}'s axis`, axis, "-1 or 1");
  }
  addActivation(title, given, chain);
}

function addActivation(title: string, given: KerasActivation, chain: LayerChain): void {
  const { activation, scale = 1, shift = 0, gain = 1 } = given;
  chain.affineByNumbers(title, scale, shift);
  chain.activate(title, activation);
  chain.affineByNumbers(title, gain, 0);
}

/** `γ (x − μ) / √(σ² + ε) + β` of each column, with the μ and σ² that training kept. */
function readBatchNormalization({ name, config, title }: KerasLayer, { chain, stored, fail }: LayerReading): void {
  const columns = chain.features === null ? stored.shapeOf(name, "moving_mean")?.[0] : rowLength(title, chain, fail);
  const axis = jsonField(config, "axis") ?? -1;
  const only = Array.isArray(axis) && axis.length === 1 ? axis[0] : axis;
  if (only !== -1 && only !== 1) fail(`${title}'s axis`, axis, "-1 or 1, the columns");
  const epsilon = jsonFinite(jsonField(config, "epsilon") ?? 1e-3, `${title}'s epsilon`, fail);
  const take = (kind: string): Float64Array => Float64Array.from(stored.take(name, kind, [columns ?? 1]));
  const mean = take("moving_mean");
  const variance = take("moving_variance");
  const gamma = flag(config, "scale", title, fail) ? take("gamma") : mean.map(() => 1);
  const beta = flag(config, "center", title, fail) ? take("beta") : mean.map(() => 0);
  const scale = gamma.map((factor, i) => factor / Math.sqrt(variance[i] + epsilon));
  if (!scale.every(Number.isFinite)) fail(`${title}'s variance`, "below 0 or not a number", "numbers from 0");
  chain.affine(
    scale,
    beta.map((offset, i) => offset - mean[i] * scale[i]),
  );
}

/** Flatten and Reshape leave the order of the numbers as it is. */
function readShape({ kind, config, title }: KerasLayer, { chain, fail }: LayerReading): void {
  const { width } = chain;
  if (kind === "Flatten") {
    // With the channels first, TensorFlow.js puts them last before it flattens.
    const format = jsonField(config, "data_format") ?? jsonField(config, "dataFormat") ?? "channelsLast";
    const isLast = format === "channels_last" || format === "channelsLast" || chain.features?.length === 1;
    if (!isLast) fail(`${title}'s data_format`, format, '"channels_last"');
    if (width !== null) chain.features = [width];
    return;
  }
  const size = width ?? fail(`the number of columns of ${title}`, width, "a number: the file must say it");
  const target = jsonArray(jsonField(config, "target_shape"), `${title}'s target_shape`, fail);
  const free = target.indexOf(-1);
  const lengths = target.map((length, i) => (i === free ? 1 : jsonLength(length, `${title}'s target_shape`, 1, fail)));
  const product = lengths.reduce((all, length) => all * length, 1);
  if (free === -1 ? product !== size : size % product !== 0)
    fail(`${title}'s target_shape`, `[${target.join(", ")}]`, `a shape of ${size} numbers`);
  if (free !== -1) lengths[free] = size / product;
  chain.features = lengths;
}

/** The length of a row that has no other dimension. */
function rowLength(title: string, { features }: LayerChain, fail: Fail): number {
  if (features?.length !== 1)
    return fail(
      `what ${title} takes`,
      `[${features?.join(", ")}] of each sample`,
      "a row of numbers: a Flatten before it",
    );
  return features[0];
}

/** A field that is true unless the model says otherwise. */
function flag(config: KerasLayer["config"], name: string, title: string, fail: Fail): boolean {
  const given = jsonField(config, name) ?? true;
  return typeof given === "boolean" ? given : fail(`${title}'s ${name}`, given, "true or false");
}
