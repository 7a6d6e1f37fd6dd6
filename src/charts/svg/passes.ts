import { type Layer, type Matrix, matrix, ShapeError } from "../../core/index.js";
import { combined } from "../../explain/trace/means.js";
import type { Trace } from "../../explain/trace/trace.js";

/** What the picture reads of a forward and a backward pass. */
export interface PicturePasses {
  readonly forward: { readonly input: Matrix; readonly layers: readonly { readonly z: Matrix; readonly a: Matrix }[] };
  readonly backward: {
    readonly loss: number;
    readonly layers: readonly { readonly delta: Matrix; readonly weights: Matrix }[];
    readonly input: Matrix;
  };
  readonly target: readonly number[] | undefined;
}

/** The passes that the picture's user has given; both are of the same batch. */
type GivenPasses = {
  readonly forward: PicturePasses["forward"] | undefined;
  readonly backward: PicturePasses["backward"] | undefined;
  readonly target: ArrayLike<number> | undefined;
};

/** The means of a batch as passes of one row. The sum of δ is the mean of the samples' own δ. */
export function meanOf({ forward, backward, target }: GivenPasses): GivenPasses {
  return {
    forward: forward && {
      input: combined(forward.input, 1 / forward.input.rows),
      layers: forward.layers.map(({ z, a }) => ({ z: combined(z, 1 / z.rows), a: combined(a, 1 / a.rows) })),
    },
    backward: backward && {
      loss: backward.loss,
      layers: backward.layers.map(({ delta, weights }) => ({ delta: combined(delta, 1), weights })),
      input: combined(backward.input, 1),
    },
    target,
  };
}

/**
 * The passes of a trace, with NaN for the numbers that the trace lacks.
 *
 * @throws ShapeError for a trace of another network.
 */
export function passesOf(trace: Trace, layers: readonly Layer[]): PicturePasses {
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
  const shown = trace.batch === null ? target : undefined;
  return {
    forward: { input, layers: parts },
    backward: { loss: trace.loss.value, layers: parts, input },
    target: shown,
  };
}
