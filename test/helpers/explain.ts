import { type Activation, adam, Layer, type Loss, Sequential, sgd, sigmoid, squaredError } from "deltarule";
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

/** The trace of one step of that network, with learning rate 1 unless given. */
export function notesTrace(options: { check?: boolean; learningRate?: number } = {}): Trace {
  const { check = true, learningRate = 1 } = options;
  return explain(notesNetwork(), [0.35, 0.9], [0.5], { loss: squaredError, optimizer: sgd({ learningRate }), check });
}

/** A trace whose activation, loss and optimizer have names with markup in every format. */
export function strangeTrace(): Trace {
  const name = '<b>"f&g"</b> 100%_#$ ~^\\ δ|x`*';
  const cube: Activation = { name, apply: (z) => z ** 3, derivative: (z) => 3 * z * z };
  const loss: Loss = {
    name,
    value: (o, t) => (o[0] - t[0]) ** 4,
    gradient: (o, t, into) => {
      into[0] = 4 * (o[0] - t[0]) ** 3;
    },
  };
  const net = new Sequential([new Layer(1, 2, cube), new Layer(2, 1, cube)], { seed: 1 });
  return explain(net, [0.3], [1], { loss, optimizer: { ...adam(), name }, check: true });
}

/** A neuron's weights and its bias. */
export function parametersOf({ terms, bias }: NeuronTrace): ParameterTrace[] {
  return [...terms.map(({ weight }) => weight), ...(bias === null ? [] : [bias])];
}

/** Every parameter of a trace, in the order of the network's `parameters`. */
export function allParameters({ layers }: Trace): ParameterTrace[] {
  return layers.flatMap(({ neurons }) => [
    ...neurons.flatMap(({ terms }) => terms.map(({ weight }) => weight)),
    ...neurons.flatMap(({ bias }) => (bias === null ? [] : [bias])),
  ]);
}
