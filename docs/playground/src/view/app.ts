import type { Sequential } from "deltarule";
import type { Trace } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import type { Lines } from "../hand/lines.js";
import type { Step } from "../hand/steps.js";
import type { Model } from "../model.js";
import type { Frame } from "../protocol.js";
import type { State } from "../state.js";
import type { Say } from "../texts/table.js";

/** What was clicked: a node, or a weight; −1 is the input layer. */
export type Picked =
  | { readonly kind: "node"; readonly layer: number; readonly node: number }
  | { readonly kind: "edge"; readonly layer: number; readonly to: number; readonly from: number };

/** One sample, written out. */
export interface Hand {
  readonly trace: Trace;
  readonly lines: Lines;
  readonly steps: readonly Step[];
}

/** What every part of the page sees. */
export interface App {
  readonly state: State;
  readonly say: Say;
  /** `null` where the data or the network are wrong; `problem` says why. */
  readonly data: Dataset | null;
  readonly model: Model | null;
  readonly problem: string | null;
  /** What is wrong with the address. */
  readonly notice: string | null;
  readonly playing: boolean;
  readonly frame: Frame | null;
  readonly losses: readonly number[];
  readonly hand: Hand | null;
  readonly picked: Picked | null;
  /** Changes the data, the network or the training: everything begins anew. */
  change(part: Partial<State>): void;
  /** Changes what is looked at. */
  look(part: Partial<State>): void;
  choose(data: State["data"]): void;
  pick(picked: Picked | null): void;
}

/** The network as it is now. */
export function netOf({ model }: App): Sequential | null {
  return model?.net ?? null;
}
