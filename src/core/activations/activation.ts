import type { Initializer } from "../initializers.js";
import type { Vector } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";

/**
 * The function from a layer's preactivation z to its activation a. Your own is an object like
 * these:
 *
 * ```ts
 * import { type Activation, Layer, Sequential } from "deltarule";
 *
 * const sine: Activation = {
 *   name: "sine",
 *   apply: (z) => Math.sin(z),
 *   derivative: (z) => Math.cos(z),
 * };
 * const net = new Sequential([new Layer(1, 8, sine), new Layer(8, 1)]);
 * ```
 */
export type Activation = Elementwise | Rowwise;

interface Named {
  /** The name in messages and files. */
  readonly name: string;
  /** The numbers that a file must keep besides the name, `{ slope: 0.01 }`. */
  readonly options?: Readonly<Record<string, number>>;
  /** The default initializer of a layer's weights; `glorot` when left out. */
  readonly initializer?: Initializer;
  /**
   * The interval of a, `[0, 1]` for sigmoid; a bound may be infinite, or reached only in the limit.
   * Training refuses targets outside it. Unknown when left out.
   */
  readonly range?: readonly [number, number];
}

/** A function of each number by itself: `a = f(z)`. */
export interface Elementwise extends Named {
  /** `f(z)`. */
  apply(z: number): number;
  /** `f′(z)`. The second argument is a = f(z), from which f′ is often cheaper to compute. */
  derivative(z: number, a: number): number;
  /** The z at which f has no derivative: `[0]` for relu. */
  readonly kinks?: readonly number[];
  /** `false` for step: a backward pass throws before it starts. */
  readonly differentiable?: boolean;
  /** Set on a surrogate: the function whose derivative it uses. */
  readonly surrogate?: Elementwise;
}

/** A function of a whole row, where each a depends on every z: softmax. */
export interface Rowwise extends Named {
  /** Fills `into` with a, from the row z. */
  applyRow(z: Sample, into: Vector): void;
  /**
   * Fills `into` with ∂E/∂z, from ∂E/∂a of the same row: the transpose of the Jacobian ∂a/∂z times
   * `gradient`.
   */
  backwardRow(z: Sample, a: Sample, gradient: Sample, into: Vector): void;
  /** Whether the a of a row add up to 1: a row of one a is then always 1, and learns nothing. */
  readonly sumsToOne?: boolean;
}

/** Whether the activation is a function of a whole row. */
export function isRowwise(activation: Activation): activation is Rowwise {
  return "applyRow" in activation;
}

/** A range of a that cannot change. */
export function rangeOf(min: number, max: number): readonly [number, number] {
  return Object.freeze([min, max] as const);
}

/** Makes the activation with this option. */
type OptionMaker = (option: number) => Elementwise;
/** Makes the activation of two that a file describes. */
type Lender = (read: (role: "forward" | "backward") => Activation) => Elementwise;

const readables = /* @__PURE__ */ new Map<string, Activation | OptionMaker>();
let lender: Lender | undefined;

/**
 * Lets files name an activation wherever its module is loaded. Those of usual.ts need no such call:
 * a page that reads files has them all.
 */
export function readable<Named extends Activation>(activation: Named): Named {
  readables.set(activation.name, activation);
  return activation;
}

/** The same for the maker of an activation with an option. */
export function readableMaker(name: string, make: OptionMaker): OptionMaker {
  readables.set(name, make);
  return make;
}

/** The same for surrogates, wherever this holder is used. */
export function readableSurrogates<Holder>(holder: Holder, read: Lender): Holder {
  lender = read;
  return holder;
}

/** What `readable` or `readableMaker` knows by this name. */
export function readableAs(name: string): Activation | OptionMaker | undefined {
  return readables.get(name);
}

/** The maker of surrogates, where it is loaded. */
export function readableLender(): Lender | undefined {
  return lender;
}
