import { Layer, Sequential, sgd, sigmoid, squaredError } from "deltarule";
import { explain, type NeuronTrace, type ParameterTrace, type Trace } from "deltarule/explain";

/** The 2-2-1 network of the lecture notes, §3.1. */
export function notesNetwork(): Sequential {
  return new Sequential([
    new Layer(2, 2, sigmoid, {
      bias: false,
      weights: [
        [0.1, 0.8],
        [0.4, 0.6],
      ],
    }),
    new Layer(2, 1, sigmoid, { bias: false, weights: [[0.3, 0.9]] }),
  ]);
}

/** One step of it with learning rate 1. */
export function notesTrace(options: { check?: boolean; learningRate?: number } = {}): Trace {
  const { check = true, learningRate = 1 } = options;
  return explain(notesNetwork(), [0.35, 0.9], [0.5], { loss: squaredError, optimizer: sgd({ learningRate }), check });
}

/** A neuron's weights and its bias. */
export function parametersOf({ terms, bias }: NeuronTrace): ParameterTrace[] {
  return [...terms.map(({ weight }) => weight), ...(bias === null ? [] : [bias])];
}

/** Of every parameter, in the order of the network's `parameters`: weights of a layer neuron by neuron, then its biases. */
export function allParameters({ layers }: Trace): ParameterTrace[] {
  return layers.flatMap(({ neurons }) => [
    ...neurons.flatMap(({ terms }) => terms.map(({ weight }) => weight)),
    ...neurons.flatMap(({ bias }) => (bias === null ? [] : [bias])),
  ]);
}
