import type { Engine } from "../../core/index.js";
import { Layer, OptionError } from "../../core/index.js";
import { checkNames, show } from "../../core/internal.js";
import { type Bytes, readBytes } from "../fileBytes.js";
import { assembleModel, type Model } from "../model.js";
import { stepsTo } from "./chain.js";
import { readClassLabels } from "./classes.js";
import { type ExternalData, OnnxFile } from "./file.js";
import { type OnnxGraph, portNames, readGraph } from "./graph.js";
import { draftLayers } from "./layers.js";
import { namedValues } from "./namedValues.js";
import { floatTypes } from "./tensor.js";
import { type Computed, isComputed, type NamedValue } from "./values.js";

/** Options of {@link fromOnnx}. */
export interface FromOnnxOptions {
  /**
   * The name of the output to read, or of any value on the way to it; by default the only output of
   * floating-point numbers that is computed from the input.
   */
  output?: string | undefined;
  /**
   * The bytes of the files beside this one that hold its numbers, by the location that the file
   * names, or a function that gives them: PyTorch writes `model.onnx.data` for large networks.
   */
  external?: ExternalData | undefined;
  /** The engine of the network. */
  engine?: Engine | undefined;
}

/**
 * Reads the network of an ONNX file, or a Pipeline if the graph shifts or scales the columns before
 * or after all layers, or has the classes that `toOnnx` wrote; both have the same `predict`. A file
 * that is double all through makes a float64 network, any other a float32 one.
 *
 * It reads the perceptrons that PyTorch, Keras (tf2onnx), scikit-learn (skl2onnx) and MATLAB
 * export: any chain of Gemm or MatMul with constant weights, Add, activations (as one node or as
 * several), BatchNormalization, Sub, Div, Mul, Add or Scaler with constants, and whatever only
 * moves numbers: Flatten, Reshape, Squeeze, Unsqueeze, Transpose, Identity, Cast, Dropout. Clip and
 * LogSoftmax become activations of your own. The file may come from anywhere: nothing in it is
 * executed, and no path in it is opened.
 *
 * ```ts
 * import { Layer, Sequential, tanh } from "deltarule";
 * import { fromOnnx, toOnnx } from "deltarule/formats";
 *
 * const bytes = toOnnx(new Sequential([new Layer(2, 3, tanh), new Layer(3, 1)], { seed: 7 }));
 * fromOnnx(bytes).predict([[1, 2]]).length; // 1
 * ```
 *
 * @throws FormatError that names the place in the file, or the first node that no perceptron has;
 * OptionError for an output that the graph does not have.
 */
export function fromOnnx(given: Bytes, options: FromOnnxOptions = {}): Model {
  const bytes = readBytes("fromOnnx", given);
  checkNames("fromOnnx", options, ["output", "external", "engine"]);
  const { output, external, engine } = options;
  const file = new OnnxFile("fromOnnx", bytes, external);
  const graph = readGraph(bytes, file.fail);
  const known = namedValues(graph, file);
  const { steps, isDouble } = stepsTo(outputOf(graph, known, output, file), file);
  const { layers: drafts, inputs, outputs } = draftLayers(steps, file.fail);
  const layers = drafts.map(
    ({ inputs, outputs, activation, biases }) =>
      new Layer(inputs, outputs, activation, { bias: biases !== null, initializer: () => 0 }),
  );
  const parameters = drafts.flatMap(({ weights, biases }) => (biases === null ? [weights] : [weights, biases]));
  const classes = outputs === null ? readClassLabels(bytes, layers[layers.length - 1].outputs, file.fail) : null;
  const dtype = isDouble ? "float64" : "float32";
  return assembleModel(layers, parameters, { dtype, engine, inputs, outputs: outputs ?? classes });
}

/** The output to read. */
function outputOf(
  { outputs }: OnnxGraph,
  known: ReadonlyMap<string, NamedValue>,
  name: string | undefined,
  file: OnnxFile,
): Computed {
  if (name !== undefined) {
    const value = known.get(name);
    if (isComputed(value)) return value;
    if (value !== undefined) file.refuse(`the output ${show(name)} is a constant`);
    throw new OptionError(`fromOnnx: output is ${show(name)}, the graph has ${portNames(outputs)}`);
  }
  // Labels are no numbers of a network, and versions and sizes among the outputs are constants.
  const fitting = outputs.flatMap((port) => {
    const value = known.get(port.name);
    return isComputed(value) ? [{ port, value }] : [];
  });
  const candidates = fitting.filter(({ port, value }) => floatTypes.has(port.type) || value.node?.op === "ZipMap");
  const [only, ...others] = fitting.length === 1 ? fitting : candidates;
  if (fitting.length === 0)
    file.refuse("the graph's outputs are constants: nothing in them is computed from its input");
  if (only === undefined || others.length > 0) {
    const names = portNames((candidates.length > 0 ? candidates : fitting).map(({ port }) => port));
    return file.refuse(`the graph has several outputs, ${names}: say which is the network's in { output }`);
  }
  return only.value;
}
