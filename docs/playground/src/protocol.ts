import type { GradientReport } from "deltarule/testing";
import type { State } from "./state.js";

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
  | { readonly type: "step" | "pause" | "drawn" | "check" };

/** The state of training at one moment. */
export interface Frame {
  readonly type: "frame";
  readonly id: number;
  readonly epoch: number;
  /** The losses of the epochs since the last frame. */
  readonly losses: readonly number[];
  readonly stopped: "epochs" | "targetLoss" | "earlyStopping" | "aborted" | "failed" | null;
  /** What the training warns of, in sentences. */
  readonly warnings: readonly string[];
  /** The loss over all samples with the current parameters. */
  readonly loss: number;
  readonly accuracy: number | null;
  readonly parameters: Float64Array;
  /** The outputs at the points of the plane. */
  readonly region: Float32Array;
}

/** A message from the worker to the page. */
export type Answer =
  | Frame
  | { readonly type: "checked"; readonly id: number; readonly report: GradientReport }
  | { readonly type: "failed"; readonly id: number; readonly message: string };
