import { accuracy, crossEntropy, Layer, relu, Sequential, sgd, softmax, split } from "deltarule";
import { loadDigits, pixels } from "../data/digits.js";
import type { Output } from "./output.js";
import { progress } from "./progress.js";
import type { Result } from "./results.js";

export interface DigitsSettings {
  /** The number of digits to take, of 10,000, about. */
  readonly digits: number;
  /** Determines the split, the initial weights and the order of samples. */
  readonly seed: number;
}

const epochs = 6;
const batchSize = 16;

export async function runDigits(out: Output, { digits, seed }: DigitsSettings): Promise<Omit<Result, "seconds">> {
  const { x, t } = loadDigits(digits);
  const { train, test } = split(x, t, { share: 0.15, seed, stratify: true });
  const net = new Sequential([new Layer(pixels, 64, relu), new Layer(64, 10, softmax)], { seed, dtype: "float32" });
  out.line(`  ${train.x.rows} digits to learn from, ${test.x.rows} held out, ${net.parameters.length} parameters`);

  const samples = train.x.rows;
  const updates = epochs * Math.ceil(samples / batchSize);
  // Large steps first, small ones at the end.
  const learningRate = (step: number): number => 0.05 * (1 - step / updates);
  const report = progress(out, { epochs, samples, batchSize });
  const optimizer = report.watch(sgd({ learningRate, momentum: 0.9 }));
  // The held-out part is only measured: it influences no choice.
  const validation = [test.x, test.t] as const;
  let score = Number.NaN;
  const options = { loss: crossEntropy, optimizer, epochs, batchSize, validation, metrics: [accuracy] };
  for (const epoch of net.train(train.x, train.t, options)) {
    await report.epoch(epoch);
    score = epoch.validation?.metrics.accuracy ?? Number.NaN;
  }
  report.end();
  out.line(`  held-out accuracy ${score.toFixed(4)}`);
  return { name: "digits", measure: "accuracy", score, goal: { atLeast: 0.94 } };
}
