/**
 * Measures how long `fitAsync` blocks the event loop while networks of several sizes train: the
 * longest and the 99th percentile of the times between two turns, in milliseconds.
 *
 *     npx tsx --tsconfig test/tsconfig.json bench/eventLoop.ts
 */
import { performance } from "node:perf_hooks";
import { adam, crossEntropy, Layer, matrix, relu, type Samples, Sequential, softmax } from "deltarule";

/** Random inputs, and targets of ten classes. */
function data(rows: number, inputs: number): readonly [Samples, Samples] {
  const x = matrix(rows, inputs);
  const t = matrix(rows, 10);
  for (let k = 0; k < x.data.length; k++) x.data[k] = Math.random();
  for (let r = 0; r < rows; r++) t.data[r * 10 + (r % 10)] = 1;
  return [x, t];
}

async function measure(title: string, widths: readonly number[], rows: number, batchSize: number): Promise<void> {
  const layers = widths
    .slice(1)
    .map((width, l) => new Layer(widths[l], width, l === widths.length - 2 ? softmax : relu));
  const net = new Sequential(layers as Layer[], { seed: 1 });
  const [x, t] = data(rows, widths[0]);
  const validation = data(Math.min(rows, 500), widths[0]);
  const gaps: number[] = [];
  let running = true;
  let last = performance.now();
  const turn = (): void => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  const start = performance.now();
  const training = net.fitAsync(x, t, { loss: crossEntropy, optimizer: adam(), epochs: 2, batchSize, validation });
  // The call reads and copies the data before its first turn; that time is reported separately.
  const opened = performance.now() - start;
  last = performance.now();
  setImmediate(turn);
  await training;
  running = false;
  const total = performance.now() - start;
  gaps.sort((a, b) => a - b);
  const at = (share: number): string => gaps[Math.floor(share * (gaps.length - 1))].toFixed(1);
  const times = `longest ${at(1)} ms, 99 % within ${at(0.99)} ms, half within ${at(0.5)} ms`;
  console.log(`${title}: ${times}; first call ${opened.toFixed(1)} ms, ${(total / 1000).toFixed(1)} s in all`);
}

await measure("digits, 784-64-10, batches of 128", [784, 64, 10], 2000, 128);
await measure("digits, 784-64-10, batches of 2000", [784, 64, 10], 2000, 2000);
await measure("large, 784-1000-10, batches of 128", [784, 1000, 10], 500, 128);
await measure("small, 4-8-10, batches of 8", [4, 8, 10], 20_000, 8);
