import type { OptimizerName, OptimizerTrace, UpdateTrace } from "../trace/updateTrace.js";
import type { Equation } from "./derivation.js";
import { callOf, difference, type Expression, numeral, power, productOf, quotient, root, sum } from "./expression.js";
import { type Known, type MovedParameter, type UpdateConstants, Writing } from "./writing.js";

/** The constants that an optimizer's formulas use, in the order in which a reader meets them. */
export function usedConstants({ name, average }: OptimizerTrace, constants: UpdateConstants): Known[] {
  const { eta, mu, lambda, alpha, beta1, beta2, epsilon, t, nesterov, rectified } = constants;
  const own: Readonly<Record<OptimizerName, readonly Known[]>> = {
    sgd: mu.value === 0 ? [] : [mu],
    adam: [beta1, beta2, epsilon, t],
    adamW: [beta1, beta2, epsilon, t],
    nAdam: [beta1, beta2, epsilon, t, ...Object.values(nesterov)],
    rAdam: [beta1, beta2, epsilon, t, ...Object.values(rectified)],
    rmsProp: mu.value === 0 ? [alpha, epsilon] : [alpha, mu, epsilon],
    adaGrad: [epsilon],
  };
  return [eta, ...own[name], ...(lambda.value === 0 ? [] : [lambda]), ...(average === null ? [] : [constants.decay])];
}

const rules: Readonly<Record<OptimizerName, (writing: Writing) => void>> = {
  sgd: (writing) => {
    const { eta, mu, isNesterov } = writing.constants;
    writing.decay();
    const { g } = writing;
    if (mu.value === 0) {
      writing.move(productOf(eta.name, g.name), productOf(numeral(eta.value), numeral(g.value)));
      return;
    }
    const { before, after } = writing.memory("velocity");
    const name = writing.letter("v");
    const v = writing.line(name, "memory", true, after, [
      sum([productOf(mu.name, name), g.name]),
      sum([productOf(numeral(mu.value), numeral(before)), numeral(g.value)]),
    ]);
    const ahead = (gradient: Expression, share: Expression, velocity: Expression): Expression =>
      isNesterov ? sum([gradient, productOf(share, velocity)]) : velocity;
    writing.move(
      productOf(eta.name, ahead(g.name, mu.name, v.name)),
      productOf(numeral(eta.value), ahead(numeral(g.value), numeral(mu.value), numeral(v.value))),
    );
  },
  adam: (writing) => {
    writing.decay();
    const { named, numbers } = adamStep(writing);
    writing.move(named, numbers);
  },
  adamW: (writing) => {
    const { eta, lambda, decaysBiases } = writing.constants;
    const { name, it, from } = writing.parameter;
    const { named, numbers } = adamStep(writing);
    const shrinks = lambda.value !== 0 && (from !== null || decaysBiases);
    const kept = (w: Expression, rate: Expression, share: Expression): Expression =>
      productOf(w, difference(numeral(1), productOf(rate, share)));
    const keep = {
      named: kept(name, eta.name, lambda.name),
      numbers: kept(numeral(it.value), numeral(eta.value), numeral(lambda.value)),
    };
    writing.move(named, numbers, shrinks ? keep : null);
  },
  nAdam: (writing) => {
    writing.decay();
    const { g, constants } = writing;
    const { nesterov, beta1, beta2 } = constants;
    const m = writing.runningMean("m", "m", beta1, g.name, numeral(g.value));
    const v = writing.runningMean("v", "v", beta2, squared(g.name), squared(numeral(g.value)));
    const { now, next, product, ahead } = nesterov;
    const one = numeral(1);
    const mixed = (read: (of: Known) => Expression): Expression =>
      sum([
        quotient(productOf(read(next), read(m)), difference(one, read(ahead))),
        quotient(productOf(difference(one, read(now)), read(g)), difference(one, read(product))),
      ]);
    const value = (next.value * m.value) / (1 - ahead.value) + ((1 - now.value) * g.value) / (1 - product.value);
    const mean = writing.line(writing.letter("m̂"), "memory", false, value, [
      mixed(({ name }) => name),
      mixed((of) => numeral(of.value)),
    ]);
    const { named, numbers } = writing.scaledStep(mean, writing.corrected("v̂", v, beta2));
    writing.move(named, numbers);
  },
  rAdam: (writing) => {
    writing.decay();
    const { g, constants } = writing;
    const { eta, beta1, beta2, epsilon, t, rectified } = constants;
    const m = writing.runningMean("m", "m", beta1, g.name, numeral(g.value));
    const v = writing.runningMean("v", "v", beta2, squared(g.name), squared(numeral(g.value)));
    const mean = writing.corrected("m̂", m, beta1);
    const { share } = rectified;
    const one = numeral(1);
    const step = (read: (of: Known) => Expression): Expression =>
      share.value === 0
        ? productOf(read(eta), read(mean))
        : quotient(
            productOf(read(eta), read(mean), read(share), root(difference(one, power(read(beta2), read(t))))),
            sum([root(read(v)), read(epsilon)]),
          );
    writing.move(
      step(({ name }) => name),
      step((of) => numeral(of.value)),
    );
  },
  rmsProp: (writing) => {
    writing.decay();
    const { g, constants } = writing;
    const { alpha, eta, mu, epsilon } = constants;
    const v = writing.runningMean("v", "v", alpha, squared(g.name), squared(numeral(g.value)));
    const square = writing.remembers("mean") ? spreadAround(writing, v) : v;
    if (mu.value === 0) {
      const { named, numbers } = writing.scaledStep(g, square);
      writing.move(named, numbers);
      return;
    }
    const { before, after } = writing.memory("velocity");
    const name = writing.letter("u");
    const speed = (read: (of: Known) => Expression, last: Expression): Expression =>
      sum([productOf(read(mu), last), quotient(read(g), sum([root(read(square)), read(epsilon)]))]);
    const u = writing.line(name, "memory", true, after, [
      speed((of) => of.name, name),
      speed((of) => numeral(of.value), numeral(before)),
    ]);
    writing.move(productOf(eta.name, u.name), productOf(numeral(eta.value), numeral(u.value)));
  },
  adaGrad: (writing) => {
    writing.decay();
    const { g } = writing;
    const { before, after } = writing.memory("sum");
    const name = writing.letter("s");
    const s = writing.line(name, "memory", true, after, [
      sum([name, squared(g.name)]),
      sum([numeral(before), squared(numeral(g.value))]),
    ]);
    const { named, numbers } = writing.scaledStep(g, s);
    writing.move(named, numbers);
  },
};

/** m, v, their corrections, and the step η·m̂/(√v̂ + ε). */
function adamStep(writing: Writing): { readonly named: Expression; readonly numbers: Expression } {
  const { g, constants } = writing;
  const { beta1, beta2 } = constants;
  const m = writing.runningMean("m", "m", beta1, g.name, numeral(g.value));
  const v = writing.runningMean("v", "v", beta2, squared(g.name), squared(numeral(g.value)));
  const mean = (square: Known, base: string) =>
    writing.scaledStep(writing.corrected("m̂", m, beta1), writing.corrected(base, square, beta2));
  if (!writing.remembers("largest")) return mean(v, "v̂");
  const { before, after } = writing.memory("largest");
  const name = writing.letter("V");
  const largest = (last: Expression, now: Expression): Expression => callOf("max", last, now);
  const V = writing.line(name, "memory", true, after, [
    largest(name, v.name),
    largest(numeral(before), numeral(v.value)),
  ]);
  return mean(V, "V̂");
}

/** The mean of g² around the mean of g, of a centered rmsProp: s = max(0, v − m²). */
function spreadAround(writing: Writing, v: Known): Known {
  const { g, constants } = writing;
  const m = writing.runningMean("m", "mean", constants.alpha, g.name, numeral(g.value));
  const around = (square: Expression, mean: Expression): Expression =>
    callOf("max", numeral(0), difference(square, squared(mean)));
  return writing.line(writing.letter("s"), "memory", false, Math.max(0, v.value - m.value * m.value), [
    around(v.name, m.name),
    around(numeral(v.value), numeral(m.value)),
  ]);
}

function squared(of: Expression): Expression {
  return power(of, numeral(2));
}

/** The arithmetic of one parameter: what the optimizer remembers of it, then its new value. */
export function arithmeticOf(parameter: MovedParameter, update: UpdateTrace, constants: UpdateConstants): Equation[] {
  const { arithmetic } = update;
  if (arithmetic === null) return [];
  const writing = new Writing(parameter, constants);
  for (const clip of arithmetic.clips) {
    const { g } = writing;
    if (clip.kind === "norm" && clip.factor === 1) continue;
    const limit = (of: Expression): Expression =>
      clip.kind === "norm" ? productOf(of, numeral(clip.factor)) : withinLimits(of, clip.max);
    const value = clip.kind === "norm" ? g.value * clip.factor : Math.min(Math.max(g.value, -clip.max), clip.max);
    writing.g = writing.line(writing.letter("g"), "memory", true, value, [limit(g.name), limit(numeral(g.value))]);
  }
  rules[arithmetic.name](writing);
  if (arithmetic.average !== null) writing.average();
  return writing.equations;
}

function withinLimits(of: Expression, max: number): Expression {
  return callOf("min", callOf("max", of, numeral(-max)), numeral(max));
}
