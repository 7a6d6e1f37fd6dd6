import type { Dtype } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";
import type { Layer } from "./layer.js";

/** The dtype of a network whose options do not say it; any if its layers are unknown too. */
export type DtypeWith<L extends readonly Layer[]> = readonly Layer[] extends L ? Dtype : "float64";

/** The layers in a network of this dtype. */
export type LayersOf<L extends readonly Layer[], D extends Dtype> = {
  [K in keyof L]: L[K] extends Layer<infer In, infer Out> ? Layer<In, Out, D> : never;
};

/** The layers, with a sentence in place of the first that does not fit the layer before it. */
export type Chain<L extends readonly Layer[]> = {
  [K in keyof L]: Fits<[unknown, ...L][K & keyof [unknown, ...L]], L[K]>;
};

type Fits<Before, L> =
  Before extends Layer<number, infer Gives>
    ? L extends Layer<infer Takes>
      ? Same<Gives, Takes> extends true
        ? L
        : `this layer takes ${Takes} inputs, but the layer before it gives ${Gives}`
      : L
    : L;

/** False when both are known at compile time and differ. */
type Same<A extends number, B extends number> = number extends A | B ? true : [A] extends [B] ? true : false;

export type Inputs<L> = L extends readonly [Layer<infer I>, ...unknown[]] ? I : number;

export type Outputs<L> = L extends readonly [...unknown[], Layer<number, infer O>] ? O : number;

/** `unknown` accepts every argument; for a length that differs, a sentence accepts none. */
export type OfLength<X extends Sample | readonly [], N extends number> =
  Same<X["length"], N> extends true ? unknown : `this sample has ${X["length"]} numbers, the network takes ${N}`;
