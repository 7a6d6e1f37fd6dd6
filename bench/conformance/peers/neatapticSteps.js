import neataptic from "neataptic";

const { architect, methods } = neataptic;
const nodesOf = (net, kind) => net.nodes.filter(({ type }) => type === kind);

/** Identity nodes with one input of 1: the gradient of weight and bias is output − target. */
export const descent = (name, options, part) => ({
  name: `${name}, ${part}`,
  rule: "sgd",
  options,
  call: "network.activate([1], true), network.propagate(rate, momentum, true, target)",
  start: (parameters) => {
    const net = new architect.Perceptron(1, 1, parameters.length);
    const [[hidden], nodes] = [nodesOf(net, "hidden"), nodesOf(net, "output")];
    for (const node of [hidden, ...nodes]) node.squash = methods.activation.IDENTITY;
    return (gradient, at) => {
      [hidden.bias, hidden.connections.in[0].weight] = [1, 0];
      nodes.forEach((node, j) => {
        [node.connections.in[0].weight, node.bias] = part === "weights" ? [at[j], 0] : [0, at[j]];
      });
      const output = net.activate([1], true);
      net.propagate(
        options.learningRate,
        options.momentum,
        true,
        output.map((o, j) => o - gradient[j]),
      );
      return nodes.map((node) => (part === "weights" ? node.connections.in[0].weight : node.bias));
    };
  },
});
