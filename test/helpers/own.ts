import { type Elementwise, type Rowwise, relu, sigmoid, softmax } from "deltarule";

/** Copies of the library's functions, as a user's own: no loss has a closed form after them. */
export const ownSigmoid: Elementwise = { ...sigmoid, name: "ownSigmoid" };
export const ownSoftmax: Rowwise = { ...softmax, name: "ownSoftmax" };

/** A user's relu that does not say its range. */
export const ownRelu: Elementwise = { name: "ownRelu", apply: relu.apply, derivative: relu.derivative };

/** The same of a row. */
export const reluOfRow: Rowwise = {
  name: "reluOfRow",
  applyRow: (z, into) => {
    for (let k = 0; k < z.length; k++) into[k] = relu.apply(z[k]);
  },
  backwardRow: (z, a, gradient, into) => {
    for (let k = 0; k < z.length; k++) into[k] = gradient[k] * relu.derivative(z[k], a[k]);
  },
};
