import type { Layer } from "../../core/index.js";
import { type Matrix, matrix, ShapeError } from "../../core/index.js";
import type { Trace } from "../../explain/trace/trace.js";

/** The parts of a forward and a backward pass that a picture shows. */
export interface Passes {
  readonly forward: { readonly input: Matrix; readonly layers: readonly { readonly z: Matrix; readonly a: Matrix }[] };
  readonly backward: {
    readonly loss: number;
    readonly layers: readonly { readonly delta: Matrix; readonly weights: Matrix }[];
    readonly input: Matrix;
  };
  readonly target: readonly number[];
}

/** The passes that a trace tells of; NaN for what was left out of it. */
export function passesOf(trace: Trace, layers: readonly Layer[]): Passes {
  const widths = [layers[0].inputs, ...layers.map(({ outputs }) => outputs)];
  if (trace.widths.join("-") !== widths.join("-"))
    throw new ShapeError(
      `networkSvg: the trace is of a ${trace.widths.join("-")} network, this one is ${widths.join("-")}`,
    );
  const unknown = (rows: number, columns: number): Matrix => {
    const made = matrix(rows, columns);
    made.data.fill(Number.NaN);
    return made;
  };
  const input = unknown(1, widths[0]);
  for (const { index, value } of trace.inputs) input.data[index] = value;
  const parts = layers.map(({ inputs, outputs }, l) => {
    const [z, a, delta, weights] = [
      unknown(1, outputs),
      unknown(1, outputs),
      unknown(1, outputs),
      unknown(outputs, inputs),
    ];
    for (const neuron of trace.layers[l].neurons) {
      const j = neuron.index;
      [z.data[j], a.data[j], delta.data[j]] = [neuron.z, neuron.a, neuron.delta];
      for (const { from, weight } of neuron.terms) weights.data[j * inputs + from] = weight.gradient;
    }
    return { z, a, delta, weights };
  });
  const target = Array.from({ length: widths[widths.length - 1] }, () => Number.NaN);
  for (const { index, target: value } of trace.loss.terms) target[index] = value;
  return { forward: { input, layers: parts }, backward: { loss: trace.loss.value, layers: parts, input }, target };
}
