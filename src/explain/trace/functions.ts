import type { Activation, Elementwise, Loss } from "../../core/index.js";
import { isBuiltIn, isBuiltInSurrogate, isRowwise } from "../../core/internal.js";
import type { FunctionTrace } from "./trace.js";

/** An activation as a trace describes it. The library's own are known by identity. */
export function traceActivation(activation: Activation): FunctionTrace {
  const { name, options = {} } = activation;
  const parts = isBuiltInSurrogate(activation) ? activation : null;
  return {
    name,
    options: { ...options },
    builtIn: isBuiltIn(activation),
    rowwise: isRowwise(activation),
    forward: parts && traceActivation(parts.forward),
    backward: parts && traceActivation(parts.surrogate),
  };
}

/** A loss as a trace describes it. */
export function traceLossFunction(loss: Loss): FunctionTrace {
  const { name, options = {} } = loss;
  return { name, options: { ...options }, builtIn: isBuiltIn(loss), rowwise: false, forward: null, backward: null };
}

/** The function whose slope a surrogate borrows; `null` for any other activation. */
export function lenderOf(activation: Activation): Elementwise | null {
  return isBuiltInSurrogate(activation) ? activation.surrogate : null;
}
