import * as tf from "@tensorflow/tfjs";
import { optimizers } from "./tfjsSteps.js";
import { flat, input, layersOf, oneHot, sizes, target, transpose } from "./tiny.js";

const prepare = () => tf.setBackend("cpu");

const [inputs, hidden, outputs] = sizes;
const models = new Map();
/** A model with these parameters; W is inputs × outputs in tfjs. Each model is made once. */
function load(parameters, activation, output) {
  const key = `${activation} ${output}`;
  if (!models.has(key)) {
    const first = tf.layers.dense({ units: hidden, activation, inputShape: [inputs] });
    models.set(key, tf.sequential({ layers: [first, tf.layers.dense({ units: outputs, activation: output })] }));
  }
  const model = models.get(key);
  const tensors = layersOf(parameters).flatMap(({ weights, biases }) => [
    tf.tensor(transpose(weights)),
    tf.tensor(biases),
  ]);
  model.setWeights(tensors);
  return model;
}

// The functions of tf.losses: the last layer's activation, the targets, and deltarule's loss.
const losses = {
  meanSquaredError: { last: "linear", target, like: { last: "identity", loss: "mse" } },
  absoluteDifference: { last: "linear", target, like: { last: "identity", loss: "mae" } },
  huberLoss: { last: "linear", target, like: { last: "identity", loss: "huber" } },
  hingeLoss: { last: "linear", target: oneHot },
  logLoss: { last: "sigmoid", target: oneHot, like: { last: "sigmoid", loss: "binaryCrossEntropy" } },
  sigmoidCrossEntropy: { last: "linear", target: oneHot, like: { last: "sigmoid", loss: "binaryCrossEntropy" } },
  softmaxCrossEntropy: { last: "linear", target: oneHot, like: { last: "softmax", loss: "crossEntropy" } },
};
const names = {
  linear: "identity",
  sigmoid: "sigmoid",
  tanh: "tanh",
  relu: "relu",
  elu: "elu",
  selu: "selu",
  softplus: "softplus",
  softsign: "softsign",
  swish: "silu",
  gelu: "gelu",
  gelu_new: "geluTanh",
  hardSigmoid: null,
  relu6: null,
  mish: null,
};

function gradientCase(activation, name) {
  const { last, target: expected, like } = losses[name];
  const lossOf = (model) => tf.losses[name](tf.tensor2d([expected]), model.apply(tf.tensor2d([input])));
  return {
    activation,
    loss: `${name} after ${last}`,
    like:
      like && names[activation]
        ? { activations: [names[activation], like.last], loss: like.loss, target: expected }
        : undefined,
    value: (parameters) => tf.tidy(() => lossOf(load(parameters, activation, last)).dataSync()[0]),
    gradient: (parameters) =>
      tf.tidy(() => {
        const model = load(parameters, activation, last);
        const { grads } = tf.variableGrads(() => lossOf(model));
        const of = model.trainableWeights.map((weight) => grads[weight.val.name].arraySync());
        return flat([0, 2].map((at) => ({ weights: transpose(of[at]), biases: of[at + 1] })));
      }),
  };
}

export const peer = {
  package: "@tensorflow/tfjs",
  precision: "float32",
  prepare,
  method: "directional",
  calls: [
    "`tf.variableGrads(() => tf.losses.…(t, model.apply(x)))` on a `tf.sequential` of two `tf.layers.dense`, backend cpu",
    "E = the same loss",
  ],
  conventions: [
    "Losses are means over the outputs.",
    "adadelta makes the same updates as plain sgd, as its second row shows.",
    "hingeLoss takes labels 0 and 1. Adagrad starts its sum at 0.1. Adagrad and RMSProp have ε under the root, as in TensorFlow.",
  ],
  notOffered: ["leakyRelu as the name of an activation (it is a layer)"],
  gradients: Object.keys(names).flatMap((activation) =>
    Object.keys(losses).map((name) => gradientCase(activation, name)),
  ),
  optimizers,
};
