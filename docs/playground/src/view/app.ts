import type { Sequential } from "deltarule";
import type { PassTrace, Trace } from "deltarule/explain";
import type { GradientReport } from "deltarule/testing";
import type { Dataset } from "../data/dataset.js";
import type { Edit } from "../edits.js";
import type { Names } from "../hand/names.js";
import type { Step } from "../hand/steps.js";
import type { Model } from "../model.js";
import type { Frame } from "../protocol.js";
import type { MistakeName, State } from "../state.js";
import type { Say } from "../texts/table.js";

/** What the reader clicked: a node, a weight, a bias or a target; −1 is the input layer. */
export type Picked =
  | { readonly kind: "node"; readonly layer: number; readonly node: number }
  | { readonly kind: "edge"; readonly layer: number; readonly to: number; readonly from: number }
  | { readonly kind: "bias"; readonly layer: number; readonly node: number }
  | { readonly kind: "target"; readonly node: number };

/** The derivation of one update. */
export interface Hand {
  readonly trace: Trace;
  /** The numbers of the selected sample. */
  readonly pass: PassTrace;
  /** The samples of the update. */
  readonly rows: readonly number[];
  readonly names: Names;
  readonly steps: readonly Step[];
  number(value: number): string;
}

/** What the gradient checker said of a planted mistake. */
export interface Broken {
  readonly mistake: MistakeName;
  readonly report: GradientReport;
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
  readonly testLosses: readonly number[];
  readonly hand: Hand | null;
  readonly picked: Picked | null;
  /** What the gradient checker said of the planted mistake; `null` before it did. */
  readonly broken: Broken | null;
  /** Whether a question waits for its answer, so that the numbers of the step are not shown yet. */
  readonly waiting: boolean;
  /** Changes the data, the network or the training, and starts again. */
  change(part: Partial<State>): void;
  /** Changes the view only. */
  look(part: Partial<State>): void;
  choose(data: State["data"]): void;
  pick(picked: Picked | null): void;
  /** Changes a number, and training goes on from there; `passing` while it is dragged. */
  edit(edit: EditNow, passing?: boolean): void;
}

type Without<T> = T extends unknown ? Omit<T, "at"> : never;
/** An edit at the present epoch. */
export type EditNow = Without<Edit>;

/** The network with its current parameters. */
export function netOf({ model }: App): Sequential | null {
  return model?.net ?? null;
}
