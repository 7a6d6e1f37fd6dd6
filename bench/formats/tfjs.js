// Models of TensorFlow.js, trained for a moment, saved by its own code, with its own outputs.
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import * as tfl from "@tensorflow/tfjs-layers";
import { rowsOf } from "./rows.js";

const { dense, activation, batchNormalization, dropout, elu, flatten, leakyReLU, reLU, rescaling, softmax } =
  tfl.layers;

const named = (name) => [
  dense({ units: 5, activation: name, inputShape: [3] }),
  dense({ units: 4, activation: name === "softmax" ? "tanh" : name }),
  dense({ units: 2 }),
];
const names = ["linear", "sigmoid", "tanh", "relu", "relu6", "elu", "selu", "softplus", "softsign", "swish"];

/** The layers of each model, by its name. */
const sequential = {
  ...Object.fromEntries([...names, "gelu", "gelu_new", "hardSigmoid", "softmax"].map((name) => [name, named(name)])),
  layers: [
    dense({ units: 6, inputShape: [3] }),
    leakyReLU({ alpha: 0.2 }),
    dropout({ rate: 0.2 }),
    dense({ units: 5, useBias: false }),
    elu(),
    dense({ units: 5 }),
    reLU({ maxValue: 0.5 }),
    dense({ units: 4 }),
    leakyReLU(),
    dense({ units: 3 }),
    softmax(),
  ],
  normalized: [
    batchNormalization({ inputShape: [3] }),
    dense({ units: 6, activation: "tanh" }),
    batchNormalization(),
    dense({ units: 5 }),
    batchNormalization({ epsilon: 0.01 }),
    activation({ activation: "relu" }),
    dropout({ rate: 0.1 }),
    dense({ units: 2, useBias: false }),
    batchNormalization(),
  ],
  image: [
    rescaling({ scale: 0.5, offset: -1, inputShape: [2, 3, 1] }),
    flatten(),
    dense({ units: 4, activation: "relu" }),
    dense({ units: 3, activation: "softmax" }),
  ],
  twoActivations: [dense({ units: 3, activation: "relu", inputShape: [3] }), softmax(), reLU({ maxValue: 0.4 })],
  // TensorFlow.js cannot train these two, only predict.
  unscaled: [dense({ units: 3, activation: "tanh", inputShape: [3] }), batchNormalization({ scale: false })],
  uncentered: [dense({ units: 3, activation: "tanh", inputShape: [3] }), batchNormalization({ center: false })],
  lastCapped: [
    dense({ units: 3, activation: "hardSigmoid", inputShape: [2] }),
    dense({ units: 3, activation: "relu6" }),
  ],
};

function functional() {
  const input = tfl.input({ shape: [3] });
  const hidden = dense({ units: 4, activation: "tanh" }).apply(input);
  const inner = tfl.sequential({
    layers: [dense({ units: 3, activation: "relu", inputShape: [4] }), dense({ units: 3 })],
  });
  const output = activation({ activation: "sigmoid" }).apply(inner.apply(hidden));
  return tfl.model({ inputs: input, outputs: output });
}

/** What `model.save` hands over, as the files that it writes. */
async function saved(model, shards, includeOptimizer) {
  let artifacts;
  const save = async (given) => {
    artifacts = given;
    return {};
  };
  await model.save({ save }, { includeOptimizer });
  const { weightSpecs, weightData, modelTopology, format, generatedBy, convertedBy } = artifacts;
  const bytes = new Uint8Array(weightData);
  const paths = Array.from({ length: shards }, (_, s) => `group1-shard${s + 1}of${shards}.bin`);
  const size = Math.ceil(bytes.length / shards);
  return {
    model: { format, generatedBy, convertedBy, modelTopology, weightsManifest: [{ paths, weights: weightSpecs }] },
    weights: Object.fromEntries(paths.map((path, s) => [path, bytes.slice(s * size, (s + 1) * size)])),
  };
}

/** The model that TensorFlow.js reads from these files: its outputs are those to compare with. */
async function outputs({ model, weights }, x) {
  const parts = Object.values(weights);
  const weightData = Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
  const { modelTopology, weightsManifest } = model;
  const weightSpecs = weightsManifest.flatMap((group) => group.weights);
  return outputsOf(await tfl.loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) }), x);
}

function outputsOf(read, x) {
  const shape = read.inputs[0].shape.slice(1);
  const y = read.predict(tf.tensor(x.flat(), [x.length, ...shape]));
  return y.arraySync();
}

/** The same files with each weight in 8 or 16 bits, as the converter writes them. */
function quantized({ model, weights }, dtype) {
  const [path] = Object.keys(weights);
  const all = new Float32Array(weights[path].buffer);
  let at = 0;
  const chunks = [];
  const specs = model.weightsManifest[0].weights.map((spec) => {
    const count = spec.shape.reduce((a, b) => a * b, 1);
    const values = all.subarray(at, at + count);
    at += count;
    if (dtype === "float16") {
      chunks.push(new Uint8Array(Uint16Array.from(values, toFloat16).buffer));
      return { ...spec, quantization: { dtype, original_dtype: "float32" } };
    }
    const levels = dtype === "uint8" ? 255 : 65535;
    const [min, max] = [Math.min(...values), Math.max(...values)];
    const scale = max > min ? (max - min) / levels : 1;
    const coded = values.map((value) => Math.round((value - min) / scale));
    chunks.push(new Uint8Array((dtype === "uint8" ? Uint8Array : Uint16Array).from(coded).buffer));
    return { ...spec, quantization: { dtype, min, scale, original_dtype: "float32" } };
  });
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  return {
    model: { ...model, weightsManifest: [{ paths: [path], weights: specs }] },
    weights: { [path]: bytes },
  };
}

/** The bits of a binary16 near a number, with the fraction cut off. */
function toFloat16(value) {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size < 2 ** -14) return sign | Math.floor(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | Math.floor((size / 2 ** exponent - 1) * 1024);
}

async function trained(name, model) {
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const shape = model.inputs[0].shape.slice(1);
  const columns = shape.reduce((a, b) => a * b, 1);
  const x = rowsOf(40, columns, 1);
  const t = rowsOf(40, model.outputs[0].shape[1], 2);
  const inputs = tf.tensor(x.flat(), [40, ...shape]);
  if (!name.startsWith("un")) await model.fit(inputs, tf.tensor(t), { epochs: 20, batchSize: 8, verbose: 0 });
  // Biases begin at 0, where a reader that loses them is not found out.
  const moved = model
    .getWeights()
    .map((weight) => tf.add(weight, tf.randomUniform(weight.shape, 0, 0.5, "float32", 5)));
  model.setWeights(moved);
  return rowsOf(5, columns, 3);
}

export async function models() {
  await tf.setBackend("cpu");
  const list = [];
  const add = async (name, files, x) => list.push({ name, ...files, x, y: await outputs(files, x) });
  for (const [name, layers] of Object.entries(sequential)) {
    const model = tfl.sequential({ layers });
    const x = await trained(name, model);
    const files = await saved(model, name === "layers" ? 3 : 1, name === "normalized");
    // TensorFlow.js does not read its own gelu_new.
    if (name === "gelu_new") list.push({ name, ...files, x, y: outputsOf(model, x) });
    else await add(name, files, x);
  }
  const chain = functional();
  const x = await trained("functional", chain);
  const files = await saved(chain, 1, false);
  await add("functional", files, x);
  // The converter of Keras models puts the topology one level deeper.
  const { modelTopology } = files.model;
  const deeper = { ...files.model, modelTopology: { keras_version: "2.15.0", model_config: modelTopology } };
  await add("modelConfig", { ...files, model: deeper }, x);
  for (const dtype of ["uint8", "uint16", "float16"]) await add(dtype, quantized(files, dtype), x);
  return list;
}
