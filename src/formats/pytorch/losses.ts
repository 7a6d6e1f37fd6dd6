import type { Activation, Loss } from "../../core/index.js";
import { binaryCrossEntropy, crossEntropy, mse, OptionError } from "../../core/index.js";
import { behind, isBuiltIn, isSmoothed, linkFor, show } from "../../core/internal.js";

type LossOptions = Readonly<Record<string, number>>;

/** A loss in Python. */
export interface LossCode {
  /** The loss of each row of `outputs` and `targets`, an expression. */
  readonly value: string;
  /** The targets that it takes, for a check: an expression of `t`, and the rule in words. */
  readonly targets?: readonly [fits: string, wanted: string] | undefined;
  /** Whether `outputs` are logits: z before the last activation. */
  readonly logits: boolean;
  /** Lines that change `targets` before. */
  readonly lines: readonly string[];
}

/** Losses of the outputs. */
const plainLosses: Readonly<Record<string, (options: LossOptions) => string>> = {
  squaredError: () => 'F.mse_loss(outputs, targets, reduction="none").sum(1) / 2',
  mse: () => 'F.mse_loss(outputs, targets, reduction="none").mean(1)',
  mae: () => 'F.l1_loss(outputs, targets, reduction="none").mean(1)',
  huber: ({ delta }) => `F.huber_loss(outputs, targets, reduction="none", delta=${delta}).mean(1)`,
  hinge: () => "F.relu(1 - targets * outputs).mean(1)",
  quantile: ({ q }) => `(${q} * F.relu(targets - outputs) + (1 - ${q}) * F.relu(outputs - targets)).mean(1)`,
  logCosh: () => "((outputs - targets).abs() + F.softplus(-2 * (outputs - targets).abs()) - math.log(2)).mean(1)",
  // Where the target is 0, the logarithm is of 1: that of 0 has no slope.
  poisson: () => "(outputs - targets * torch.log(torch.where(targets > 0, outputs, torch.ones_like(outputs)))).mean(1)",
  binaryCrossEntropy: () => 'F.binary_cross_entropy(outputs, targets, reduction="none").mean(1)',
  focal: (options) =>
    focalCode(options, "outputs", "(1 - outputs)", 'F.binary_cross_entropy(outputs, targets, reduction="none")'),
};

/** Losses of the logits: z before the last activation. */
const logitLosses: Readonly<Record<string, (options: LossOptions) => string>> = {
  crossEntropy: () => 'F.cross_entropy(outputs, targets, reduction="none")',
  binaryCrossEntropy: () => 'F.binary_cross_entropy_with_logits(outputs, targets, reduction="none").mean(1)',
  poisson: () =>
    "(F.softplus(outputs, threshold=40) - targets * torch.where(outputs < -40, outputs, torch.log(F.softplus(outputs.clamp(min=-40), threshold=40)))).mean(1)",
  focal: (options) =>
    focalCode(
      options,
      "torch.sigmoid(outputs)",
      "torch.sigmoid(-outputs)",
      'F.binary_cross_entropy_with_logits(outputs, targets, reduction="none")',
    ),
};

/** The focal loss, from o, 1 − o and the binary cross-entropy. */
function focalCode({ gamma, alpha }: LossOptions, o: string, rest: string, crossed: string): string {
  const weight = alpha === undefined ? "" : `(${alpha} * targets + (1 - ${alpha}) * (1 - targets)) * `;
  return `(${weight}(${o} * (1 - targets) + ${rest} * targets) ** ${gamma} * ${crossed}).mean(1)`;
}

const fromZeroToOne = ["(t >= 0) & (t <= 1)", "from 0 to 1"] as const;
const targetRules: Readonly<Record<string, readonly [fits: string, wanted: string]>> = {
  crossEntropy: fromZeroToOne,
  binaryCrossEntropy: fromZeroToOne,
  focal: fromZeroToOne,
  hinge: ["t.abs() == 1", "-1 or 1"],
  poisson: ["t >= 0", "from 0"],
};

/** The loss where none is given: what the last activation is usually trained with. */
export function usualLoss(activation: Activation): Loss {
  return [crossEntropy, binaryCrossEntropy].find((loss) => linkFor(loss, activation) !== undefined) ?? mse;
}

/**
 * The loss after this last activation of so many outputs in Python.
 *
 * @throws OptionError for a loss of your own, or one that has no form here.
 */
export function lossCode(loss: Loss, last: Activation, outputs: number): LossCode {
  if (isSmoothed(loss)) {
    const { share } = loss.options ?? {};
    const { lines, ...code } = lossCode(loss.loss, last, outputs);
    return { ...code, lines: [`targets = (1 - ${share}) * targets + ${share} / ${Math.max(outputs, 2)}`, ...lines] };
  }
  const { name, options = {} } = loss;
  const logits = linkFor(loss, last) !== undefined;
  const table = logits ? logitLosses : plainLosses;
  if (isBuiltIn(loss) && Object.hasOwn(table, name))
    return { value: table[name](options), targets: targetRules[name], logits, lines: [] };
  const whose = behind(loss) === undefined ? "a loss of your own" : "a loss of the library";
  throw new OptionError(`toPyTorch: ${show(name)} is ${whose} that PyTorch does not have`);
}
