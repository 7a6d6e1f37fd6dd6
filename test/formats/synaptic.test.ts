import { FormatError } from "deltarule";
import { fromSynaptic } from "deltarule/formats";
import { expect, test } from "vitest";

const neuron = (layer: unknown, bias: number, squash: unknown = "LOGISTIC") => ({ layer, bias, squash });
const link = (from: unknown, to: unknown, weight: unknown = 1, gater: unknown = null) => ({ from, to, weight, gater });
const neurons = [neuron("input", 7), neuron("input", 7), neuron(0, 1, "RELU"), neuron("output", 3, "IDENTITY")];
const connections = [link(1, 2, -3), link(0, 2, 2), link(2, 3, 10)];

test("places weights by the ends of their connections, and inputs have no biases", () => {
  const net = fromSynaptic({ neurons, connections });
  expect(net.layers.map(({ inputs, outputs, activation }) => [inputs, outputs, activation.name])).toEqual([
    [2, 1, "relu"],
    [1, 1, "identity"],
  ]);
  expect([net.predict([5, 2])[0], net.predict([0, 2])[0]]).toEqual([53, 3]);
});

test.each([
  ["no neurons", [], [], 'the neurons of layer input is "none", wanted one or more'],
  ["a missing layer", [neuron("input", 0), neuron(1, 0), neuron("output", 0)], [], "the neurons of layer 0"],
  ["an odd layer", [neuron("middle", 0)], [], 'neurons[0].layer is "middle"'],
  ["a missing connection", neurons, connections.slice(1), "the number of connections is 2, wanted 3"],
  ["a connection more", neurons, [...connections, link(3, 3)], "the number of connections is 4, wanted 3"],
  ["a connection back", neurons, [...connections.slice(1), link(3, 2)], "not from one layer to the next"],
  ["a connection to itself", neurons, [...connections.slice(1), link(2, 2)], "not from one layer to the next"],
  ["a connection twice", neurons, [...connections.slice(1), link(2, 3)], 'connections[2] is "there twice"'],
  ["a gate", neurons, [...connections.slice(1), link(1, 2, 1, 0)], "connections[2].gater is 0"],
  ["an end that is no neuron", neurons, [...connections.slice(1), link(9, 2)], "connections[2].from is 9"],
  [
    "a weight that is no number",
    neurons,
    [...connections.slice(1), link(1, 2, null)],
    "connections[2].weight is undefined",
  ],
  [
    "HLIM",
    [...neurons.slice(0, 3), neuron("output", 0, "HLIM")],
    connections,
    'neurons[3].squash is "HLIM", wanted LOGISTIC',
  ],
  [
    "a function of its own",
    [...neurons.slice(0, 3), neuron("output", 0, null)],
    connections,
    "neurons[3].squash is undefined",
  ],
  [
    "two functions in a layer",
    [...neurons, neuron("output", 0, "TANH")],
    [...connections, link(2, 4)],
    'neurons[4].squash is "TANH", wanted IDENTITY, as the rest of its layer has',
  ],
])("a file with %s is refused", (_, given, links, message) => {
  const read = () => fromSynaptic({ neurons: given, connections: links });
  expect(read).toThrow(FormatError);
  expect(read).toThrow("fromSynaptic: ");
  expect(read).toThrow(message);
});

test("text and other values are refused", () => {
  expect(() => fromSynaptic("{}")).toThrow("read the text with JSON.parse first");
  for (const json of [null, undefined, 5, [], {}]) expect(() => fromSynaptic(json)).toThrow(FormatError);
});
