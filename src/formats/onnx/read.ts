import type { Engine } from "../../core/index.js";
import { Layer, OptionError } from "../../core/index.js";
import { checkNames, show } from "../../core/internal.js";
import { checkBytes, type Fail, failing } from "../fail.js";
import { assemble, type Model } from "../model.js";
import { layersOf } from "./assemble.js";
import { type Graph, list, readGraph } from "./graph.js";
import { stagesTo } from "./stages.js";
import { floats } from "./tensor.js";
import { isValue, type Known, valuesOf } from "./values.js";

/** Options of {@link fromOnnx}. */
export interface FromOnnxOptions {
  /** Which of the graph's outputs to take; unless given, the only one of floating-point numbers. */
  output?: string | undefined;
  /** What the network computes with. */
  engine?: Engine | undefined;
}

const call = "fromOnnx";

/**
 * The network of an ONNX file, or a Pipeline if the graph shifts or stretches the columns before or after all layers; `predict`
 * is the same for both. Double weights make a float64 network, all others a float32 one.
 *
 * It takes what PyTorch, Keras (tf2onnx) and scikit-learn (skl2onnx) write for a perceptron: any chain of Gemm or MatMul, Add,
 * activations (in one node or in many), Flatten, Reshape to rows, Identity, Cast, Dropout, and Sub, Div, Mul, Add or Scaler with
 * constants. The file may come from anywhere: nothing in it is run.
 *
 * @throws FormatError that names the place in the file or the first node that cannot be taken; OptionError for an output that the
 * graph does not have.
 */
export function fromOnnx(bytes: Uint8Array, options: FromOnnxOptions = {}): Model {
  checkBytes(call, bytes);
  checkNames(call, options, ["output", "engine"]);
  const { output, engine } = options;
  const fail = failing(call);
  const graph = readGraph(bytes, fail);
  const known = valuesOf(graph, fail);
  const value = known.get(outputOf(graph, known, output, fail));
  if (!isValue(value)) return fail("the graph's output", value, "something that is computed from the input");
  const { layers: drafts, inputs, outputs } = layersOf(stagesTo(value, bytes.length, fail), fail);
  const layers = drafts.map(
    ({ inputs, outputs, activation, biases }) =>
      new Layer(inputs, outputs, activation, { bias: biases !== null, initializer: () => 0 }),
  );
  const dtype = drafts.some(({ double }) => double) ? "float64" : "float32";
  const parameters = drafts.flatMap(({ weights, biases }) => (biases === null ? [weights] : [weights, biases]));
  return assemble(layers, parameters, { dtype, engine, inputs, outputs });
}

function outputOf({ outputs }: Graph, known: Known, name: string | undefined, fail: Fail): string {
  if (name !== undefined) {
    if (outputs.some((output) => output.name === name)) return name;
    throw new OptionError(`${call}: output is ${show(name)}, the graph has ${list(outputs)}`);
  }
  const isZipMap = (output: string): boolean => {
    const value = known.get(output);
    return isValue(value) && value.node?.op === "ZipMap";
  };
  const fitting = outputs.filter((output) => floats.has(output.type) || isZipMap(output.name));
  const [only = { name: "" }, ...others] = outputs.length === 1 ? outputs : fitting;
  if (only.name === "" || others.length > 0)
    fail("the graph's outputs", list(outputs), "one of floating-point numbers; say which in { output }");
  return only.name;
}
