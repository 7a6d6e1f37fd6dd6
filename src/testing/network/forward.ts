import { entryOf } from "../gradient/judge.js";
import { largest } from "../gradient/patterns.js";
import type { Entry, Place } from "../gradient/report.js";
import { placeOrder } from "../gradient/table.js";
import type { Passes } from "./passes.js";
import type { Probe } from "./probe.js";

/** Numbers of the network's own forward pass that are not those of its layers, W·x + b and f: without them nothing is wrong. */
export function forwardEntries(
  { forward, loss }: Passes,
  probe: Probe,
  tolerance: number,
  rounding: { readonly unit: number; readonly loss: () => number },
): Entry[] {
  const entries: Entry[] = [];
  // What a sum of large numbers with opposite signs has lost is not the network's fault.
  const scale = probe.base.reduce((most, { z }) => Math.max(most, largest(z)), 1);
  const compare = (
    layer: number | null,
    parameter: Entry["parameter"],
    index: readonly number[],
    given: number,
    wanted: number,
    size: number,
  ) => {
    const errorBar = 64 * rounding.unit * Math.max(size, Math.abs(wanted));
    const entry = entryOf(
      { layer, parameter, index, analytic: given },
      { value: wanted, errorBar, step: 0, kink: null },
      tolerance,
    );
    if (entry.status === "fail") entries.push(entry);
  };
  probe.base.forEach(({ z, a }, l) => {
    const given = forward.layers[l];
    z.forEach((wanted, k) => {
      const index = [Math.floor(k / given.z.columns), k % given.z.columns];
      compare(l, "z", index, given.z.data[k], wanted, scale);
      compare(l, "a", index, given.a.data[k], a[k], scale);
    });
  });
  if (loss !== null && loss !== probe.loss) compare(null, "loss", [], loss, probe.loss, rounding.loss());
  return entries;
}

/** The first part, in the order of computing, of which an entry failed. */
export function firstWrongOf(entries: readonly Entry[]): Place | null {
  const failed = entries.filter(({ status }) => status === "fail");
  if (failed.length === 0) return null;
  const { layer, parameter } = failed.reduce((first, entry) => (placeOrder(entry) < placeOrder(first) ? entry : first));
  return { layer, parameter };
}
