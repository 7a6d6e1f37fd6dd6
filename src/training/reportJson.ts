import type { Json } from "../json.js";
import type { EpochReport, Evaluation } from "./history.js";
import { numberFromJson, numberToJson } from "./stateJson.js";

/** An epoch's report as JSON that keeps every number, also those that JSON has no word for. */
export function reportToJson({ epoch, validation, learningRate, durationMs, ...own }: EpochReport): Json {
  return {
    epoch,
    ...evaluationToJson(own),
    ...(validation === undefined ? {} : { validation: evaluationToJson(validation) }),
    learningRate: learningRate === null ? null : numberToJson(learningRate),
    durationMs,
  };
}

function evaluationToJson({ loss, metrics }: Evaluation): { loss: Json; metrics: Json } {
  const named = Object.entries(metrics).map(([name, value]) => [name, numberToJson(value)]);
  return { loss: numberToJson(loss), metrics: Object.fromEntries(named) };
}

/** The report that `json` describes, if it is one of this epoch. */
export function reportFromJson(json: unknown, epoch: number): EpochReport | null {
  if (!isRecord(json) || json.epoch !== epoch) return null;
  const own = evaluationFromJson(json);
  const validation = json.validation === undefined ? undefined : evaluationFromJson(json.validation);
  const learningRate = json.learningRate === null ? null : numberFromJson(json.learningRate);
  const durationMs = numberFromJson(json.durationMs);
  if (own === null || validation === null || learningRate === undefined || durationMs === undefined) return null;
  return { epoch, ...own, ...(validation === undefined ? {} : { validation }), learningRate, durationMs };
}

function evaluationFromJson(json: unknown): Evaluation | null {
  if (!isRecord(json) || !isRecord(json.metrics)) return null;
  const loss = numberFromJson(json.loss);
  const named = Object.entries(json.metrics).map(([name, value]) => [name, numberFromJson(value)]);
  if (loss === undefined || named.some(([, value]) => value === undefined)) return null;
  return { loss, metrics: Object.fromEntries(named) };
}

/** Whether it is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
