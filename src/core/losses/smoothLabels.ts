import { builtIn, isBuiltIn } from "../checks/builtIn.js";
import { describable, tellable } from "../checks/describe.js";
import { OptionError, refuseOtherCopy } from "../checks/errors.js";
import { itself, mark } from "../checks/mark.js";
import { checkMethods, checkNumber } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";
import type { Loss } from "./loss.js";

/** A loss of smoothed targets, by `smoothLabels`. */
export interface SmoothedLoss extends Loss {
  /** The loss of the smoothed targets. */
  readonly loss: Loss;
}

/**
 * The loss of smoothed targets: each t becomes `(1 − share) t + share/m` in a row of m outputs, so
 * that a network of classes does not grow ever more certain. One output counts as two classes:
 * `(1 − share) t + share/2`. Give the targets as they are. PyTorch's CrossEntropyLoss and Keras'
 * CategoricalCrossentropy with `label_smoothing`, and Keras' BinaryCrossentropy for one output; for
 * several independent labels, Keras adds share/2 to each whatever their number.
 *
 * After the activation of the loss's `link`, the closed form from z stays. The smoothed loss is not
 * `residualScale`'s sum of squares, so levenbergMarquardt does not take it.
 *
 * Source: Szegedy et al. 2016, section 7.
 *
 * ```ts
 * import { crossEntropy, Layer, oneHot, Sequential, smoothLabels, softmax } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 3, softmax)], { seed: 1 });
 * const loss = smoothLabels(crossEntropy, 0.1);
 * net.fit([[-1], [0], [1]], oneHot([0, 1, 2]), { loss, epochs: 10 });
 * ```
 *
 * @throws OptionError when `share` is not a number from 0 and below 1, `loss` is not a loss, or it
 * takes no targets in between (hinge).
 */
export function smoothLabels(loss: Loss, share: number): Loss {
  return smoothed(itself(loss), share);
}

function smoothed(loss: Loss, share: number): SmoothedLoss {
  const call = "smoothLabels";
  checkMethods(call, "loss", loss, ["value", "gradient"], "a loss such as crossEntropy");
  refuseOtherCopy(call, "loss", loss);
  checkNumber(call, "share", share, { min: 0, below: 1 });
  const { name, link, targets, outputs } = loss;
  if (targets?.accepts(0.5) === false)
    throw new OptionError(`${call}: ${name} takes targets ${targets.wanted}, and none between them`);
  let room = new Float64Array(0);
  const smooth = (target: Sample): Vector => {
    const m = target.length;
    if (room.length !== m) room = new Float64Array(m);
    for (let k = 0; k < m; k++) room[k] = smoothTarget(target[k], share, m);
    return room;
  };
  const piece: SmoothedLoss = {
    name: `${call}(${name})`,
    options: Object.freeze({ share }),
    loss,
    value: (output, target) => loss.value(output, smooth(target)),
    gradient: (output, target, into) => loss.gradient(output, smooth(target), into),
    ...(loss.kinks && { kinks: (target: number, m: number) => loss.kinks?.(smoothTarget(target, share, m), m) ?? [] }),
    ...(targets && { targets }),
    ...(outputs && { outputs }),
    ...(link && {
      link: Object.freeze<NonNullable<Loss["link"]>>({
        activation: link.activation,
        value: (z, target) => link.value(z, smooth(target)),
        delta: (z, a, target, into) => link.delta(z, a, smooth(target), into),
      }),
    }),
  };
  const told = (): object => tellable(call, { loss, share });
  // A user's loss may write into what it reads: the engines give it copies.
  return isBuiltIn(loss) ? builtIn(piece, told) : Object.freeze(describable(mark(piece), call, told));
}

/** A target of a row of m, smoothed. */
export function smoothTarget(t: number, share: number, m: number): number {
  return (1 - share) * t + share / Math.max(m, 2);
}

/** Whether `smoothLabels` made it, of a loss of the library. */
export function isSmoothed(loss: Loss): loss is SmoothedLoss {
  return "loss" in loss && isBuiltIn(loss);
}
