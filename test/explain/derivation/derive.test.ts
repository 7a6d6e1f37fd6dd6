import {
  type Activation,
  adaGrad,
  adam,
  adamW,
  averaged,
  clipNorm,
  clipValue,
  crossEntropy,
  Layer,
  type Loss,
  mse,
  nAdam,
  type Optimizer,
  rAdam,
  rmsProp,
  Sequential,
  sgd,
  sigmoid,
  softmax,
  squaredError,
  step,
  surrogate,
  tanh,
} from "deltarule";
import { derive, type Equation, explain, type Notation, type Trace } from "deltarule/explain";
import { describe, expect, it } from "vitest";
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
  const totals = new Map(trace.batch?.samples.map(({ index, loss }) => [index, loss.total]));
  let stages = 0;
  for (const part of derive(trace, { notation }).parts) {
    for (const { about, title, table, equations } of part.steps) {
      learn(symbol("T"), totals.get(about.sample ?? -1) ?? trace.loss.total);
      // The table of an update has old, not new, values first, and names what is known already.
      for (const { cells } of table?.rows ?? []) learn(cells[0], evaluate(cells[1], meaning));
      for (const equation of equations) {
        const { left, stages: written } = equation;
        const before = remembered(trace, equation);
        if (before !== undefined) learn(left, before);
        const value = evaluate(written[written.length - 1], meaning);
        for (const stage of written) {
          // The arguments of a user's own function of a row do not say which of its numbers it is.
          if (stage.kind === "call" && stage.name === ownSoftmax.name) continue;
          // Where samples are left out, the symbols do not say what theirs come to.
          if (/"kind":"others","count":\d+,"sum":null/.test(JSON.stringify(stage))) continue;
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

/** What the optimizer remembers before an equation gives it a new value; `undefined` for others. */
function remembered({ layers }: Trace, { left, assigns, of }: Equation): number | undefined {
  if (!assigns || of?.kind !== "memory" || left.kind !== "symbol") return undefined;
  const neuron = layers[of.layer].neurons.find(({ index }) => index === of.neuron);
  const owner = of.from === null ? neuron?.bias : neuron?.terms.find(({ from }) => from === of.from)?.weight;
  const memory = owner?.memory ?? {};
  const name = {
    ...{ m: "mean" in memory ? "mean" : "m", s: "sum", u: "velocity", V: "largest", w̄: "average" },
    v: "v" in memory ? "v" : "velocity",
  }[left.base];
  return name === undefined ? undefined : memory[name].before;
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

const optimizers: { readonly title: string; readonly make: () => Optimizer }[] = [
  { title: "sgd", make: () => sgd({ learningRate: 0.3 }) },
  { title: "sgd with weight decay", make: () => sgd({ learningRate: 0.3, weightDecay: 0.2 }) },
  { title: "sgd that spares biases", make: () => sgd({ weightDecay: 0.2, decayBiases: false }) },
  { title: "momentum", make: () => sgd({ learningRate: 0.3, momentum: 0.9 }) },
  { title: "nesterov", make: () => sgd({ learningRate: 0.3, momentum: 0.9, nesterov: true, weightDecay: 0.1 }) },
  { title: "adam", make: () => adam({ learningRate: 0.1 }) },
  { title: "adam with weight decay", make: () => adam({ learningRate: 0.1, beta1: 0.8, weightDecay: 0.1 }) },
  { title: "adamW", make: () => adamW({ learningRate: 0.1, weightDecay: 0.3 }) },
  { title: "adamW that spares biases", make: () => adamW({ weightDecay: 0.3, decayBiases: false }) },
  { title: "adam with amsgrad", make: () => adam({ learningRate: 0.1, amsgrad: true }) },
  { title: "nAdam", make: () => nAdam({ learningRate: 0.1, weightDecay: 0.1 }) },
  { title: "rAdam, at first", make: () => rAdam({ learningRate: 0.1 }) },
  { title: "rAdam, rectified late", make: () => rAdam({ learningRate: 0.1, beta2: 0.95 }) },
  { title: "rmsProp with momentum", make: () => rmsProp({ learningRate: 0.1, momentum: 0.9 }) },
  { title: "centered rmsProp", make: () => rmsProp({ learningRate: 0.1, centered: true, momentum: 0.5 }) },
  { title: "averaged", make: () => averaged(clipNorm(adam(), 1), 0.9) },
  { title: "rmsProp", make: () => rmsProp({ learningRate: 0.1, alpha: 0.9, weightDecay: 0.1 }) },
  { title: "adaGrad", make: () => adaGrad({ learningRate: 0.1, weightDecay: 0.1 }) },
  { title: "clipNorm", make: () => clipNorm(adam(), 0.001) },
  { title: "clipNorm of a short gradient", make: () => clipNorm(adam(), 100) },
  { title: "clipValue", make: () => clipValue(sgd({ momentum: 0.5 }), 0.01) },
];

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

  it.each(optimizers)("for the update by $title, with what it remembers", ({ make }) => {
    for (const [before, notation] of [
      [2, "lectureNotes"],
      [6, "general"],
    ] as const) {
      const net = new Sequential([new Layer(2, 2, sigmoid), new Layer(2, 2, sigmoid)], { seed: 4 });
      const batch = [
        [
          [0.5, -1],
          [2, 1],
          [0.1, 0.2],
        ],
        [
          [1, 0],
          [0, 0.5],
          [1, 1],
        ],
      ] as const;
      const optimizer = make();
      const state = optimizer.initialize(net.parameters.length);
      // Not the first step, so that nothing that is remembered is 0.
      for (let step = 0; step < before; step++) net.partialFit(...batch, { loss: mse, optimizer, state });
      const trace = explain(net, ...batch, { loss: mse, optimizer, state });
      expect(trace.update?.arithmetic?.step).toBe(before + 1);
      expect(follow(trace, {}, notation)).toBeGreaterThan(250);
    }
  });

  it("for a batch with weights, a penalty and samples left out", () => {
    const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 3, softmax)], { seed: 5 });
    const x = [
      [1, 2],
      [0.5, -1],
      [-2, 0.3],
      [0.2, 0.1],
      [3, 1],
    ];
    const t = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0.25, 0.25],
      [0.5, 0.5, 0],
      [0, 0, 1],
    ];
    const trace = explain(net, x, t, {
      loss: crossEntropy,
      optimizer: sgd({ learningRate: 0.5 }),
      sampleWeights: [1, 2, 0.5, 1, 3],
      regularization: { l1: 0.01, l2: 0.1 },
      limit: { samples: 3 },
    });
    expect(trace.batch?.rest?.count).toBe(2);
    expect(follow(trace, {}, "general")).toBeGreaterThan(300);
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
