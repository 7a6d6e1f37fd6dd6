import { isRowwise } from "../activations/activation.js";
import { describable, tellable } from "../checks/describe.js";
import { itself, mark } from "../checks/mark.js";
import { checkMethods } from "../checks/options.js";
import type { Vector } from "../numbers/matrix.js";
import type { Sample } from "../numbers/samples.js";
import type { Loss, LossLink } from "./loss.js";

/**
 * The loss for targets with gaps: NaN in a target means that it is not known. Such a number has no
 * loss and no gradient, and counts in no mean: L of a sample is that of its known outputs alone
 * (a mean divides by their number), and a sample without any known target is left out, so that
 * E = Σ wᵢ Lᵢ / n over the n others. Other losses refuse NaN.
 *
 * A loss with a closed form after a row-wise activation (`crossEntropy` after softmax) needs all
 * outputs: it leaves out the terms of the unknown classes, as if their targets were 0.
 *
 * A metric judges the samples that are left. The library's refuse NaN among their targets; a loss
 * such as `skipMissing(mae)` is a metric too.
 *
 * ```ts
 * import { Layer, mse, Sequential, sgd, skipMissing } from "deltarule";
 *
 * const net = new Sequential([new Layer(1, 2)], { seed: 1 });
 * const targets = [[1, NaN], [2, 5], [NaN, NaN]];
 * net.fit([[0], [1], [2]], targets, { loss: skipMissing(mse), optimizer: sgd(), epochs: 5 });
 * ```
 *
 * @throws OptionError when `loss` is not a loss.
 */
export function skipMissing(loss: Loss): Loss {
  const call = "skipMissing";
  checkMethods(call, "loss", loss, ["value", "gradient"], "a loss such as mse");
  const base = itself(loss);
  if (base.missing) return base;
  const { link, targets: rule, kinks, outputs, residualScale } = base;
  const skip = link !== undefined && isRowwise(link.activation) ? asZeros : leftOut;
  const made: Loss = {
    name: `${call}(${base.name})`,
    missing: true,
    value: (output, target) => skip(target, [output], (known, [o]) => base.value(o, known)) ?? 0,
    gradient: (output, target, into) => {
      skip(target, [output], (known, [o], part) => base.gradient(o, known, part), into);
    },
    ...(link && { link: skippingLink(link, skip) }),
    ...(rule && {
      targets: { wanted: rule.wanted, accepts: (target) => Number.isNaN(target) || rule.accepts(target) },
    }),
    ...(kinks && { kinks: (target, outputs) => (Number.isNaN(target) ? [] : kinks.call(base, target, outputs)) }),
    ...(outputs && { outputs }),
    ...(residualScale && { residualScale: (count) => residualScale.call(base, count) }),
  };
  return Object.freeze(describable(mark(made), call, () => tellable(call, { loss })));
}

function skippingLink(link: LossLink, skip: Skip): LossLink {
  return {
    activation: link.activation,
    value: (z, target) => skip(target, [z], (known, [ofZ]) => link.value(ofZ, known)) ?? 0,
    delta: (z, a, target, into) => {
      skip(target, [z, a], (known, [ofZ, ofA], part) => link.delta(ofZ, ofA, known, part), into);
    },
  };
}

/**
 * Calls `use` with targets that are all known and the parts of the outputs that belong to them. It
 * fills `part`, which becomes `into`, with 0 for the outputs left out. `undefined` when no target
 * is known.
 */
type Skip = <Result>(
  target: Sample,
  outputs: readonly Sample[],
  use: (known: Sample, outputs: readonly Sample[], part: Vector) => Result,
  into?: Vector,
) => Result | undefined;

const none = /* @__PURE__ */ new Float64Array(0);

/** The outputs without a target are left out. */
const leftOut: Skip = (target, outputs, use, into = none) => {
  const places = Array.from(target, (_, k) => k).filter((k) => !Number.isNaN(target[k]));
  if (places.length === target.length) return use(target, outputs, into);
  into.fill(0);
  if (places.length === 0) return undefined;
  const pickFrom = (of: Sample): Float64Array => Float64Array.from(places, (k) => of[k]);
  const part = new Float64Array(places.length);
  const result = use(pickFrom(target), outputs.map(pickFrom), part);
  for (const [i, k] of places.entries()) into[k] = part[i];
  return result;
};

/** All outputs take part, with 0 in place of a target that is not known. */
const asZeros: Skip = (target, outputs, use, into = none) =>
  use(
    Float64Array.from(target, (t) => (Number.isNaN(t) ? 0 : t)),
    outputs,
    into,
  );
