// What convnetjs and toygrad, which descends from it, have in common: a network gives lists of parameters with their gradients, neuron by
// neuron with the biases last.

/** Puts these parameters into a network. */
export function fill(net, parameters) {
  let at = 0;
  for (const { params } of net.getParamsAndGrads()) {
    params.set(parameters.slice(at, at + params.length));
    at += params.length;
  }
  return net;
}

/** How many parameters a network has. */
export const count = (net) => net.getParamsAndGrads().reduce((sum, { params }) => sum + params.length, 0);

/** The gradients that lie in a network. */
export const gradientOf = (net) => net.getParamsAndGrads().flatMap(({ grads }) => Array.from(grads));

/** What a trainer does with gradients, by means of a network that only has parameters and gradients: all that it asks of one. */
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
