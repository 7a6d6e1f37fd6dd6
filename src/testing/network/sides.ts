import type { Activation, Loss, Matrix, Vector } from "../../core/index.js";
import type { LayerSpace } from "../../core/internal.js";
import { crossesKink, isRowwise } from "../../core/internal.js";

/** Where the kinks are that a pass may cross, and on which side of each it is now. */
export interface Joints {
  readonly layers: readonly { readonly kinks: readonly number[]; readonly z: Vector }[];
  /** For each output of each sample, those of the loss. */
  readonly loss: readonly (readonly number[])[];
  readonly output: Vector;
}

/** Whether a pass is on another side of some kink. */
export interface Sides {
  readonly crossed: boolean;
}

/** The kinks of every activation and of the loss, with the values of a pass. */
export function joints(
  layers: readonly Pick<LayerSpace, "activation">[],
  base: readonly { readonly z: Vector; readonly a: Vector }[],
  loss: Loss,
  t: Matrix,
): Joints {
  return {
    layers: layers.map(({ activation }, l) => ({ kinks: kinksOf(activation), z: base[l].z })),
    loss: loss.kinks === undefined ? [] : Array.from(t.data, (target) => loss.kinks?.(target) ?? []),
    output: base[base.length - 1].a,
  };
}

/** Where an activation has no slope; a softmax has one everywhere. */
export function kinksOf(activation: Activation): readonly number[] {
  return isRowwise(activation) ? [] : (activation.kinks ?? []);
}

/** Compares a pass with the one that the joints are of, from layer `from` on. */
export function sidesOf({ layers, loss, output }: Joints, now: readonly LayerSpace[], from: number): Sides {
  for (let l = from; l < layers.length; l++) {
    for (const kink of layers[l].kinks) {
      const { z } = layers[l];
      const { data } = now[l].z;
      for (let k = 0; k < z.length; k++) if (crossesKink(z[k], data[k], kink)) return { crossed: true };
    }
  }
  const { data } = now[now.length - 1].a;
  return { crossed: loss.some((kinks, k) => kinks.some((kink) => crossesKink(output[k], data[k], kink))) };
}
