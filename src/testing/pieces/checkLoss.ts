import type { Loss } from "../../core/index.js";
import { checkMethods, checkNumber, derivativeAt, isRowwise, stream } from "../../core/internal.js";
import { diagnoseVector } from "../gradient/diagnoseVector.js";
import { entryOf, judge } from "../gradient/judge.js";
import { reportOf } from "../gradient/makeReport.js";
import { type CheckOptions, readOptions } from "../gradient/options.js";
import type { Entry, GradientReport } from "../gradient/report.js";
import { firstWrongOf } from "../network/forward.js";

/** Options of {@link checkLoss}. */
export interface CheckLossOptions extends Pick<CheckOptions, "tolerance" | "seed"> {
  /** How many outputs a sample has, a whole number from 1; samples of 1, 2 and 5 unless given. */
  outputs?: number | undefined;
  /** How many random samples of each size, a whole number from 1; 8 unless given. */
  samples?: number | undefined;
}

/**
 * Compares a loss's gradient with difference quotients of its value, at random outputs and targets that it takes. Of a loss with a `link`, also the closed
 * form: that its value is the loss of f(z), and its δ the slope of that value.
 *
 * @throws OptionError for what is no loss, or options that are out of range; whatever the loss throws.
 */
export function checkLoss(loss: Loss, options: CheckLossOptions = {}): GradientReport {
  const call = "checkLoss";
  checkMethods(call, "loss", loss, ["value", "gradient"], "a loss such as squaredError");
  const { tolerance, seed } = readOptions(call, options, { tolerance: 1e-5 }, ["outputs", "samples"]);
  const { outputs, samples = 8 } = options;
  checkNumber(call, "samples", samples, { integer: true, min: 1 });
  if (outputs !== undefined) checkNumber(call, "outputs", outputs, { integer: true, min: 1 });
  const entries = (outputs === undefined ? [1, 2, 5] : [outputs]).flatMap((size) =>
    Array.from({ length: samples }, (_, s) => {
      const random = stream(seed, "loss", size, s);
      const target = Float64Array.from({ length: size }, () => drawTarget(loss, random));
      return [...ofOutputs(loss, target, random, tolerance), ...ofLink(loss, target, random, tolerance)];
    }).flat(),
  );
  const failed = firstWrongOf(entries);
  const ofFirst = entries.filter(({ parameter }) => parameter === failed?.parameter);
  const diagnosis =
    failed === null
      ? null
      : told(
          diagnoseVector(
            ofFirst.map((entry, k) => ({ ...entry, index: [k] })),
            { repeats: true },
          ),
          failed.parameter,
        );
  return reportOf({
    subject: `the gradient of ${loss.name}`,
    method: "richardson",
    tolerance,
    seed,
    entries,
    firstWrong: failed,
    notes: [],
    diagnosis,
  });
}

function told<D extends { message: string }>(diagnosis: D, parameter: Entry["parameter"]): D {
  const part =
    { delta: "In the closed form, δ: ", loss: "The closed form is not the loss of f(z): " }[parameter as string] ?? "";
  return { ...diagnosis, message: `${part}${diagnosis.message}` };
}

function ofOutputs(loss: Loss, target: Float64Array, random: () => number, tolerance: number): Entry[] {
  const inside = loss.targets?.accepts(0.5) === true && !loss.targets.accepts(2);
  const output = target.map(() => (inside ? 0.05 + 0.9 * random() : 6 * random() - 3));
  const into = new Float64Array(target.length);
  loss.gradient(output, target, into);
  return compare(
    "argument",
    output,
    into,
    (one) => loss.value(one, target),
    (k) => loss.kinks?.(target[k]) ?? [],
    tolerance,
  );
}

function ofLink(loss: Loss, target: Float64Array, random: () => number, tolerance: number): Entry[] {
  const { link } = loss;
  if (link === undefined) return [];
  const z = target.map(() => 6 * random() - 3);
  const a = new Float64Array(z.length);
  const { activation: f } = link;
  if (isRowwise(f)) f.applyRow(z, a);
  else a.set(z.map((one) => f.apply(one)));
  const into = new Float64Array(z.length);
  link.delta(z, a, target, into);
  const [closed, plain] = [link.value(z, target), loss.value(a, target)];
  const same = { value: plain, errorBar: 1e-12 * Math.max(1, Math.abs(plain)), step: 0, kink: null };
  const value = entryOf({ layer: null, parameter: "loss", index: [z.length], analytic: closed }, same, tolerance);
  return [
    value,
    ...compare(
      "delta",
      z,
      into,
      (one) => link.value(one, target),
      () => [],
      tolerance,
    ),
  ];
}

function compare(
  parameter: "argument" | "delta",
  at: Float64Array,
  given: Float64Array,
  value: (at: Float64Array) => number,
  kinks: (k: number) => readonly number[],
  tolerance: number,
): Entry[] {
  return Array.from(at, (one, k) => {
    const estimate = (factor: number) =>
      derivativeAt((moved) => value(at.map((own, i) => (i === k ? moved : own))), one, kinks(k), factor);
    return judge(
      { layer: null, parameter, index: [`of ${at.length}`, k], analytic: given[k] },
      estimate(1),
      tolerance,
      () => estimate(0.71),
    );
  });
}

function drawTarget({ targets }: Loss, random: () => number): number {
  for (;;) {
    const target = [-1, 0, 1, random(), 4 * random() - 2][Math.floor(5 * random())];
    if (targets?.accepts(target) ?? true) return target;
  }
}
