import {
  type Activation,
  Layer,
  type Loss,
  mse,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  step,
  surrogate,
} from "deltarule";
import { explain, type Notation, type Trace } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { derive } from "../../../src/explain/derivation/derive.js";
import { type Expression, symbol } from "../../../src/explain/derivation/expression.js";
import { evaluate, type Functions, type Meaning } from "../../helpers/evaluate.js";
import { activations, losses } from "../../helpers/exported.js";
import { randomFrom } from "../../helpers/numeric.js";
import { ownSoftmax } from "../../helpers/own.js";

/**
 * Reads a derivation as a learner does, from the first line to the last: every stage of every
 * equation must evaluate to its value, from symbols that earlier lines introduced. Returns the
 * number of stages.
 */
function follow(trace: Trace, functions: Functions, notation: Notation): number {
  const meaning: Meaning = new Map();
  const learn = (name: Expression, value: number): void => void meaning.set(JSON.stringify(name), value);
  if (trace.update?.learningRate != null) learn(symbol("η"), trace.update.learningRate);
  learn(symbol("T"), trace.loss.total);
  let stages = 0;
  for (const part of derive(trace, notation).parts) {
    for (const { title, table, equations } of part.steps) {
      for (const { cells } of table?.rows ?? []) learn(cells[0], evaluate(cells[1], meaning));
      for (const { left, stages: written } of equations) {
        const value = evaluate(written[written.length - 1], meaning);
        for (const stage of written) {
          // The arguments of a user's own function of a row do not say which of its numbers it is.
          if (stage.kind === "call" && stage.name === ownSoftmax.name) continue;
          const found = evaluate(stage, meaning, functions);
          stages++;
          if (Math.abs(found - value) <= 1e-9 * Math.max(1, Math.abs(value))) continue;
          throw new Error(
            `${part.title}, ${JSON.stringify(title)}: ${JSON.stringify(stage)} is ${found}, not ${value}`,
          );
        }
        learn(left, value);
      }
    }
  }
  return stages;
}

const random = randomFrom(7);
const numbers = (length: number, reach: number): number[] => Array.from({ length }, () => (2 * random() - 1) * reach);
const target = (loss: Loss): number =>
  [1, 0, -1].find((t) => random() < 0.6 && loss.targets?.accepts(t) !== false) ?? 1;
const bounded: readonly Activation[] = [sigmoid, softmax, ownSoftmax];

/** A trace of a network with these activations, and the functions that its formulas call. */
function explained(
  hidden: Activation,
  last: Activation,
  loss: Loss,
  outputs: number,
  reach: number,
): [Trace, Functions] {
  const net = new Sequential(
    [new Layer(2, 3, hidden), new Layer(3, 2, hidden, { bias: false }), new Layer(2, outputs, last)],
    {
      seed: Math.floor(random() * 1e6),
    },
  );
  const t = Array.from({ length: outputs }, () => target(loss));
  const trace = explain(net, numbers(2, reach), t, { loss, optimizer: sgd({ learningRate: 0.1 }) });
  const called = [hidden, last].flatMap((f) => {
    const runs = "forward" in f ? (f.forward as typeof step) : f;
    return "apply" in runs
      ? [[runs.name, runs.apply] as const, [`${runs.name}′`, (z: number) => runs.derivative(z, runs.apply(z))] as const]
      : [];
  });
  return [trace, Object.fromEntries(called)];
}

const differentiable = activations.filter(({ it: f }) => !("differentiable" in f && f.differentiable === false));

describe("every stage of a derivation evaluates to its value", () => {
  it.each(differentiable)("for $title, hidden and last, at small and large z", ({ it: f }) => {
    for (const reach of [0.5, 3, 12]) {
      for (const notation of ["lectureNotes", "general"] as const) {
        const [trace, functions] = explained(f, f, squaredError, 2, reach);
        expect(follow(trace, functions, notation)).toBeGreaterThan(80);
      }
    }
  });

  it.each(losses)("for $title, with one output and several, linked and not", ({ it: loss }) => {
    const lasts =
      loss.link === undefined ? activations.filter(({ title }) => title === "identity").map(({ it: f }) => f) : bounded;
    for (const last of lasts) {
      for (const outputs of "applyRow" in last ? [3] : [1, 3]) {
        if (loss.outputs?.accepts(last, outputs) === false) continue;
        for (let again = 0; again < 4; again++) {
          const [trace, functions] = explained(sigmoid, last, loss, outputs, 2);
          expect(trace.loss.linked).toBe(loss.link?.activation === last);
          expect(follow(trace, functions, "general")).toBeGreaterThan(60);
        }
      }
    }
  });

  it("for a surrogate, whose slope is borrowed", () => {
    const lent = surrogate(step, sigmoid);
    const [trace] = explained(lent, sigmoid, mse, 1, 2);
    const functions = { step: step.apply, sigmoid: sigmoid.apply };
    expect(follow(trace, functions, "general")).toBeGreaterThan(60);
    const slope = trace.layers[0].neurons[0];
    expect(slope.slope).toBe(sigmoid.derivative(slope.z, sigmoid.apply(slope.z)));
    expect(slope.lent).toBe(sigmoid.apply(slope.z));
  });
});
