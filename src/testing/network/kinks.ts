import type { Activation, Loss, Matrix } from "../../core/index.js";
import { crossesKink } from "../../core/internal.js";
import { kinksOf } from "../pieces/library.js";

/** z and a of a layer, samples × outputs. */
export interface LayerValues {
  readonly z: Matrix;
  readonly a: Matrix;
}

/** The kinks of a network and its loss, with the values of a pass that lie around them. */
export interface PassKinks {
  readonly layers: readonly { readonly kinks: readonly number[]; readonly z: Matrix }[];
  /** The kinks of the loss for each output of each sample. */
  readonly loss: readonly (readonly number[])[];
  readonly output: Matrix;
}

/** The kinks of every activation and of the loss, around the values of this pass. */
export function passKinks(
  layers: readonly { readonly activation: Activation }[],
  base: readonly LayerValues[],
  loss: Loss,
  t: Matrix,
): PassKinks {
  return {
    layers: layers.map(({ activation }, l) => ({ kinks: kinksOf(activation), z: base[l].z })),
    loss: loss.kinks === undefined ? [] : Array.from(t.data, (target) => loss.kinks?.(target, t.columns) ?? []),
    output: base[base.length - 1].a,
  };
}

/** Whether some z from layer `from` on, or some output, is now on another side of a kink. */
export function hasCrossed({ layers, loss, output }: PassKinks, now: readonly LayerValues[], from: number): boolean {
  for (let l = from; l < layers.length; l++) {
    const before = layers[l].z.data;
    const { data } = now[l].z;
    for (const kink of layers[l].kinks)
      for (let k = 0; k < before.length; k++) if (crossesKink(before[k], data[k], kink)) return true;
  }
  const { data } = now[now.length - 1].a;
  return loss.some((kinks, k) => kinks.some((kink) => crossesKink(output.data[k], data[k], kink)));
}
