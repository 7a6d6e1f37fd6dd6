import type { Sequential } from "deltarule";
import type { Trace } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import type { Lines } from "../hand/lines.js";
import type { Step } from "../hand/steps.js";
import type { Model } from "../model.js";
import type { Frame } from "../protocol.js";
import type { State } from "../state.js";
import type { Say } from "../texts/table.js";

/** What the reader clicked: a node or a weight; −1 is the input layer. */
export type Picked =
  | { readonly kind: "node"; readonly layer: number; readonly node: number }
  | { readonly kind: "edge"; readonly layer: number; readonly to: number; readonly from: number };

/** The derivation of one sample. */
export interface Hand {
  readonly trace: Trace;
  readonly lines: Lines;
  readonly steps: readonly Step[];
}

/** What every part of the page can read and call. */
export interface App {
  readonly state: State;
  readonly say: Say;
  /** `null` if the data or the network is wrong; `problem` has the reason. */
  readonly data: Dataset | null;
  readonly model: Model | null;
  readonly problem: string | null;
  /** What is wrong in the address. */
  readonly notice: string | null;
  readonly playing: boolean;
  readonly frame: Frame | null;
  readonly losses: readonly number[];
  readonly hand: Hand | null;
  readonly picked: Picked | null;
  /** Changes the data, the network or the training, and starts again. */
  change(part: Partial<State>): void;
  /** Changes the view only. */
  look(part: Partial<State>): void;
  choose(data: State["data"]): void;
  pick(picked: Picked | null): void;
}

/** The network with its current parameters. */
export function netOf({ model }: App): Sequential | null {
  return model?.net ?? null;
}
