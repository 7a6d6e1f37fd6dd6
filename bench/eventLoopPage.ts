/**
 * The page of bench/eventLoopChromium.ts: measures the times between two turns of its event loop
 * and between two frames.
 */
import { adam, crossEntropy, Layer, matrix, relu, Sequential, softmax } from "deltarule";

// Types of the page, which Node's types lack.
declare function requestAnimationFrame(call: () => void): void;
interface Channel {
  readonly port1: { onmessage: () => void };
  readonly port2: { postMessage(message: null): void };
}

const rows = 4000;
const x = matrix(rows, 784);
const t = matrix(rows, 10);
for (let k = 0; k < x.data.length; k++) x.data[k] = Math.random();
for (let r = 0; r < rows; r++) t.data[r * 10 + (r % 10)] = 1;

const turns: number[] = [];
const frames: number[] = [];
let running = true;

/** Records the time between two calls and schedules the next call, as long as training runs. */
function follow(gaps: number[], again: (call: () => void) => void): void {
  let last = performance.now();
  const call = (): void => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (running) again(call);
  };
  again(call);
}

function spread(gaps: number[]): string {
  gaps.sort((a, b) => a - b);
  const at = (share: number): string => gaps[Math.floor(share * (gaps.length - 1))].toFixed(1);
  return `longest ${at(1)} ms, 99 % within ${at(0.99)} ms, half within ${at(0.5)} ms`;
}

async function run(batchSize: number): Promise<string> {
  const net = new Sequential([new Layer(784, 64, relu), new Layer(64, 10, softmax)], { seed: 1, dtype: "float32" });
  turns.length = 0;
  frames.length = 0;
  running = true;
  const training = net.fitAsync(x, t, { loss: crossEntropy, optimizer: adam(), epochs: 2, batchSize });
  const { port1, port2 } = new MessageChannel() as unknown as Channel;
  follow(turns, (call) => {
    port1.onmessage = call;
    port2.postMessage(null);
  });
  follow(frames, requestAnimationFrame);
  await training;
  running = false;
  return `784-64-10, batches of ${batchSize}: turns ${spread(turns)}; frames ${spread(frames)}`;
}

const results = [await run(128), await run(4000)];
await fetch("/results", { method: "POST", body: results.join("\n") });
