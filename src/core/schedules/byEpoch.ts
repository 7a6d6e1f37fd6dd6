import { checkFunction } from "../checks/options.js";
import type { Schedule } from "./schedule.js";

/** A schedule that goes by finished epochs where it would have gone by updates: `byEpoch(stepDecay(0.1, { every: 10 }))`. */
export function byEpoch(schedule: Schedule): Schedule {
  checkFunction("byEpoch", "schedule", schedule, "a schedule such as stepDecay(0.1, { every: 10 })");
  return (_step, progress) => schedule(progress.epoch, progress);
}
