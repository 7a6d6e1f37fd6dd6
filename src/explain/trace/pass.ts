import type { Loss, Sequential, Vector } from "../../core/index.js";
import type { StepGiven } from "./experiments.js";
import { traceActivation } from "./functions.js";
import { traceLoss } from "./loss.js";
import { type SamplePass, traceNeuron } from "./neuron.js";
import type { InputTrace, LayerTrace, LossTrace, PassTrace, TraceNote } from "./trace.js";

/** The batch of a step, as the traces of its samples read it. */
export type GivenBatch = Pick<StepGiven, "x" | "t" | "weights" | "loss">;

/** Every number of one sample: its layers, the inputs that they take, and its loss. */
export function tracePass(
  pass: SamplePass,
  target: Vector,
  loss: Loss,
  penalty: LossTrace["penalty"] | null,
): PassTrace {
  const layers = traceLayers(pass);
  const outputs = layers[layers.length - 1].neurons.map(({ index }) => index);
  return {
    inputs: inputsOf(layers[0], pass.forward.input.data),
    layers,
    loss: traceLoss(pass, outputs, target, loss, penalty),
  };
}

/** The layers, each with the neurons that are shown. */
export function traceLayers(pass: SamplePass): LayerTrace[] {
  return pass.net.layers.map((layer, l): LayerTrace => {
    const neurons = pass.places.neurons[l].map((j) => traceNeuron(pass, l, j));
    return {
      activation: traceActivation(layer.activation),
      bias: layer.biases !== null,
      neurons,
      omitted: layer.outputs - neurons.length,
    };
  });
}

/** The inputs that a shown term takes. */
export function inputsOf({ neurons }: LayerTrace, x: ArrayLike<number>): InputTrace[] {
  const taken = new Set(neurons.flatMap(({ terms }) => terms.map(({ from }) => from)));
  return [...taken].sort((one, other) => one - other).map((index) => ({ index, value: x[index] }));
}

/** What training does with this network and the step leaves out, or does on purpose. */
export function notesOn({ layers }: Sequential): TraceNote[] {
  const frozen = layers.flatMap(({ trainable }, layer): TraceNote[] => (trainable ? [] : [{ kind: "frozen", layer }]));
  const dropout: TraceNote[] = layers.some((layer) => layer.dropout > 0) ? [{ kind: "dropout" }] : [];
  const surrogates = layers.flatMap(({ activation }, layer): TraceNote[] => {
    const { forward, backward } = traceActivation(activation);
    if (forward === null || backward === null) return [];
    return [{ kind: "surrogate", layer, forward: forward.name, backward: backward.name }];
  });
  return [...frozen, ...dropout, ...surrogates];
}
