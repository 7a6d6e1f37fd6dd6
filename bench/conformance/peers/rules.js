// Rules that are not among the stock rules of deltarule/testing, for one parameter at a time.

/** Zeiler 2012, algorithm 1, in PyTorch's form. */
export const adadelta = ({ learningRate = 1, rho, epsilon }) => ({
  name: "Adadelta",
  start: () => {
    let [square, moved] = [0, 0];
    return (p, g) => {
      square = rho * square + (1 - rho) * g * g;
      const step = (Math.sqrt(moved + epsilon) / Math.sqrt(square + epsilon)) * g;
      moved = rho * moved + (1 - rho) * step * step;
      return p - learningRate * step;
    };
  },
});

/**
 * RMSProp divided by the standard deviation of g, with ε under the root as in TensorFlow. Source:
 * Graves 2013, eq. 38 to 45.
 */
export const centered = ({ learningRate, alpha, epsilon }) => ({
  name: "centered RMSProp",
  start: () => {
    let [square, mean] = [0, 0];
    return (p, g) => {
      square = alpha * square + (1 - alpha) * g * g;
      mean = alpha * mean + (1 - alpha) * g;
      return p - (learningRate * g) / Math.sqrt(square - mean * mean + epsilon);
    };
  },
});

/** RMSProp with ε under the root, as in TensorFlow. */
export const rootRmsProp = ({ learningRate, alpha, epsilon }) => ({
  name: "RMSProp in TensorFlow's form",
  start: () => {
    let square = 0;
    return (p, g) => {
      square = alpha * square + (1 - alpha) * g * g;
      return p - (learningRate * g) / Math.sqrt(square + epsilon);
    };
  },
});

/** AdaGrad with ε under the root and a sum that starts above 0, as in TensorFlow. */
export const rootAdaGrad = ({ learningRate, initial = 0, epsilon }) => ({
  name: "AdaGrad in TensorFlow's form",
  start: () => {
    let total = initial;
    return (p, g) => {
      total += g * g;
      return p - (learningRate * g) / Math.sqrt(total + epsilon);
    };
  },
});

/** Kingma & Ba 2015, algorithm 2, with ε added to the norm. */
export const adamax = ({ learningRate, beta1, beta2, epsilon }) => ({
  name: "AdaMax",
  start: () => {
    let [average, norm, t] = [0, 0, 0];
    return (p, g) => {
      t += 1;
      average = beta1 * average + (1 - beta1) * g;
      norm = Math.max(beta2 * norm, Math.abs(g));
      return p - ((learningRate / (1 - beta1 ** t)) * average) / (norm + epsilon);
    };
  },
});
