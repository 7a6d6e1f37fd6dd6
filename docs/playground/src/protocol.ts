import type { GradientReport } from "deltarule/testing";
import type { State } from "./state.js";

/** Which part of the space of inputs the picture shows. */
export interface Plane {
  readonly axes: readonly [number, number];
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  /** What the other inputs are held at. */
  readonly others: readonly number[];
  /** Points a side. */
  readonly size: number;
}

/** What the page asks of the worker. */
export type Question =
  | { readonly type: "open"; readonly id: number; readonly state: State; readonly plane: Plane }
  | { readonly type: "play"; readonly speed: number }
  | { readonly type: "look"; readonly plane: Plane }
  | { readonly type: "step" | "pause" | "drawn" | "check" };

/** How far training is. */
export interface Frame {
  readonly type: "frame";
  readonly id: number;
  readonly epoch: number;
  /** Of the epochs since the last frame. */
  readonly losses: readonly number[];
  readonly stopped: "epochs" | "targetLoss" | "earlyStopping" | "aborted" | "failed" | null;
  /** Of all the samples, by the parameters as they are. */
  readonly loss: number;
  readonly accuracy: number | null;
  readonly parameters: Float64Array;
  /** The outputs at the points of the plane. */
  readonly region: Float32Array;
}

/** What the worker answers. */
export type Answer =
  | Frame
  | { readonly type: "checked"; readonly id: number; readonly report: GradientReport }
  | { readonly type: "failed"; readonly id: number; readonly message: string };
