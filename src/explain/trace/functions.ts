import type { Activation, Elementwise, Loss, Surrogate } from "../../core/index.js";
import { losses as builtIn, describeActivation, isRowwise } from "../../core/internal.js";
import type { FunctionTrace } from "./trace.js";

/** An activation as a trace describes it. The library's own are known by identity. */
export function traceActivation(activation: Activation): FunctionTrace {
  const { name, options = {} } = activation;
  const described = describeActivation(activation) as { readonly custom?: boolean; readonly forward?: unknown };
  const isSurrogate = described.forward !== undefined;
  const { forward, surrogate } = activation as Surrogate;
  return {
    name,
    options: { ...options },
    builtIn: described.custom !== true,
    rowwise: isRowwise(activation),
    forward: isSurrogate ? traceActivation(forward) : null,
    backward: isSurrogate ? traceActivation(surrogate) : null,
  };
}

/** A loss as a trace describes it. */
export function traceLossFunction(loss: Loss): FunctionTrace {
  const { name, options = {} } = loss;
  const library: Readonly<Record<string, Loss | ((option: number) => Loss)>> = builtIn;
  const listed = Object.hasOwn(library, name) ? library[name] : undefined;
  const found = typeof listed === "function" && "delta" in options ? listed(options.delta) : listed;
  return { name, options: { ...options }, builtIn: found === loss, rowwise: false, forward: null, backward: null };
}

/** The function whose slope a surrogate borrows; `null` for any other activation. */
export function lenderOf(activation: Activation): Elementwise | null {
  const { backward } = traceActivation(activation);
  return backward === null ? null : (activation as Surrogate).surrogate;
}
