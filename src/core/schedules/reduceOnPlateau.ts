import { checkNames, checkNumber } from "../checks/options.js";
import type { Schedule } from "./schedule.js";

/** Options of {@link reduceOnPlateau}. */
export interface PlateauOptions {
  /** What the rate is multiplied by, above 0 and below 1; 0.1 unless given. */
  factor?: number | undefined;
  /** After how many epochs in a row without improvement, a whole number from 1; 10 unless given. */
  patience?: number | undefined;
  /** How much lower a loss must be to count as an improvement, from 0; 0 unless given. */
  minDelta?: number | undefined;
}

/**
 * `η`, multiplied by `factor` each time the loss (the validation loss if there is one) has not improved on its best for `patience`
 * epochs in a row. It looks at nothing but the losses so far, so a resumed training goes on with the same rate.
 *
 * @throws OptionError for an option that is unknown or out of range.
 */
export function reduceOnPlateau(learningRate: number, options: PlateauOptions = {}): Schedule {
  checkNumber("reduceOnPlateau", "learningRate", learningRate, { min: 0 });
  checkNames("reduceOnPlateau", options, ["factor", "patience", "minDelta"]);
  const { factor = 0.1, patience = 10, minDelta = 0 } = options;
  checkNumber("reduceOnPlateau", "factor", factor, { above: 0, below: 1 });
  checkNumber("reduceOnPlateau", "patience", patience, { integer: true, min: 1 });
  checkNumber("reduceOnPlateau", "minDelta", minDelta, { min: 0 });
  return (_step, { losses }) => {
    let rate = learningRate;
    let best = Infinity;
    let waited = 0;
    for (const loss of losses) {
      waited = loss < best - minDelta ? 0 : waited + 1;
      if (waited === 0) best = loss;
      if (waited < patience) continue;
      rate *= factor;
      waited = 0;
    }
    return rate;
  };
}
