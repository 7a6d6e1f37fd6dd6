import { isBuiltIn } from "../checks/builtIn.js";
import { need, OptionError, show } from "../checks/errors.js";
import { itself } from "../checks/mark.js";
import { checkMethods, type Option } from "../checks/options.js";
import type { Loss } from "../losses/loss.js";
import type { Metric } from "../metrics/metric.js";
import { checkRange } from "../network/reading.js";
import { copy, row } from "../numbers/matrix.js";
import type { DataSet } from "./dataSet.js";
import type { Evaluation } from "./history.js";

/** The option `metrics`: metrics or losses with different names, none by default. */
export const givenMetrics: Option<readonly (Metric | Loss)[] | undefined, readonly Metric[]> = (
  call,
  name,
  given = [],
) => {
  need(Array.isArray(given), call, name, given, "an array such as [accuracy]");
  // Not `map`, which leaves out holes.
  return Array.from(given, (metric, i) => {
    if (isLoss(metric)) checkMethods(call, `${name}[${i}]`, metric, ["value"], "a loss such as mae");
    else checkMethods(call, `${name}[${i}]`, metric, ["compute"], "a metric such as accuracy");
    const twin = given.findIndex((other: Metric | Loss | undefined) => other?.name === metric.name);
    if (twin !== i) throw new OptionError(`${call}: ${name}[${i}] has the name of ${name}[${twin}]`);
    return isLoss(metric) ? meanLoss(itself(metric)) : itself(metric);
  });
};

function isLoss(given: Metric | Loss): given is Loss {
  return typeof given === "object" && given !== null && !("compute" in given) && "gradient" in given;
}

/** A loss as a metric: its mean over the samples, `Σ wᵢ Lᵢ / Σ wᵢ`. */
function meanLoss(loss: Loss): Metric {
  const { name } = loss;
  return {
    name,
    compute: (output, target, weights) => {
      checkRange(`metric ${show(name)}`, target, loss);
      let sum = 0;
      let total = 0;
      for (let r = 0; r < output.rows; r++) {
        const weight = weights === undefined ? 1 : weights[r];
        total += weight;
        if (weight !== 0) sum += weight * loss.value(row(output, r).slice(), row(target, r).slice());
      }
      return sum / total;
    },
    checkTargets: (target) => checkRange(`metric ${show(name)}`, target, loss),
  };
}

/** Throws unless the metrics can judge outputs by these targets. */
export function checkMetrics(metrics: readonly Metric[], { t }: DataSet): void {
  for (const metric of metrics) metric.checkTargets?.(t);
}

/**
 * Each metric's number, by its name.
 *
 * @throws OptionError when a metric gives another value than a number.
 */
export function computeMetrics(
  metrics: readonly Metric[],
  output: DataSet["t"],
  { t, weights }: Pick<DataSet, "t" | "weights">,
): Evaluation["metrics"] {
  return Object.fromEntries(
    metrics.map((metric) => {
      // A metric of the user's may write into what it is given.
      const value: unknown = isBuiltIn(metric)
        ? metric.compute(output, t, weights)
        : metric.compute(copy(output), copy(t), weights.slice());
      if (typeof value === "number") return [metric.name, value];
      throw new OptionError(`metric ${show(metric.name)}: compute gave ${show(value)}, wanted a number`);
    }),
  );
}
