import * as tf from "@tensorflow/tfjs";
import { adadelta, adamax, centered, rootAdaGrad, rootRmsProp } from "./rules.js";

function optimizer(name, rule, options, make) {
  return {
    name,
    rule,
    options,
    call: `tf.train.${make.toString().split(/=>\s*train\./)[1]}.applyGradients(gradients)`,
    start: (parameters) => {
      const variable = tf.variable(tf.tensor1d(Array.from(parameters)));
      const trainer = make(tf.train);
      return (gradient, at) =>
        tf.tidy(() => {
          variable.assign(tf.tensor1d(Array.from(at)));
          trainer.applyGradients({ [variable.name]: tf.tensor1d(Array.from(gradient)) });
          return variable.dataSync();
        });
    },
  };
}

export const optimizers = [
  optimizer("sgd", "sgd", { learningRate: 0.1 }, (train) => train.sgd(0.1)),
  optimizer("momentum", "sgd", { learningRate: 0.1, momentum: 0.9 }, (train) => train.momentum(0.1, 0.9)),
  optimizer("momentum, Nesterov", "sgd", { learningRate: 0.1, momentum: 0.9, nesterov: true }, (train) =>
    train.momentum(0.1, 0.9, true),
  ),
  optimizer("adam", "adam", { learningRate: 0.01, epsilon: 1e-7 }, (train) => train.adam(0.01)),
  optimizer("adamax", adamax, { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }, (train) =>
    train.adamax(0.01),
  ),
  optimizer("rmsprop", rootRmsProp, { learningRate: 0.01, alpha: 0.9, epsilon: 1e-7 }, (train) => train.rmsprop(0.01)),
  optimizer("rmsprop, centered", centered, { learningRate: 0.01, alpha: 0.9, epsilon: 1e-7 }, (train) =>
    train.rmsprop(0.01, 0.9, 0, null, true),
  ),
  optimizer("adagrad", rootAdaGrad, { learningRate: 0.1, initial: 0.1, epsilon: 1e-7 }, (train) => train.adagrad(0.1)),
  optimizer("adadelta", adadelta, { learningRate: 1, rho: 0.95, epsilon: 1e-7 }, (train) => train.adadelta(1)),
  optimizer("adadelta, compared with plain sgd of rate 1", "sgd", { learningRate: 1 }, (train) => train.adadelta(1)),
];
