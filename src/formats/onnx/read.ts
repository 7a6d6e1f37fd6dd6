import type { Engine } from "../../core/index.js";
import { Layer, OptionError } from "../../core/index.js";
import { checkNames, show } from "../../core/internal.js";
import { type Bytes, type Fail, failing, readBytes } from "../fileBytes.js";
import { assembleModel, type Model } from "../model.js";
import { readClassLabels } from "./classes.js";
import { type OnnxGraph, portNames, readGraph } from "./graph.js";
import { draftLayers } from "./layers.js";
import { stepsTo } from "./steps.js";
import { floatTypes } from "./tensor.js";
import { isComputed, type NamedValues, namedValues } from "./values.js";

/** Options of {@link fromOnnx}. */
export interface FromOnnxOptions {
  /** The name of the output to read; by default the only output of floating-point numbers. */
  output?: string | undefined;
  /** The engine of the network. */
  engine?: Engine | undefined;
}

/**
 * Reads the network of an ONNX file, or a Pipeline if the graph shifts or scales the columns before
 * or after all layers, or has the classes that `toOnnx` wrote; both have the same `predict`. Double
 * weights make a float64 network, all others a float32 one.
 *
 * It reads the perceptrons that PyTorch, Keras (tf2onnx) and scikit-learn (skl2onnx) export: any
 * chain of Gemm or MatMul, Add, activations (as one node or as several), Flatten, Reshape to rows,
 * Identity, Cast, Dropout, and Sub, Div, Mul, Add or Scaler with constants. The file may come from
 * anywhere: nothing in it is executed.
 *
 * @throws FormatError that names the place in the file, or the first node that no perceptron has;
 * OptionError for an output that the graph does not have.
 */
export function fromOnnx(file: Bytes, options: FromOnnxOptions = {}): Model {
  const bytes = readBytes("fromOnnx", file);
  checkNames("fromOnnx", options, ["output", "engine"]);
  const { output, engine } = options;
  const fail = failing("fromOnnx");
  const graph = readGraph(bytes, fail);
  const known = namedValues(graph, fail);
  const value = known.get(outputOf(graph, known, output, fail));
  if (!isComputed(value)) return fail("the graph's output", value, "something that is computed from the input");
  const { layers: drafts, inputs, outputs } = draftLayers(stepsTo(value, bytes.length, fail), fail);
  const layers = drafts.map(
    ({ inputs, outputs, activation, biases }) =>
      new Layer(inputs, outputs, activation, { bias: biases !== null, initializer: () => 0 }),
  );
  const dtype = drafts.some(({ double }) => double) ? "float64" : "float32";
  const parameters = drafts.flatMap(({ weights, biases }) => (biases === null ? [weights] : [weights, biases]));
  const classes = outputs === null ? readClassLabels(bytes, layers[layers.length - 1].outputs, fail) : null;
  return assembleModel(layers, parameters, { dtype, engine, inputs, outputs: outputs ?? classes });
}

/** The name of the output to read. */
function outputOf({ outputs }: OnnxGraph, known: NamedValues, name: string | undefined, fail: Fail): string {
  if (name !== undefined) {
    if (outputs.some((output) => output.name === name)) return name;
    throw new OptionError(`fromOnnx: output is ${show(name)}, the graph has ${portNames(outputs)}`);
  }
  const isZipMap = (output: string): boolean => {
    const value = known.get(output);
    return isComputed(value) && value.node?.op === "ZipMap";
  };
  const fitting = outputs.filter((output) => floatTypes.has(output.type) || isZipMap(output.name));
  const [only = { name: "" }, ...others] = outputs.length === 1 ? outputs : fitting;
  if (only.name === "" || others.length > 0)
    fail("the graph's outputs", portNames(outputs), "one of floating-point numbers; say which in { output }");
  return only.name;
}
