import { kinkFails } from "../gradient/judge.js";
import type { GradientReport } from "../gradient/report.js";
import { type Check, finish } from "./check.js";
import { compareParts } from "./compare.js";
import { diagnose } from "./diagnose.js";
import { forwardEntries } from "./forward.js";
import { runPasses } from "./passes.js";
import { openProbe } from "./probe.js";
import { roundingOf } from "./rounding.js";
import { type CheckedNetwork, copyOf } from "./target.js";

/** Compares with difference quotients. */
export function checkDouble<Net extends CheckedNetwork>(check: Check<Net>, notes: readonly string[]): GradientReport {
  const { net, data, loss, plan, backward } = check;
  const passes = runPasses(net, data, loss, backward);
  const network = copyOf(net);
  const probe = openProbe(network, data, loss, data.x.rows);
  const compared = compareParts(network, passes.parts, probe, check);
  const rounding = { unit: 2 ** -52, loss: () => roundingOf(network, data, loss).loss };
  const entries = [...forwardEntries(passes, probe, plan.tolerance, rounding), ...compared.entries];
  const judged = plan.kinks === "fail" ? entries.map(kinkFails) : entries;
  const diagnosis = diagnose({ check, network, passes, probe, entries: judged });
  return finish(check, judged, {
    diagnosis,
    broken: !passes.repeats || passes.meddled,
    notes: [...notes, ...compared.notes],
  });
}
