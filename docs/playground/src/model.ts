import {
  type Activation,
  adaGrad,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  elu,
  gelu,
  geluTanh,
  hardSigmoid,
  huber,
  identity,
  Layer,
  type Loss,
  leakyRelu,
  mae,
  mse,
  type Optimizer,
  relu,
  rmsProp,
  Sequential,
  selu,
  sgd,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  squaredError,
  tanh,
} from "deltarule";
import type { Dataset } from "./data/dataset.js";
import type { ActivationName, LossName, OptimizerName, State } from "./state.js";

/** The untrained network of a state, with its loss and optimizer. */
export interface Model {
  readonly net: Sequential;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
}

/**
 * Builds the model of a state: always the same one, in the page and in its worker.
 *
 * @throws DeltaruleError if the library refuses the network.
 */
export function build(state: State, { x }: Dataset): Model {
  const notes = isNotes(state);
  const layers = state.layers.map(({ width, activation }, l) => {
    const inputs = l === 0 ? x[0].length : state.layers[l - 1].width;
    const given = notes ? { weights: notesWeights[l], bias: false } : {};
    return new Layer(inputs, width, activations[activation], given);
  });
  const net = new Sequential(layers, { seed: state.seed });
  return { net, loss: losses[state.loss], optimizer: optimizerOf(state, state.rate) };
}

/** The optimizer of a state with a learning rate of its own, or one that changes. */
export function optimizerOf({ optimizer }: Pick<State, "optimizer">, rate: Rate): Optimizer {
  return optimizers[optimizer](rate);
}

/** Whether the loss can learn from this many outputs of this activation. */
export function learns(loss: LossName, activation: ActivationName, outputs: number): boolean {
  const last = activations[activation];
  const constant = outputs === 1 && "sumsToOne" in last && last.sumsToOne === true;
  return !constant && (losses[loss].outputs?.accepts(last, outputs) ?? true);
}

/** Whether this is the example of the lecture notes, with its given weights and without biases. */
export function isNotes({ data, layers }: State): boolean {
  const shape = layers.map(({ width, activation }) => `${width} ${activation}`).join();
  return data === "notes" && shape === "2 sigmoid,1 sigmoid";
}

/** How the page writes symbols: as the lecture notes do for their example, else in general. */
export function notationOf(state: State): "lectureNotes" | "general" {
  return isNotes(state) ? "lectureNotes" : "general";
}

const notesWeights = [
  [
    [0.1, 0.8],
    [0.4, 0.6],
  ],
  [[0.3, 0.9]],
];

/** A learning rate, or a function that gives the present one. */
type Rate = number | (() => number);

const activations: Readonly<Record<ActivationName, Activation>> = {
  ...{ identity, sigmoid, tanh, relu, leakyRelu: leakyRelu(), elu: elu(), selu, softplus, softsign },
  ...{ gelu, geluTanh, silu, hardSigmoid, softmax },
};

const losses: Readonly<Record<LossName, Loss>> = {
  ...{ squaredError, mse, mae, huber: huber(), binaryCrossEntropy, crossEntropy },
};

const optimizers: Readonly<Record<OptimizerName, (learningRate: Rate) => Optimizer>> = {
  sgd: (learningRate) => sgd({ learningRate }),
  momentum: (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  adam: (learningRate) => adam({ learningRate }),
  rmsProp: (learningRate) => rmsProp({ learningRate }),
  adaGrad: (learningRate) => adaGrad({ learningRate }),
};
