// Shared by convnetjs and its descendant toygrad: a network returns lists of parameters with their
// gradients, neuron by neuron with the biases last.

/** Sets the parameters of a network. */
export function fill(net, parameters) {
  let at = 0;
  for (const { params } of net.getParamsAndGrads()) {
    params.set(parameters.slice(at, at + params.length));
    at += params.length;
  }
  return net;
}

/** The number of parameters of a network. */
export const count = (net) => net.getParamsAndGrads().reduce((sum, { params }) => sum + params.length, 0);

/** The gradients stored in a network. */
export const gradientOf = (net) => net.getParamsAndGrads().flatMap(({ grads }) => Array.from(grads));

/**
 * A trainer's update, by a stand-in for the network with parameters and gradients only: a trainer
 * reads nothing else.
 */
export const stepper = (open) => (parameters) => {
  const pair = { params: Float64Array.from(parameters), grads: new Float64Array(parameters.length) };
  const trainer = open({ forward() {}, backward: () => 0, getParamsAndGrads: () => [pair] }, pair);
  return (gradient, at) => {
    pair.params.set(at);
    pair.grads.set(gradient);
    trainer.train();
    return pair.params;
  };
};
