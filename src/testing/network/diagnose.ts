import { type Diagnosis, type Entry, firstWrongOf, type Pattern, type Scope } from "../gradient/report.js";
import { asSentence, ratioText } from "../text.js";
import { cluesOf } from "./facts.js";
import type { GradientPart, NetworkPasses } from "./passes.js";
import type { Probe } from "./probe.js";
import { recognizeMistake } from "./recognize.js";
import type { NetworkCheck, PlainNetwork } from "./target.js";

/** What a diagnosis is made from. */
export interface NetworkFindings {
  readonly check: NetworkCheck;
  /** The float64 copy. */
  readonly network: PlainNetwork;
  readonly passes: NetworkPasses;
  readonly probe: Probe;
  readonly entries: readonly Entry[];
}

/**
 * Compares the first wrong part with what the common mistakes would give; `null` when nothing is
 * wrong.
 */
export function diagnoseNetwork({ check, network, passes, probe, entries }: NetworkFindings): Diagnosis | null {
  const wrong = firstWrongOf(entries);
  const diagnosis = (pattern: Pattern, scope: Scope, message: string, ratio: number | null = null): Diagnosis => {
    return { pattern, scope, ratio, message: asSentence(message) };
  };
  const unsteady =
    "the same call gives other numbers the second time: it depends on something random, or on a buffer that it keeps";
  if (wrong === null) {
    if (!passes.repeats) return diagnosis("random", "everything", unsteady);
    return passes.meddled
      ? diagnosis(
          "unknown",
          "everything",
          "the backward pass changed the network's parameters; they have been put back",
        )
      : null;
  }
  const part = passes.parts.find(({ layer, parameter }) => layer === wrong.layer && parameter === wrong.parameter);
  if (part === undefined) return diagnosis("forward pass", "everything", forwardMessage(entries));
  const failed = failedPlaces(entries);
  const scope = scopeOf(part, failed, network.layers.length);
  const before = scopeMessage(scope, part, failed);
  if (part.analytic.some(Number.isNaN)) return diagnosis("not a number", scope, `${before}NaN is among the numbers`);
  const found = recognizeMistake(part, entries, cluesOf(check, network, probe));
  if (!passes.repeats && found?.pattern !== "accumulated" && found?.pattern !== "stale buffer")
    return diagnosis("random", scope, unsteady);
  if (found !== null) return diagnosis(found.pattern, scope, `${before}${found.message}`, found.ratio);
  return diagnosis("unknown", scope, `${before}the errors have no pattern that the checker knows`);
}

/** The parameters and layers with failed entries. */
interface FailedPlaces {
  readonly parameters: ReadonlySet<string>;
  /** In ascending order; `null` for E. */
  readonly layers: readonly (number | null)[];
}

function failedPlaces(entries: readonly Entry[]): FailedPlaces {
  const failed = entries.filter(({ status }) => status === "fail");
  const layers = new Set(failed.map(({ layer }) => layer));
  return {
    parameters: new Set(failed.map(({ parameter }) => parameter)),
    layers: [...layers].sort((one, other) => Number(one) - Number(other)),
  };
}

function scopeOf({ layer, parameter }: GradientPart, failed: FailedPlaces, layers: number): Scope {
  if (failed.parameters.size === 1) {
    if (parameter === "biases") return "biases only";
    if (parameter === "weights") return "weights only";
    if (parameter === "input") return "input only";
  }
  if (parameter === "delta" || failed.layers.length > 1)
    return layer === layers - 1 ? "everything" : "from a layer down";
  return "one layer";
}

/** How the message begins: which derivatives are wrong. */
function scopeMessage(scope: Scope, { layer, parameter }: GradientPart, { layers }: FailedPlaces): string {
  const where = `layer${layers.length > 1 ? "s" : ""} ${layers.join(", ")}`;
  if (scope === "biases only") return `only the biases are wrong (${where}): `;
  if (scope === "weights only") return `only the weights are wrong (${where}): `;
  if (scope === "input only") return "only ∂E/∂x is wrong: ";
  if (scope === "everything") return "";
  const what = { delta: "δ", weights: "∂E/∂W", biases: "∂E/∂b", input: "∂E/∂x" }[parameter];
  const down = scope === "from a layer down" && parameter === "delta" && layer > 0 ? ", and with it all before" : "";
  return `${what} of layer ${layer} is wrong${down}: `;
}

function forwardMessage(entries: readonly Entry[]): string {
  const failed = entries.filter(
    ({ status, parameter }) => status === "fail" && (parameter === "z" || parameter === "a" || parameter === "loss"),
  );
  const first = failed.find(({ parameter }) => parameter !== "loss") ?? failed[0];
  if (first.parameter !== "loss")
    return `the forward pass itself is wrong: layer ${first.layer}'s ${first.parameter} is not what its weights and activation give`;
  return `the loss that the backward pass returns is ${ratioText(first.analytic / first.numeric)} times E`;
}
