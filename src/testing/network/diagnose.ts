import type { Network } from "../../network/network.js";
import type { Diagnosis, Pattern, Scope } from "../gradient/diagnosis.js";
import { isZero, near, ratioOf, showRatio } from "../gradient/patterns.js";
import type { Entry } from "../gradient/report.js";
import type { Check } from "./check.js";
import { factsOf } from "./facts.js";
import { firstWrongOf } from "./forward.js";
import { type Clues, guessesFor } from "./guesses.js";
import type { Part } from "./parts.js";
import type { Passes } from "./passes.js";
import type { Probe } from "./probe.js";
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
    const whole = message.charAt(0).toUpperCase() + message.slice(1);
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
  const found = explain(part, { check, network, now, before: earlier });
  if (!passes.repeats && found?.pattern !== "accumulated" && found?.pattern !== "stale buffer")
    return told("random", scope, unsteady);
  if (found !== null) return told(found.pattern, scope, `${before}${found.message}`, found.ratio);
  return told("unknown", scope, `${before}the errors have no pattern that the checker knows`);
}

interface Explanation {
  readonly pattern: Pattern;
  readonly message: string;
  readonly ratio: number | null;
}

function explain(part: Part, clues: Clues): Explanation | null {
  const { layer, parameter, analytic } = part;
  const truth = clues.now.truth(layer, parameter);
  const known = Array.from(truth.keys()).filter((k) => Number.isFinite(truth[k]));
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(known, (k) => values[k]);
  const [given, wanted] = [of(analytic), of(truth)];
  if (isZero(given)) return { pattern: "zero", message: "all are 0", ratio: 0 };
  const ratio = ratioOf(given, wanted, 1e-5);
  const named = ratio === null ? null : namedRatio(ratio, part, clues);
  if (named !== null) return named;
  const guesses = guessesFor(part, clues).map((guess) => ({ ...guess, values: of(guess.values()) }));
  const exact = guesses.find(({ values }) => near(given, values, 1e-5));
  if (exact !== undefined) return { ...exact, ratio: null };
  const decayed = weightDecay(given, wanted, part, clues, of);
  if (decayed !== null) return decayed;
  if (ratio !== null && known.length > 2)
    return { pattern: "factor", message: `all are ${showRatio(ratio)} times what they should be`, ratio };
  for (const guess of guesses) {
    const factor = ratioOf(given, guess.values, 1e-5);
    const also = factor === null || known.length < 3 ? null : namedRatio(factor, part, clues);
    if (also !== null)
      return { pattern: guess.pattern, message: `${guess.message}; besides, ${also.message}`, ratio: null };
  }
  if (ratio !== null)
    return { pattern: "factor", message: `all are ${showRatio(ratio)} times what they should be`, ratio };
  return fewEntries(part, given, wanted, known);
}

/** A factor that has a name. */
function namedRatio(ratio: number, part: Part, { now, network }: Clues): Explanation | null {
  const is = (other: number): boolean => Math.abs(ratio - other) < 1e-4 * Math.abs(other);
  const say = `all are ${showRatio(ratio)} times what they should be`;
  const { samples } = now;
  const { outputs } = network.layers[network.layers.length - 1];
  if (is(-1)) return { pattern: "sign", message: "every sign is flipped", ratio };
  if (samples > 1 && is(samples))
    return { pattern: "missing mean", message: `${say}: the mean over the ${samples} samples is missing`, ratio };
  if (outputs > 1 && is(outputs))
    return { pattern: "missing mean", message: `${say}: the mean over the ${outputs} outputs is missing`, ratio };
  if (samples > 1 && is(samples * outputs))
    return { pattern: "missing mean", message: `${say}: the mean over samples and outputs is missing`, ratio };
  if (samples > 1 && is(1 / samples))
    return { pattern: "mean twice", message: `${say}: the mean over the ${samples} samples is taken twice`, ratio };
  if (outputs > 1 && is(1 / outputs))
    return { pattern: "mean twice", message: `${say}: the mean over the ${outputs} outputs is taken twice`, ratio };
  if (samples > 1 && is(-samples))
    return {
      pattern: "sign",
      message: `${say}: every sign is flipped, and the mean over the samples is missing`,
      ratio,
    };
  if (is(2) || is(0.5) || is(-2) || is(-0.5)) return { pattern: "factor", message: say, ratio };
  return part.analytic.length < 2 ? null : Math.abs(ratio - 1) < 1e-5 ? null : wholeRatio(ratio, say);
}

function wholeRatio(ratio: number, say: string): Explanation | null {
  const inverse = 1 / ratio;
  const whole = [ratio, inverse].some(
    (one) => Math.abs(one) < 1e4 && Math.abs(one - Math.round(one)) < 1e-6 * Math.abs(one),
  );
  return whole ? { pattern: "factor", message: say, ratio } : null;
}

/** Whether what is too much is a multiple of the parameters themselves. */
function weightDecay(
  given: Float64Array,
  wanted: Float64Array,
  { layer, parameter }: Part,
  { network }: Clues,
  of: (values: ArrayLike<number>) => Float64Array,
): Explanation | null {
  if (parameter !== "weights" && parameter !== "biases") return null;
  const parameters =
    parameter === "weights" ? network.layers[layer].weights.data : (network.layers[layer].biases ?? []);
  const factor =
    given.length < 2
      ? null
      : ratioOf(
          given.map((one, k) => one - wanted[k]),
          of(parameters),
          1e-4,
        );
  if (factor === null) return null;
  return {
    pattern: "weight decay",
    message: `${showRatio(factor)} times the parameters is added, as weight decay does`,
    ratio: null,
  };
}

function fewEntries(
  { columns, parameter }: Part,
  given: Float64Array,
  wanted: Float64Array,
  known: readonly number[],
): Explanation | null {
  const off = known.filter((_, i) => !near([given[i]], [wanted[i]], 1e-4));
  if (off.length === 0 || off.length === known.length) return null;
  const zero = off.every((k) => given[known.indexOf(k)] === 0) ? ", and 0" : "";
  const rows = new Set(off.map((k) => Math.floor(k / columns)));
  const across = new Set(off.map((k) => k % columns));
  const samples = parameter === "delta" || parameter === "input";
  if (parameter !== "biases" && rows.size === 1 && columns > 1)
    return {
      pattern: samples ? "one sample" : "few entries",
      message: `only row ${[...rows][0]} is wrong${zero}`,
      ratio: null,
    };
  if (parameter !== "biases" && across.size === 1 && known.length > columns)
    return { pattern: "few entries", message: `only column ${[...across][0]} is wrong${zero}`, ratio: null };
  if (off.length > known.length / 2) return null;
  return { pattern: "few entries", message: `only ${off.length} of ${known.length} are wrong${zero}`, ratio: null };
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
