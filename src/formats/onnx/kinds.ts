import type { OnnxNode } from "./graph.js";

/** What a file is that has one of these operators. */
const kinds: readonly (readonly [sentence: string, operators: string])[] = [
  [
    "belongs to a convolutional network",
    "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool Resize Upsample",
  ],
  ["belongs to a recurrent network", "LSTM GRU RNN"],
  [
    "belongs to a quantized network; export it before it is quantized",
    "QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearMatMul QLinearConv MatMulInteger ConvInteger",
  ],
  [
    "normalizes each row by its own mean, which no layer of deltarule does",
    "LayerNormalization InstanceNormalization GroupNormalization RMSNormalization MeanVarianceNormalization LpNormalization",
  ],
  ["belongs to a transformer", "Attention MultiHeadAttention RotaryEmbedding"],
  ["draws random numbers", "RandomNormal RandomNormalLike RandomUniform RandomUniformLike Multinomial Bernoulli"],
  ["has branches or loops of its own", "If Loop Scan"],
  [
    "picks numbers by their positions, as an embedding or a choice of columns does",
    "Gather GatherND GatherElements OneHot",
  ],
  ["belongs to a forest of decision trees", "TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor"],
  ["belongs to a support vector machine", "SVMClassifier SVMRegressor"],
  ["belongs to a linear model without layers", "LinearClassifier LinearRegressor"],
];

const ends: Readonly<Record<string, string>> = {
  ArgMax: "gives the number of the largest output, not the outputs",
  ArgMin: "gives the number of the smallest output, not the outputs",
  TopK: "gives the largest outputs, not all of them",
  ArrayFeatureExtractor: "turns outputs into labels of classes",
  LabelEncoder: "turns outputs into labels of classes",
};

/** What a node that no perceptron has says about its file. */
export function strangeness({ op, domain, inputs }: OnnxNode): string {
  if (Object.hasOwn(ends, op))
    return `${ends[op]}: { output: ${JSON.stringify(inputs[0] ?? "")} } reads what is before it`;
  const kind = kinds.find(([, operators]) => operators.split(" ").includes(op));
  if (kind !== undefined) return kind[0];
  if (domain === "com.microsoft")
    return "is onnxruntime's own operator; export the model without onnxruntime's optimizations";
  return domain === ""
    ? "is an operator that no perceptron has"
    : `is of the domain ${JSON.stringify(domain)}, which no perceptron has`;
}

/** What fromOnnx reads, for the end of messages. */
export const perceptrons =
  "a perceptron is a chain of Gemm or MatMul and Add, activations, Flatten and scalings by constants";
