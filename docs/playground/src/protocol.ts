import type { OptimizerState, Warning } from "deltarule";
import type { GradientReport } from "deltarule/testing";
import type { Edit } from "./edits.js";
import type { Landscape, Racer } from "./experiments.js";
import type { Stopped } from "./run.js";
import type { MistakeName, State } from "./state.js";

/** The part of the input space that the picture shows. */
export interface Plane {
  readonly axes: readonly [number, number];
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  /** The fixed values of the inputs that are not axes. */
  readonly others: readonly number[];
  /** Points along each side. */
  readonly size: number;
}

/** A message from the page to the worker. */
export type Question =
  | { readonly type: "open"; readonly id: number; readonly state: State; readonly plane: Plane }
  | { readonly type: "play"; readonly speed: number }
  | { readonly type: "look"; readonly plane: Plane }
  | { readonly type: "edit"; readonly edits: readonly Edit[] }
  | { readonly type: "step" | "pause" | "drawn" }
  | { readonly type: "race" }
  | { readonly type: "check"; readonly mistake: MistakeName | null }
  | { readonly type: "landscape"; readonly places: readonly [number, number] };

/** The state of training at one moment. */
export interface Frame {
  readonly type: "frame";
  readonly id: number;
  readonly epoch: number;
  /** All edits, with the epochs at which they were made. */
  readonly edits: readonly Edit[];
  /** The losses of the epochs since the last frame. */
  readonly losses: readonly number[];
  /** The same of the samples that training does not see; empty without any. */
  readonly testLosses: readonly number[];
  readonly stopped: Stopped;
  /** What the training warns of. */
  readonly warnings: readonly Warning["code"][];
  /** The loss over all samples with the current parameters. */
  readonly loss: number;
  readonly accuracy: number | null;
  /** The accuracy on the samples that training does not see. */
  readonly testAccuracy: number | null;
  readonly parameters: Float64Array;
  /** Whether training stands still there. */
  readonly still: boolean;
  /** The optimizer's memory; `null` before the first epoch, and while training goes on. */
  readonly memory: OptimizerState | null;
  /** The outputs at the points of the plane. */
  readonly region: Float32Array;
}

/** An error of the library, as the worker can send it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** The epochs that were trained before it. */
  readonly epoch: number;
}

/** A message from the worker to the page. */
export type Answer =
  | Frame
  | {
      readonly type: "checked";
      readonly id: number;
      readonly mistake: MistakeName | null;
      readonly report: GradientReport;
    }
  | { readonly type: "landscape"; readonly id: number; readonly landscape: Landscape }
  | { readonly type: "race"; readonly id: number; readonly racers: readonly Racer[] }
  | ({ readonly type: "failed"; readonly id: number } & Failure);
