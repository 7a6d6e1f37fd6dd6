import { explain } from "deltarule/explain";
import type { Dataset } from "../data/dataset.js";
import { Lines } from "../hand/lines.js";
import { namesFor } from "../hand/names.js";
import { stepsOf } from "../hand/steps.js";
import { isNotes, type Model } from "../model.js";
import type { State } from "../state.js";
import type { Hand, Picked } from "./app.js";

/**
 * The complete derivation of the selected sample, whatever its size.
 *
 * @throws DeltaruleError if the library refuses.
 */
export function writeOut({ net, loss, optimizer }: Model, { x, t }: Dataset, state: State): Hand {
  const limit = { neurons: Number.POSITIVE_INFINITY, terms: Number.POSITIVE_INFINITY };
  const trace = explain(net, x[state.sample], t[state.sample], { loss, optimizer, limit });
  const lines = new Lines(trace, namesFor(trace.widths, isNotes(state)), state.digits);
  return { trace, lines, steps: stepsOf(lines, isNotes(state)) };
}

/** Whether the network still contains the clicked node or weight. */
export function has({ net }: Model, picked: Picked): boolean {
  const widths = [net.inputs, ...net.layers.map(({ outputs }) => outputs)];
  if (picked.kind === "node") return picked.node < (widths[picked.layer + 1] ?? 0);
  return picked.to < (widths[picked.layer + 1] ?? 0) && picked.from < (widths[picked.layer] ?? 0);
}
