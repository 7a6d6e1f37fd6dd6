import { type Activation, identity, type Loss, softplus } from "../../core/index.js";
import { checkMethods, checkNumber, isRowwise, stream } from "../../core/internal.js";
import { compareWith, judgeArguments } from "../gradient/judge.js";
import { makeReport } from "../gradient/makeReport.js";
import { type CheckOptions, readCheckPlan } from "../gradient/options.js";
import { diagnoseVector } from "../gradient/patterns.js";
import { type Diagnosis, type Entry, firstWrongOf, type GradientReport, type Parameter } from "../gradient/report.js";

/** Options of {@link checkLoss}. */
export interface CheckLossOptions extends Pick<CheckOptions, "tolerance" | "seed"> {
  /** Outputs of a sample, a whole number from 1; unless given, samples of 1, 2 and 5 outputs. */
  outputs?: number | undefined;
  /** Random samples of each size, a whole number from 1; 8 unless given. */
  samples?: number | undefined;
}

/**
 * Compares a loss's gradient ∂L/∂output with difference quotients of its value, at random outputs
 * and at random targets that it accepts. For a loss with a `link` (a closed form from z), also
 * checks that the closed form's value is the loss of f(z), and that its δ is the slope of that
 * value.
 *
 * ```ts
 * import { mse } from "deltarule";
 * import { checkLoss } from "deltarule/testing";
 *
 * checkLoss(mse).ok; // true
 * ```
 *
 * @throws OptionError for a value that is not a loss, or an option out of range; whatever the loss
 * throws.
 */
export function checkLoss(loss: Loss, options: CheckLossOptions = {}): GradientReport {
  const call = "checkLoss";
  checkMethods(call, "loss", loss, ["value", "gradient"], "a loss such as squaredError");
  const { tolerance, seed } = readCheckPlan(call, options, { tolerance: 1e-5 }, ["outputs", "samples"]);
  const { outputs, samples = 8 } = options;
  checkNumber(call, "samples", samples, { integer: true, min: 1 });
  if (outputs !== undefined) checkNumber(call, "outputs", outputs, { integer: true, min: 1 });
  const entries = (outputs === undefined ? [1, 2, 5] : [outputs]).flatMap((size) =>
    Array.from({ length: samples }, (_, s) => {
      const random = stream(seed, "loss", size, s);
      const target = Float64Array.from({ length: size }, () => drawTarget(loss, random));
      return [...outputEntries(loss, target, random, tolerance), ...linkEntries(loss, target, random, tolerance)];
    }).flat(),
  );
  const firstWrong = firstWrongOf(entries);
  return makeReport({
    subject: `the gradient of ${loss.name}`,
    method: "richardson",
    tolerance,
    seed,
    entries,
    firstWrong,
    notes: [],
    diagnosis: firstWrong === null ? null : diagnoseLoss(entries, firstWrong.parameter),
  });
}

/** How the diagnosis of a closed form begins. */
const linkPrefixes: Partial<Record<Parameter, string>> = {
  delta: "In the closed form, δ: ",
  loss: "The closed form is not the loss of f(z): ",
};

function diagnoseLoss(entries: readonly Entry[], parameter: Parameter): Diagnosis {
  const numbered = entries
    .filter((entry) => entry.parameter === parameter)
    .map((entry, k) => ({ ...entry, index: [k] }));
  const diagnosis = diagnoseVector(numbered, { repeats: true });
  return { ...diagnosis, message: `${linkPrefixes[parameter] ?? ""}${diagnosis.message}` };
}

/**
 * ∂L/∂output, at outputs in (0, 1) for a loss that takes targets from 0 to 1 only, and above 0 for
 * one that takes the outputs of softplus and not those of identity.
 */
function outputEntries(loss: Loss, target: Float64Array, random: () => number, tolerance: number): Entry[] {
  const bounded = loss.targets?.accepts(0.5) === true && !loss.targets.accepts(2);
  const takes = (f: Activation): boolean => loss.outputs?.accepts(f, target.length) ?? true;
  const [low, high] = bounded ? [0.05, 0.95] : takes(softplus) && !takes(identity) ? [0.1, 3] : [-3, 3];
  const output = target.map(() => low + (high - low) * random());
  const gradient = new Float64Array(target.length);
  loss.gradient(output, target, gradient);
  return judgeArguments(
    { parameter: "argument", label: `of ${target.length}` },
    (moved) => loss.value(moved, target),
    output,
    gradient,
    tolerance,
    (k) => loss.kinks?.(target[k], target.length) ?? [],
  );
}

/** The closed form's value and its ∂L/∂z. */
function linkEntries(loss: Loss, target: Float64Array, random: () => number, tolerance: number): Entry[] {
  const { link } = loss;
  if (link === undefined) return [];
  const z = target.map(() => 6 * random() - 3);
  const a = new Float64Array(z.length);
  const { activation: f } = link;
  if (isRowwise(f)) f.applyRow(z, a);
  else a.set(z.map((one) => f.apply(one)));
  const delta = new Float64Array(z.length);
  link.delta(z, a, target, delta);
  const value = loss.value(a, target);
  const rounded = { value, errorBar: 1e-12 * Math.max(1, Math.abs(value)), step: 0, kink: null };
  const closed = { layer: null, parameter: "loss", index: [z.length], analytic: link.value(z, target) } as const;
  return [
    compareWith(closed, rounded, tolerance),
    ...judgeArguments(
      { parameter: "delta", label: `of ${z.length}` },
      (moved) => link.value(moved, target),
      z,
      delta,
      tolerance,
    ),
  ];
}

function drawTarget({ targets }: Loss, random: () => number): number {
  for (;;) {
    const target = [-1, 0, 1, random(), 4 * random() - 2][Math.floor(5 * random())];
    if (targets?.accepts(target) ?? true) return target;
  }
}
