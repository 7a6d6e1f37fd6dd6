import type { Activation, Elementwise, Rowwise, Sample } from "../../core/index.js";
import { checkIsActivation, isRowwise, readSample, stream } from "../../core/internal.js";
import type { Diagnosis } from "../gradient/diagnosis.js";
import { judge } from "../gradient/judge.js";
import { reportOf } from "../gradient/makeReport.js";
import { type CheckOptions, type CheckPlan, readOptions } from "../gradient/options.js";
import { near, ratioOf, showRatio } from "../gradient/patterns.js";
import type { Entry, GradientReport } from "../gradient/report.js";
import { lentSlope } from "../network/probe.js";
import { slopeGuesses } from "../network/slopes.js";
import { slopeOf } from "./slopeOf.js";

/** Options of {@link checkActivation}. */
export interface CheckActivationOptions extends Pick<CheckOptions, "tolerance" | "seed"> {
  /** The z to check at; 41 from −6 to 6, and 20 random ones, unless given. */
  at?: Sample | undefined;
}

/**
 * Compares an activation's slope with difference quotients of the activation: `derivative(z, a)` of an elementwise one, `backwardRow` of a
 * row-wise one along every z of random rows. A surrogate is compared with the function whose slope it borrows.
 *
 * @throws OptionError for what is no activation, or options that are out of range; whatever the activation throws.
 */
export function checkActivation(activation: Activation, options: CheckActivationOptions = {}): GradientReport {
  const call = "checkActivation";
  checkIsActivation(call, "activation", activation);
  const plan = readOptions(call, options, { tolerance: 1e-5 }, ["at"]);
  const at = options.at === undefined ? points(plan.seed) : readSample(options.at, { call, name: "points" }).data;
  const { tolerance, seed } = plan;
  const found = {
    subject: `the slope of ${activation.name}`,
    method: "richardson",
    tolerance,
    seed,
    notes: [],
  } as const;
  if ("differentiable" in activation && activation.differentiable === false) {
    const message = `${activation.name} is not differentiable, and says so; surrogate(${activation.name}, sigmoid) borrows a slope.`;
    const diagnosis = { pattern: "not differentiable", scope: "everything", ratio: null, message } as const;
    return reportOf({ ...found, entries: [], firstWrong: null, diagnosis, broken: true });
  }
  const lender = lentSlope(activation);
  const notes =
    lender === null ? [] : [`${activation.name} is a surrogate: its slope is compared with that of ${lender.name}.`];
  const entries = isRowwise(activation)
    ? rowEntries(activation, plan)
    : pointEntries(activation, lender ?? activation, at, plan);
  const failed = entries.some(({ status }) => status === "fail");
  const firstWrong = failed ? ({ layer: null, parameter: "argument" } as const) : null;
  return reportOf({ ...found, entries, firstWrong, notes, diagnosis: failed ? diagnose(activation, entries) : null });
}

/** The index of an entry is its z. */
function pointEntries(f: Elementwise, whole: Elementwise, at: ArrayLike<number>, plan: CheckPlan): Entry[] {
  return Array.from(at, (z) => {
    const of = {
      layer: null,
      parameter: "argument",
      index: [`z = ${z}`],
      analytic: f.derivative(z, f.apply(z)),
    } as const;
    const estimate = (factor: number) => slopeOf((one) => whole.apply(one), z, whole.kinks ?? [], factor);
    return judge(of, estimate(1), plan.tolerance, () => estimate(0.71));
  });
}

/** ∂E/∂z for E = Σ cⱼ aⱼ with random c, in random rows. */
function rowEntries(f: Rowwise, { seed, tolerance }: CheckPlan): Entry[] {
  return [1, 2, 3, 5].flatMap((columns) => {
    const random = stream(seed, "rows", columns);
    const draw = () => Float64Array.from({ length: columns }, () => 4 * random() - 2);
    const [z, c, a, slopes] = [draw(), draw(), draw(), draw()];
    f.applyRow(z, a);
    f.backwardRow(z, a, c, slopes);
    const value = (k: number) => (one: number) => {
      const into = new Float64Array(columns);
      f.applyRow(
        z.map((own, i) => (i === k ? one : own)),
        into,
      );
      return into.reduce((sum, own, j) => sum + c[j] * own, 0);
    };
    return Array.from(z, (one, k) => {
      const of = { layer: null, parameter: "argument", index: [`row of ${columns}`, k], analytic: slopes[k] } as const;
      return judge(of, slopeOf(value(k), one, []), tolerance, () => slopeOf(value(k), one, [], 0.71));
    });
  });
}

function points(seed: number): Float64Array {
  const random = stream(seed, "points");
  return Float64Array.from({ length: 61 }, (_, k) => (k < 41 ? Math.round(3 * (k - 20)) / 10 : 12 * random() - 6));
}

function diagnose(f: Activation, entries: readonly Entry[]): Diagnosis {
  const told = (pattern: Diagnosis["pattern"], message: string, ratio: number | null = null): Diagnosis => ({
    pattern,
    scope: "everything",
    ratio,
    message,
  });
  const compared = entries.filter(({ status }) => status !== "kink");
  const [given, wanted] = [compared.map(({ analytic }) => analytic), compared.map(({ numeric }) => numeric)];
  const ratio = ratioOf(given, wanted);
  if (given.some(Number.isNaN)) return told("not a number", "The slope is NaN somewhere.");
  if (ratio !== null && Math.abs(ratio + 1) < 1e-3) return told("sign", "The sign is flipped.", ratio);
  if (ratio !== null) return told("factor", `The slope is ${showRatio(ratio)} times what it should be.`, ratio);
  if (!isRowwise(f)) {
    const z = Float64Array.from(compared, ({ index }) => Number(String(index[0]).slice(4)));
    const a = z.map((one) => f.apply(one));
    const ones = new Float64Array(z.length).fill(1);
    const [, ...guesses] = slopeGuesses(
      { ...f, derivative: (one) => slopeOf((at) => f.apply(at), one, []).value },
      z,
      a,
      () => ones,
    );
    const found = guesses.find(({ values }) => near(given, values(), 1e-5));
    if (found !== undefined) return told(found.pattern, `It looks as if ${found.message}.`);
  }
  const failed = compared.filter(({ status }) => status === "fail").map(({ index }) => index.join(" "));
  const where = `Wrong at ${failed.length} of ${compared.length} points: ${failed.slice(0, 4).join(", ")}${failed.length > 4 ? ", …" : ""}.`;
  return told(failed.length <= compared.length / 4 ? "few entries" : "unknown", where);
}
