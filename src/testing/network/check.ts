import type { Loss } from "../../core/index.js";
import { reportOf } from "../gradient/makeReport.js";
import type { CheckPlan } from "../gradient/options.js";
import type { Entry, GradientReport } from "../gradient/report.js";
import { firstWrongOf } from "./forward.js";
import { type Data, lentSlope } from "./probe.js";
import { type BackwardPass, type CheckedNetwork, describe } from "./target.js";

/** A check under way. */
export interface Check<Net extends CheckedNetwork> {
  readonly net: Net;
  readonly data: Data;
  readonly loss: Loss;
  readonly plan: CheckPlan;
  readonly backward: BackwardPass<Net> | undefined;
  readonly maxEntries: number;
}

/** The report of a check, with what there is to say about it. */
export function finish<Net extends CheckedNetwork>(
  { net, loss, data, plan }: Check<Net>,
  entries: readonly Entry[],
  rest: Pick<Parameters<typeof reportOf>[0], "diagnosis" | "notes" | "copy" | "broken">,
): GradientReport {
  const lent = net.layers.flatMap(({ activation }, l) => {
    const lender = lentSlope(activation);
    return lender === null
      ? []
      : [
          `Layer ${l}'s ${activation.name} is a surrogate: its gradient is checked with ${lender.name}'s slope, and is not that of E.`,
        ];
  });
  const { method, tolerance, seed } = plan;
  const subject = describe(net, loss, data.x.rows);
  return reportOf({
    subject,
    method,
    tolerance,
    seed,
    entries,
    firstWrong: firstWrongOf(entries),
    ...rest,
    notes: [...lent, ...rest.notes],
  });
}
