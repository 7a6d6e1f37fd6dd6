import type { Vector } from "../../core/index.js";
import { commonRatio, isAllZero, isNear } from "../gradient/patterns.js";
import type { Diagnosis, Entry } from "../gradient/report.js";
import { ratioText } from "../text.js";
import type { Clues } from "./facts.js";
import { guessesFor, updatedEarly } from "./guesses.js";
import type { GradientPart } from "./passes.js";
import type { PlainNetwork } from "./target.js";

/** A mistake that gives the values under test. */
export type RecognizedMistake = Pick<Diagnosis, "pattern" | "message" | "ratio">;

/**
 * Compares a part with what the common mistakes would make of it; `null` when none fits. Only the
 * entries that were compared count: `maxEntries` may have left out some.
 */
export function recognizeMistake(
  part: GradientPart,
  entries: readonly Entry[],
  clues: Clues,
): RecognizedMistake | null {
  const { layer, parameter, analytic, columns } = part;
  const compared = entries
    .filter((entry) => entry.layer === layer && entry.parameter === parameter && entry.status !== "kink")
    .map(({ index: [r, c], numeric }) => ({
      k: parameter === "biases" ? Number(r) : Number(r) * columns + Number(c),
      numeric,
    }))
    .filter(({ k }) => !Number.isNaN(k))
    .sort((one, other) => one.k - other.k);
  const places = compared.map(({ k }) => k);
  const pick = (values: ArrayLike<number>): Float64Array => Float64Array.from(places, (k) => values[k]);
  const [given, wanted] = [pick(analytic), Float64Array.from(compared, ({ numeric }) => numeric)];
  if (isAllZero(given)) return { pattern: "zero", message: "all are 0", ratio: 0 };
  const ratio = commonRatio(given, wanted, 1e-5);
  const named = ratio === null ? null : namedRatio(ratio, part, clues);
  if (named !== null) return named;
  const guesses = guessesFor(part, clues).map((guess) => ({ ...guess, values: pick(guess.values()) }));
  const exact = guesses.find(({ values }) => isNear(given, values, 1e-5));
  if (exact !== undefined) return { pattern: exact.pattern, message: exact.message, ratio: null };
  const parameters = partParameters(part, clues.network);
  const excess = given.map((one, k) => one - wanted[k]);
  const decay = parameters === null || given.length < 2 ? null : commonRatio(excess, pick(parameters), 1e-4);
  if (decay !== null) {
    const message = `${ratioText(decay)} times the parameters is added, as weight decay does`;
    return { pattern: "weight decay", message, ratio: null };
  }
  const early = given.length < 2 ? null : updatedEarly(part, clues);
  const rate = early === null ? null : commonRatio(excess, pick(early.gain), 1e-4);
  if (early !== null && rate !== null && rate < 0) {
    const message = `layer ${early.behind}'s W was updated before δ went back through it, with the learning rate ${ratioText(-rate)}`;
    return { pattern: "updated weights", message, ratio: null };
  }
  const factor: RecognizedMistake | null =
    ratio === null
      ? null
      : { pattern: "factor", message: `all are ${ratioText(ratio)} times what they should be`, ratio };
  if (factor !== null && places.length > 2) return factor;
  for (const guess of guesses) {
    const also = commonRatio(given, guess.values, 1e-5);
    const besides = also === null || places.length < 3 ? null : namedRatio(also, part, clues);
    if (besides !== null)
      return { pattern: guess.pattern, message: `${guess.message}; besides, ${besides.message}`, ratio: null };
  }
  return factor ?? fewEntries(part, given, wanted, places);
}

/** A mistake with this ratio of given and wanted values; `null` where none has it. */
function namedRatio(ratio: number, part: GradientPart, { now, network }: Clues): RecognizedMistake | null {
  const is = (other: number): boolean => Math.abs(ratio - other) < 1e-4 * Math.abs(other);
  const say = `all are ${ratioText(ratio)} times what they should be`;
  const orTwo = is(2) || is(0.5) ? ", or a factor of 2 is missing or there twice" : "";
  const last = network.layers.length - 1;
  // The δ of a hidden layer cannot lose a mean that is right in the last layer.
  const mean = part.layer === last || part.parameter === "weights" || part.parameter === "biases";
  const samples = mean ? now.samples : 1;
  const outputs = mean ? network.layers[last].outputs : 1;
  const found = (pattern: RecognizedMistake["pattern"], message: string) => ({ pattern, message, ratio });
  if (is(-1)) return found("sign", "every sign is flipped");
  if (samples > 1 && is(samples))
    return found("missing mean", `${say}: the mean over the ${samples} samples is missing${orTwo}`);
  if (outputs > 1 && is(outputs))
    return found("missing mean", `${say}: the mean over the ${outputs} outputs is missing${orTwo}`);
  if (samples > 1 && is(samples * outputs))
    return found("missing mean", `${say}: the mean over samples and outputs is missing`);
  if (samples > 1 && is(1 / samples))
    return found("mean twice", `${say}: the mean over the ${samples} samples is taken twice${orTwo}`);
  if (outputs > 1 && is(1 / outputs))
    return found("mean twice", `${say}: the mean over the ${outputs} outputs is taken twice${orTwo}`);
  if (samples > 1 && is(-samples))
    return found("sign", `${say}: every sign is flipped, and the mean over the samples is missing`);
  if (is(2) || is(0.5) || is(-2) || is(-0.5)) return found("factor", say);
  if (part.analytic.length < 2 || Math.abs(ratio - 1) < 1e-5) return null;
  return isWholeRatio(ratio) ? found("factor", say) : null;
}

/** Whether a ratio or its inverse is a whole number below 10,000. */
function isWholeRatio(ratio: number): boolean {
  return [ratio, 1 / ratio].some(
    (one) => Math.abs(one) < 1e4 && Math.abs(one - Math.round(one)) < 1e-6 * Math.abs(one),
  );
}

/** The weights or biases that a part is the derivative by; none for δ and ∂E/∂x. */
function partParameters({ layer, parameter }: GradientPart, network: PlainNetwork): Vector | null {
  const { weights, biases } = network.layers[layer];
  return parameter === "weights" ? weights.data : parameter === "biases" ? biases : null;
}
/** Says which entries are wrong where only some are; `null` where all or most are. */
function fewEntries(
  { columns, parameter }: GradientPart,
  given: Float64Array,
  wanted: Float64Array,
  places: readonly number[],
): RecognizedMistake | null {
  const off = places.filter((_, i) => !isNear([given[i]], [wanted[i]], 1e-4));
  if (off.length === 0 || off.length === places.length) return null;
  const zero = off.every((k) => given[places.indexOf(k)] === 0) ? ", and 0" : "";
  const rows = new Set(off.map((k) => Math.floor(k / columns)));
  const across = new Set(off.map((k) => k % columns));
  const bySample = parameter === "delta" || parameter === "input";
  if (parameter !== "biases" && rows.size === 1 && columns > 1) {
    const message = `only row ${[...rows][0]} is wrong${zero}`;
    return { pattern: bySample ? "one sample" : "few entries", message, ratio: null };
  }
  if (parameter !== "biases" && across.size === 1 && places.length > columns)
    return { pattern: "few entries", message: `only column ${[...across][0]} is wrong${zero}`, ratio: null };
  if (off.length > places.length / 2) return null;
  return { pattern: "few entries", message: `only ${off.length} of ${places.length} are wrong${zero}`, ratio: null };
}
