import type { OptimizerState } from "deltarule";
import { explain, toSteps } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import { namesFor } from "../hand/names.js";
import { written } from "../hand/numbers.js";
import { stepsOf } from "../hand/steps.js";
import { isNotes, type Model, optimizerOf } from "../model.js";
import { rateOf, type State } from "../state.js";
import type { Hand, Picked } from "./app.js";

/**
 * The complete derivation of the selected sample, whatever its size, with the optimizer's memory as
 * it is now.
 *
 * @throws DeltaruleError if the library refuses.
 */
export function writeOut(
  { net, loss }: Model,
  { x, t }: Dataset,
  state: State,
  memory: OptimizerState | null = null,
): Hand {
  const limit = { neurons: Number.POSITIVE_INFINITY, terms: Number.POSITIVE_INFINITY };
  const optimizer = optimizerOf(state, rateOf(state));
  const trace = explain(net, x[state.sample], t[state.sample], {
    ...{ loss, optimizer, limit },
    ...(memory !== null && { state: memory }),
  });
  const notes = isNotes(state);
  const names = namesFor(trace.widths, notes);
  const number = (value: number): string => written(value, state.digits);
  const steps = toSteps(trace, { digits: state.digits, notation: notes ? "lectureNotes" : "general" });
  return { trace, names, number, steps: stepsOf(steps, { trace, names, notes, number }) };
}

/** Whether the network still contains what was clicked. */
export function has({ net }: Model, picked: Picked): boolean {
  const widths = [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  const exists = (layer: number, node: number): boolean => node < (widths[layer + 1] ?? 0);
  if (picked.kind === "target") return exists(net.layers.length - 1, picked.node);
  if (picked.kind === "bias") return exists(picked.layer, picked.node) && net.layers[picked.layer].biases !== null;
  if (picked.kind === "node") return exists(picked.layer, picked.node);
  return exists(picked.layer, picked.to) && exists(picked.layer - 1, picked.from);
}
