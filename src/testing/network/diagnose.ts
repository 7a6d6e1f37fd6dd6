import type { Network } from "../../core/internal.js";
import type { Diagnosis, Pattern, Scope } from "../gradient/diagnosis.js";
import { showRatio } from "../gradient/patterns.js";
import type { Entry } from "../gradient/report.js";
import type { Check } from "./check.js";
import { factsOf } from "./facts.js";
import { firstWrongOf } from "./forward.js";
import type { Part } from "./parts.js";
import type { Passes } from "./passes.js";
import type { Probe } from "./probe.js";
import { recognize } from "./recognize.js";
import type { CheckedNetwork } from "./target.js";

/** What a diagnosis is made from. */
export interface Findings<Net extends CheckedNetwork> {
  readonly check: Check<Net>;
  readonly network: Network;
  readonly passes: Passes;
  readonly probe: Probe;
  readonly entries: readonly Entry[];
}

/** Compares the first part that is wrong with what the usual mistakes would give; `null` when nothing is wrong. */
export function diagnose<Net extends CheckedNetwork>({
  check,
  network,
  passes,
  probe,
  entries,
}: Findings<Net>): Diagnosis | null {
  const wrong = firstWrongOf(entries);
  const told = (pattern: Pattern, scope: Scope, message: string, ratio: number | null = null): Diagnosis => {
    const whole = message.replace(/^[a-z]/, (letter) => letter.toUpperCase());
    return { pattern, scope, ratio, message: `${whole}.` };
  };
  const unsteady =
    "the same call gives other numbers the second time: something random, or a buffer that is kept, is inside";
  if (wrong === null) {
    if (!passes.repeats) return told("random", "everything", unsteady);
    return passes.meddled
      ? told("unknown", "everything", "the backward pass changed the network's parameters; they have been put back")
      : null;
  }
  const part = passes.parts.find(({ layer, parameter }) => layer === wrong.layer && parameter === wrong.parameter);
  if (part === undefined) return told("forward pass", "everything", forwardMessage(entries));
  const failing = new Set(
    entries.filter(({ status }) => status === "fail").map(({ layer, parameter }) => `${layer} ${parameter}`),
  );
  const scope = scopeOf(part, failing, network.layers.length);
  const before = introduce(scope, part, failing);
  if (part.analytic.some(Number.isNaN)) return told("not a number", scope, `${before}NaN is among the numbers`);
  const { now, before: earlier } = factsOf(check, network, probe);
  const found = recognize(part, entries, { check, network, now, before: earlier });
  if (!passes.repeats && found?.pattern !== "accumulated" && found?.pattern !== "stale buffer")
    return told("random", scope, unsteady);
  if (found !== null) return told(found.pattern, scope, `${before}${found.message}`, found.ratio);
  return told("unknown", scope, `${before}the errors have no pattern that the checker knows`);
}

function scopeOf({ layer, parameter }: Part, failing: ReadonlySet<string>, layers: number): Scope {
  const kinds = new Set([...failing].map((key) => key.split(" ")[1]));
  if (kinds.size === 1 && kinds.has("biases")) return "biases only";
  if (kinds.size === 1 && kinds.has("weights")) return "weights only";
  if (kinds.size === 1 && kinds.has("input")) return "input only";
  if (parameter === "delta" || new Set([...failing].map((key) => key.split(" ")[0])).size > 1)
    return layer === layers - 1 ? "everything" : "from a layer down";
  return "one layer";
}

function introduce(scope: Scope, { layer, parameter }: Part, failing: ReadonlySet<string>): string {
  const layers = [...new Set([...failing].map((key) => Number(key.split(" ")[0])))].sort((one, other) => one - other);
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
  const ratio = first.analytic / first.numeric;
  return `the backward pass tells a loss ${showRatio(ratio)} times E`;
}
