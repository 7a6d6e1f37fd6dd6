import { vector } from "../matrix.js";
import type { Network } from "../network/network.js";
import { openGradients, openWorkspace } from "../network/workspace.js";
import type { Progress } from "../optimizers/optimizer.js";
import { type Run, runEpoch } from "./epoch.js";
import { compute, evaluate } from "./evaluate.js";
import type { Epoch, EpochReport, History } from "./history.js";
import type { Plan } from "./options.js";

// Part of Node, Deno, Bun, workers and every browser, but of no type library that all of them share.
declare const performance: { now(): number };

/** Forward until a loss; while it is above the target, backward and update; one value an epoch. */
export function* train(network: Network, plan: Plan): Generator<Epoch, History, void> {
  const run = open(network, plan);
  const epochs: EpochReport[] = [];
  const losses: number[] = [];
  const history = (stopped: History["stopped"]): History => ({ epochs, seed: network.seed, stopped });
  while (epochs.length < plan.epochs) {
    if (plan.signal.aborted) return history("aborted");
    const report = trainEpoch(run, { epoch: epochs.length, losses });
    epochs.push(report);
    losses.push((report.validation ?? report).loss);
    plan.onEpoch(report);
    yield report;
    if (report.loss <= plan.targetLoss) return history("targetLoss");
  }
  return history("epochs");
}

function open(network: Network, plan: Plan): Run {
  const workspace = openWorkspace(network, plan.batchSize);
  return {
    network,
    plan,
    workspace,
    gradients: openGradients(network, workspace),
    state: plan.optimizer.initialize(network.parameters.length),
    outputs: plan.metrics.length === 0 ? null : vector(plan.data.t.data.length, network.dtype),
    good: network.parameters.slice(),
  };
}

/** One epoch and what it came to. An error leaves the parameters as they were before it. */
function trainEpoch(run: Run, progress: Progress): EpochReport {
  const { network, plan, state, outputs, good } = run;
  const { data, validation, loss, metrics, optimizer } = plan;
  const started = performance.now();
  good.set(network.parameters);
  try {
    const learningRate = optimizer.learningRate?.(state, progress) ?? null;
    const mean = runEpoch(run, progress);
    return {
      epoch: progress.epoch + 1,
      loss: mean,
      metrics:
        outputs === null ? {} : compute(metrics, { rows: data.t.rows, columns: data.t.columns, data: outputs }, data.t),
      ...(validation === null ? {} : { validation: evaluate(network, validation, loss, metrics) }),
      learningRate,
      durationMs: performance.now() - started,
    };
  } catch (error) {
    network.parameters.set(good);
    throw error;
  }
}
