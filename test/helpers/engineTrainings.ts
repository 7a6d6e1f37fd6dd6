import type { Checkpoint, Engine, Epoch, Optimizer, Schedule, TrainOptions } from "deltarule";
import * as deltarule from "deltarule";
import fc from "fast-check";
import { dataOf, type EngineCase, engineCases, metrics, networkOf } from "./engineCases.js";
import { outcomeOf } from "./sameBits.js";

const { adaGrad, adam, adamW, averaged, clipNorm, clipValue, lbfgs, levenbergMarquardt, rmsProp, sgd } = deltarule;

/** A user's own, with a vector in its state. */
const signs: Optimizer<{ step: number; last: Float64Array }> = {
  name: "signs",
  initialize: (count) => ({ step: 0, last: new Float64Array(count) }),
  step: (parameters, gradient, state) => {
    state.step++;
    for (let i = 0; i < parameters.length; i++) {
      state.last[i] = Math.sign(gradient[i]) + 0.5 * state.last[i];
      parameters[i] -= 0.01 * state.last[i];
    }
  },
};

type Rate = number | Schedule;

/** Every optimizer of the library with every branch of its update, and a user's own. */
const optimizers: readonly ((learningRate: Rate) => Optimizer)[] = [
  (learningRate) => sgd({ learningRate }),
  (learningRate) => sgd({ learningRate, weightDecay: 0.01 }),
  (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  (learningRate) => sgd({ learningRate, momentum: 0.8, nesterov: true, weightDecay: 0.1 }),
  (learningRate) => adam({ learningRate }),
  (learningRate) => adam({ learningRate, beta1: 0, beta2: 0.5, epsilon: 1e-3, weightDecay: 0.02 }),
  (learningRate) => adamW({ learningRate }),
  (learningRate) => rmsProp({ learningRate, weightDecay: 0.01 }),
  (learningRate) => adaGrad({ learningRate }),
  (learningRate) => adam({ learningRate, amsgrad: true }),
  (learningRate) => rmsProp({ learningRate, momentum: 0.5, centered: true }),
  (learningRate) => deltarule.nAdam({ learningRate, weightDecay: 0.01 }),
  (learningRate) => deltarule.rAdam({ learningRate, beta2: 0.9 }),
  (learningRate) => averaged(sgd({ learningRate, momentum: 0.9 }), 0.5) as Optimizer,
  (learningRate) => clipNorm(adam({ learningRate }), 0.1),
  (learningRate) => clipValue(sgd({ learningRate, momentum: 0.5 }), 0.05),
  () => lbfgs({ memory: 3 }),
  () => levenbergMarquardt(),
  () => signs,
];

const rates: readonly Rate[] = [
  0.05,
  1,
  deltarule.stepDecay(0.2, { every: 3, factor: 0.5 }),
  deltarule.exponentialDecay(0.1, { every: 5 }),
  deltarule.warmup(4, deltarule.cosine(0.3, { steps: 12 })),
  deltarule.cosineRestarts(0.1, { steps: 3, growth: 2 }),
  deltarule.oneCycle(0.1, { steps: 12 }),
  deltarule.byEpoch(deltarule.stepDecay(0.1, { every: 2, factor: 0.5 })),
  deltarule.reduceOnPlateau(0.1, { patience: 1, factor: 0.5, minDelta: 0.01 }),
  // Large enough to diverge.
  1e30,
];

/** A training of a case. */
export interface Training extends EngineCase {
  readonly optimizer: Optimizer;
  readonly options: Omit<TrainOptions, "loss" | "validation" | "sampleWeights">;
  readonly validation: "none" | "fraction" | "pair";
}

export const trainings: fc.Arbitrary<Training> = fc
  .record({
    given: engineCases,
    optimizer: fc.constantFrom(...optimizers),
    rate: fc.constantFrom(...rates),
    batchSize: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(100)),
    epochs: fc.integer({ min: 1, max: 4 }),
    shuffle: fc.boolean(),
    measured: fc.boolean(),
    validation: fc.constantFrom("none" as const, "fraction" as const, "pair" as const),
    earlyStopping: fc.option(fc.record({ patience: fc.constantFrom(1, 2), restoreBest: fc.boolean() }), { freq: 3 }),
    targetLoss: fc.option(fc.constantFrom(0.05, 0.5), { freq: 3 }),
  })
  .map(({ given, optimizer: make, rate, batchSize, epochs, shuffle, measured, earlyStopping, targetLoss, ...rest }) => {
    const optimizer = make(rate);
    const size = optimizer.fullBatch ? {} : { batchSize };
    // levenbergMarquardt needs a sum of squares, and is slow with many parameters.
    const squares = optimizer.name === "levenbergMarquardt";
    const loss = squares ? deltarule.mse : given.loss;
    const widths = squares ? given.widths.map((width) => Math.min(width, 4)) : given.widths;
    // Few samples where a step takes long.
    const rows = optimizer.fullBatch ? Math.min(given.rows, 8) : given.rows;
    const stops = { earlyStopping: earlyStopping ?? undefined, targetLoss: targetLoss ?? undefined };
    const options = { ...stops, ...size, epochs, shuffle, optimizer, metrics: measured ? metrics : [] };
    const activations = given.activations.map((f, l) => (widths[l + 1] === 1 && "sumsToOne" in f ? deltarule.tanh : f));
    return { ...given, ...rest, widths, activations, loss, rows, optimizer, options };
  });

/** The data and options of a training. */
export function planOf(training: Training) {
  const { x, t, counts } = dataOf(training);
  const other = dataOf({ ...training, rows: 5, seed: training.seed + 7 });
  const pair = [other.x, withinReach(other.t, training)] as const;
  const validation = { none: undefined, fraction: 0.3, pair }[training.validation];
  return {
    x,
    t: withinReach(t, training),
    options: { ...training.options, loss: training.loss, sampleWeights: counts, validation },
  };
}

/** The targets, those that the last activation cannot give moved to ones that it can. */
function withinReach(t: deltarule.Matrix, { activations, loss }: Training): deltarule.Matrix {
  const { range: [min, max] = [-Infinity, Infinity] } = activations[activations.length - 1];
  const data = t.data.map((target) => {
    const near = Math.min(Math.max(target, min), max);
    return (loss.targets?.accepts(near) ?? true) ? near : -target;
  });
  return deltarule.matrix(t.rows, t.columns, data);
}

/** A checkpoint without times, and without the checksum, which depends on them. */
function timeless(epoch: Epoch): string {
  return JSON.stringify(epoch.checkpoint())
    .replace(/"durationMs":[^,}]+/g, "")
    .replace(/"checksum":"\w+"\}\}$/, "");
}

/**
 * The outcome of a training, whether it ends or throws: epochs, parameters and checkpoints. It
 * begins at a checkpoint if one is given.
 */
export function trained(training: Training, engine?: Engine, resume?: Checkpoint) {
  const net = networkOf(training, engine);
  const { x, t, options } = planOf(training);
  const checkpoints: string[] = [];
  const texts: string[] = [];
  const onEpoch = (epoch: Epoch): void => {
    checkpoints.push(JSON.stringify(epoch.checkpoint()));
    texts.push(timeless(epoch));
  };
  const outcome = outcomeOf(() => net.fit(x, t, { ...options, ...(resume && { resume }), onEpoch }));
  return { told: { outcome, parameters: net.parameters.slice(), texts }, checkpoints };
}
