import type { Network } from "../network/network.js";
import { outputsFor } from "../network/predict.js";
import { inOrder } from "../numbers/random.js";
import { openPass } from "./batch.js";
import type { Epoch } from "./checkpoint.js";
import { BatchContext } from "./context.js";
import { badValidation } from "./divergence.js";
import { isOver, watch } from "./earlyStopping.js";
import { epochInSteps } from "./epoch.js";
import { compute, evaluateInSteps } from "./evaluate.js";
import type { EpochReport, History } from "./history.js";
import type { Plan } from "./plan.js";
import type { Run } from "./run.js";
import { withCheckpoint } from "./takeCheckpoint.js";

// Part of Node, Deno, Bun, workers and every browser, but of no type library that all of them share.
declare const performance: { now(): number };

/**
 * Forward until a loss; while it is above the target, backward and update. Yields every epoch, and `null` between two parts of one, where
 * it may be left alone for a while.
 */
export function* trainInSteps(network: Network, plan: Plan): Generator<Epoch | null, History, void> {
  const run = yield* open(network, plan);
  try {
    for (;;) {
      const stopped = reasonToStop(run);
      if (stopped !== null) return finish(run, stopped);
      const report = yield* trainEpoch(run);
      if (report === null) return finish(run, "aborted");
      note(run, report);
      watch(run.best, lossOf(report), run.workspace.parameters.flat, plan);
      yield withCheckpoint(run, report);
    }
  } finally {
    // Also after a `break`: the last epoch's checkpoint is not to change with the network.
    run.updates.store();
    run.last ??= network.parameters.slice();
    run.workspace.memory.release();
  }
}

function reasonToStop({ epochs, best, plan }: Run): History["stopped"] | null {
  const last = epochs[epochs.length - 1];
  if (last !== undefined && last.loss <= plan.targetLoss) return "targetLoss";
  if (isOver(best, plan)) return "earlyStopping";
  if (epochs.length >= plan.epochs) return "epochs";
  return plan.signal.aborted ? "aborted" : null;
}

function* open(network: Network, plan: Plan): Generator<null, Run, void> {
  const { data, loss, batchSize, optimizer, metrics, resume, earlyStopping } = plan;
  if (resume !== null) network.parameters.set(resume.parameters);
  const pass = openPass(network, data, loss, batchSize, plan.call === "fitAsync");
  yield null;
  const state = resume?.state ?? optimizer.initialize(network.size);
  const { memory, parameters, layers, output, capacity } = pass.workspace;
  const gradient = pass.gradients.parameters;
  const updates = memory.updates(optimizer, state, parameters, gradient);
  const training = { layers, gradients: pass.gradients.layers, loss, output, parameters, gradient, updates, batchSize };
  const best = earlyStopping?.restoreBest ? (resume?.best ?? network.parameters.slice()) : null;
  const run: Run = {
    ...pass,
    plan,
    context: new BatchContext(pass),
    state,
    updates,
    seen: Number.NaN,
    inOrder: inOrder(plan.shuffle ? 0 : data.x.rows),
    batches: capacity < batchSize ? null : memory.batches(training, batchesAtOnce(network, plan) * batchSize),
    outputs: metrics.length === 0 ? null : outputsFor(network, data.x.rows),
    good: network.parameters.slice(),
    epochs: [],
    losses: [],
    steps: resume?.steps ?? 0,
    best: { loss: Infinity, waited: 0, parameters: null },
    shown: null,
    last: null,
  };
  updates.load();
  yield null;
  for (const report of resume?.epochs ?? []) {
    note(run, report);
    watch(run.best, lossOf(report), network.parameters, plan);
  }
  return { ...run, best: { ...run.best, parameters: best } };
}

/** How many batches go in one call: as many as take some milliseconds, of no more data than caches hold. */
function batchesAtOnce(network: Network, { batchSize, data }: Plan): number {
  const { engine, layers, inputs, outputs, size } = network;
  // An activation takes about as long as 32 products.
  const work = layers.reduce((sum, layer) => sum + 32 * layer.outputs, size);
  const samples = Math.min(engine.slice / work, 2 ** 17 / (inputs + outputs), 2 ** 13, data.x.rows);
  return Math.max(1, Math.ceil(samples / batchSize));
}

/** One epoch and what it came to; `null` when it was aborted. Unless it is finished, the parameters stay as they were before it. */
function* trainEpoch(run: Run): Generator<null, EpochReport | null, void> {
  const { network, plan, workspace, state, outputs, good, epochs, losses } = run;
  const { data, validation, loss, metrics, optimizer } = plan;
  const started = performance.now();
  run.shown = null;
  good.set(workspace.parameters.flat);
  let finished = false;
  try {
    const learningRate = optimizer.learningRate?.(state, { epoch: epochs.length, losses }) ?? null;
    const mean = yield* epochInSteps(run);
    if (mean === null) return null;
    const validated = validation === null ? null : yield* evaluateInSteps(network, validation, loss, metrics);
    if (validated !== null && !Number.isFinite(validated.loss)) throw badValidation(run, validated.loss);
    const report = {
      epoch: epochs.length + 1,
      loss: mean,
      metrics: outputs === null ? {} : compute(metrics, outputs, data.t),
      ...(validated === null ? {} : { validation: validated }),
      learningRate,
      durationMs: performance.now() - started,
    };
    finished = true;
    return report;
  } finally {
    if (!finished) network.parameters.set(good);
  }
}

function note(run: Run, report: EpochReport): void {
  run.epochs.push(report);
  run.losses.push(lossOf(report));
  run.shown = report;
}

/** The loss that schedules and early stopping go by. */
function lossOf(report: EpochReport): number {
  return (report.validation ?? report).loss;
}

function finish(run: Run, stopped: History["stopped"]): History {
  const { network, epochs, best } = run;
  run.last = network.parameters.slice();
  const restores = stopped === "epochs" || stopped === "earlyStopping";
  if (restores && best.parameters !== null && epochs.length > 0) network.parameters.set(best.parameters);
  return { epochs, seed: network.seed, stopped };
}
