import type { Pattern } from "../gradient/diagnosis.js";
import { isZero, near, ratioOf, showRatio } from "../gradient/patterns.js";
import type { Entry } from "../gradient/report.js";
import type { Clues } from "./clues.js";
import { guessesFor } from "./guesses.js";
import type { Part } from "./parts.js";

/** A mistake that fits what was given. */
export interface Explanation {
  readonly pattern: Pattern;
  readonly message: string;
  readonly ratio: number | null;
}

/**
 * Compares a part with what the usual mistakes would have made of it; `null` when none fits. Only the entries that were compared count:
 * of a large part not all may have been.
 */
export function recognize(part: Part, entries: readonly Entry[], clues: Clues): Explanation | null {
  const { layer, parameter, analytic, columns } = part;
  const compared = entries
    .filter((entry) => entry.layer === layer && entry.parameter === parameter && entry.status !== "kink")
    .map(({ index: [r, c], numeric }) => ({
      k: parameter === "biases" ? Number(r) : Number(r) * columns + Number(c),
      numeric,
    }))
    .filter(({ k }) => !Number.isNaN(k))
    .sort((one, other) => one.k - other.k);
  const known = compared.map(({ k }) => k);
  const of = (values: ArrayLike<number>): Float64Array => Float64Array.from(known, (k) => values[k]);
  const [given, wanted] = [of(analytic), Float64Array.from(compared, ({ numeric }) => numeric)];
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
  const orTwo = is(2) || is(0.5) ? ", or there is a 2 too many or too few" : "";
  const last = network.layers.length - 1;
  // In a hidden layer's δ a mean that was right in the last layer cannot get lost.
  const mean = part.layer === last || part.parameter === "weights" || part.parameter === "biases";
  const samples = mean ? now.samples : 1;
  const outputs = mean ? network.layers[last].outputs : 1;
  if (is(-1)) return { pattern: "sign", message: "every sign is flipped", ratio };
  if (samples > 1 && is(samples))
    return {
      pattern: "missing mean",
      message: `${say}: the mean over the ${samples} samples is missing${orTwo}`,
      ratio,
    };
  if (outputs > 1 && is(outputs))
    return {
      pattern: "missing mean",
      message: `${say}: the mean over the ${outputs} outputs is missing${orTwo}`,
      ratio,
    };
  if (samples > 1 && is(samples * outputs))
    return { pattern: "missing mean", message: `${say}: the mean over samples and outputs is missing`, ratio };
  if (samples > 1 && is(1 / samples))
    return {
      pattern: "mean twice",
      message: `${say}: the mean over the ${samples} samples is taken twice${orTwo}`,
      ratio,
    };
  if (outputs > 1 && is(1 / outputs))
    return {
      pattern: "mean twice",
      message: `${say}: the mean over the ${outputs} outputs is taken twice${orTwo}`,
      ratio,
    };
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
