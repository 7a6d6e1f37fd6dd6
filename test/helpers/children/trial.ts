/**
 * The trial of the tests of deltarule/parallel and deltarule/bullmq: the module of a worker, which
 * tests also call in process.
 */
import { appendFileSync, existsSync } from "node:fs";
import process from "node:process";
import { adam, type Checkpoint, crossEntropy, type Json, Layer, Sequential, softmax, tanh } from "deltarule";
import { serve } from "deltarule/parallel";

export interface TrialOptions {
  readonly [name: string]: Json | undefined;
  readonly kind?: string;
  readonly learningRate?: number;
  readonly hidden?: number;
  readonly seed?: number;
  readonly epochs?: number;
  readonly resume?: Json;
  readonly wait?: number;
  readonly score?: string;
  readonly log?: string;
}

export interface TrialOutcome {
  readonly loss: number;
  readonly parameters: readonly number[];
  readonly checkpoint: Checkpoint;
}

let state = 5;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const x = Array.from({ length: 60 }, (_, r) =>
  Array.from({ length: 4 }, (_, c) => 2 * random() - 1 + (c === r % 3 ? 0.8 : 0)),
);
const t = x.map((_, r) => [0, 1, 2].map((k) => Number(k === r % 3)));

export default serve(
  async (
    options: Json,
    { signal, report, data }: { signal: { aborted: boolean }; report(p: Json): void; data: unknown },
  ) => {
    const {
      kind,
      learningRate = 0.01,
      hidden = 4,
      seed = 1,
      epochs = 9,
      wait = 0,
      score,
      log,
      resume,
    } = options as TrialOptions;
    if (process.env.TRIAL_LOG) appendFileSync(process.env.TRIAL_LOG, `${JSON.stringify(options)}\n`);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (kind === "score") return { loss: Number(score) };
    if (kind === "data") {
      const given = data as { data: Float64Array };
      given.data[0] += 1;
      return { loss: given.data[0] };
    }
    if (kind === "fail") throw new TypeError("no such thing", { cause: new RangeError("behind it") });
    if (kind === "function") return { loss: 0, f: () => 1 };
    if (kind === "uncaught") {
      setTimeout(() => {
        throw new SyntaxError("out of the trial");
      });
      return new Promise(() => undefined);
    }
    if (kind === "exit") {
      const isFirst = !existsSync(String(log));
      appendFileSync(String(log), "here\n");
      if (score === "always" || isFirst) process.exit(7);
      return { loss: 0 };
    }
    if (kind === "deaf") {
      report("begun");
      for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const net = new Sequential([new Layer(4, hidden, tanh), new Layer(hidden, 3, softmax)], { seed });
    const shared = {
      loss: crossEntropy,
      optimizer: adam({ learningRate }),
      batchSize: 16,
      signal,
      onWarning: () => undefined,
    };
    if (kind === "long") {
      const onEpoch = ({ epoch }: { epoch: number }) => {
        if (epoch === 50) report({ epoch });
      };
      return { loss: net.fit(x, t, { ...shared, epochs: 1e7, onEpoch }).epochs.length };
    }
    const training = net.train(x, t, {
      ...shared,
      epochs,
      ...(resume ? { resume: resume as unknown as Checkpoint } : {}),
    });
    let outcome: TrialOutcome | undefined;
    for (const epoch of training) {
      outcome = { loss: epoch.loss, parameters: [...net.parameters], checkpoint: epoch.checkpoint() };
    }
    return outcome ?? { loss: 0 };
  },
);
