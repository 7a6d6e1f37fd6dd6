import synaptic from "synaptic";

const { Layer, Network, Neuron } = synaptic;

/** Identity neurons with one input of 1: the gradient of weight and bias is output − target. */
export const plain = (part) => ({
  name: `gradient descent, ${part}`,
  rule: "sgd",
  options: { learningRate: 0.1 },
  call: "network.activate([1]), network.propagate(rate, target)",
  start: (parameters) => {
    const [from, to] = [new Layer(1), new Layer(parameters.length)];
    from.project(to);
    to.set({ squash: Neuron.squash.IDENTITY });
    const net = new Network({ input: from, hidden: [], output: to });
    net.setOptimize(false);
    const connection = (neuron) => Object.values(neuron.connections.inputs)[0];
    return (gradient, at) => {
      to.list.forEach((neuron, j) => {
        [connection(neuron).weight, neuron.bias] = part === "weights" ? [at[j], 0] : [0, at[j]];
      });
      const output = net.activate([1]);
      net.propagate(
        0.1,
        output.map((o, j) => o - gradient[j]),
      );
      return to.list.map((neuron) => (part === "weights" ? connection(neuron).weight : neuron.bias));
    };
  },
});
