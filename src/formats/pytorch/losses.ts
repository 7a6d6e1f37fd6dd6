import type { Activation, Loss } from "../../core/index.js";
import { binaryCrossEntropy, crossEntropy, mse, OptionError } from "../../core/index.js";
import { isBuiltIn, linkFor, show } from "../../core/internal.js";

/** A loss in Python. */
interface LossCode {
  /** The loss of each row of `outputs` and `targets`, an expression. */
  readonly value: string;
  /** The targets that it takes, for a check: an expression of `t`, and the rule in words. */
  readonly targets?: readonly [fits: string, wanted: string];
}

const fromZeroToOne = ["(t >= 0) & (t <= 1)", "from 0 to 1"] as const;

/** Losses of the outputs. */
const plainLosses: Readonly<Record<string, (option: number) => LossCode>> = {
  squaredError: () => ({ value: 'F.mse_loss(outputs, targets, reduction="none").sum(1) / 2' }),
  mse: () => ({ value: 'F.mse_loss(outputs, targets, reduction="none").mean(1)' }),
  mae: () => ({ value: 'F.l1_loss(outputs, targets, reduction="none").mean(1)' }),
  huber: (delta) => ({ value: `F.huber_loss(outputs, targets, reduction="none", delta=${delta}).mean(1)` }),
  hinge: () => ({ value: "F.relu(1 - targets * outputs).mean(1)", targets: ["t.abs() == 1", "-1 or 1"] }),
  binaryCrossEntropy: () => ({
    value: 'F.binary_cross_entropy(outputs, targets, reduction="none").mean(1)',
    targets: fromZeroToOne,
  }),
};

/** Losses of the logits: z before a last softmax or sigmoid. */
const logitLosses: Readonly<Record<string, LossCode>> = {
  crossEntropy: { value: 'F.cross_entropy(outputs, targets, reduction="none")', targets: fromZeroToOne },
  binaryCrossEntropy: {
    value: 'F.binary_cross_entropy_with_logits(outputs, targets, reduction="none").mean(1)',
    targets: fromZeroToOne,
  },
};

/** The losses that are computed from the z of this last activation. */
export function linkedLosses(activation: Activation): readonly Loss[] {
  return [crossEntropy, binaryCrossEntropy].filter((loss) => linkFor(loss, activation) !== undefined);
}

/** The loss where none is given: what the last activation is usually trained with. */
export function usualLoss(activation: Activation): Loss {
  return linkedLosses(activation)[0] ?? mse;
}

/**
 * The loss after this last activation in Python, and whether it takes logits.
 *
 * @throws OptionError for a loss of your own, or one that PyTorch has not.
 */
export function lossCode(loss: Loss, last: Activation): LossCode & { readonly logits: boolean } {
  const { name, options = {} } = loss;
  const logits = linkFor(loss, last) !== undefined;
  if (isBuiltIn(loss) && logits && Object.hasOwn(logitLosses, name)) return { ...logitLosses[name], logits };
  if (isBuiltIn(loss) && !logits && Object.hasOwn(plainLosses, name))
    return { ...plainLosses[name](Object.values(options)[0]), logits };
  const whose = isBuiltIn(loss) ? "a loss of the library" : "a loss of your own";
  throw new OptionError(`toPyTorch: ${show(name)} is ${whose} that PyTorch does not have`);
}
