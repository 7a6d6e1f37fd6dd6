import { isRecord } from "../checks/json.js";
import { flawOf } from "../saving/optimizerState.js";
import { plainFromJson } from "../saving/plain.js";
import type { EpochReport, Evaluation } from "./history.js";

/** The report that `json` describes, if it is one of this epoch. */
export function reportFromJson(json: unknown, epoch: number): EpochReport | null {
  if (!isRecord(json) || json.epoch !== epoch) return null;
  const like = {
    ...evaluationLike(json),
    durationMs: 0,
    ...(json.validation === undefined ? {} : { validation: evaluationLike(json.validation) }),
    ...(json.learningRate === null ? {} : { learningRate: 0 }),
  };
  const report = plainFromJson(json, like);
  return flawOf(report, like, "") === null ? (report as EpochReport) : null;
}

function evaluationLike(json: unknown): { loss: number; metrics: Evaluation["metrics"] } {
  const names = Object.keys(Object(Object(json).metrics));
  return { loss: 0, metrics: Object.fromEntries(names.map((name) => [name, 0])) };
}
