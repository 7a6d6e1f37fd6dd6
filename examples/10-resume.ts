// Exact resume: a training that is interrupted and resumed from a file ends in the same bits as one
// without interruption.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, cosine, Layer, mse, Sequential, tanh } from "deltarule";

const x = Array.from({ length: 40 }, (_, i) => [i / 10 - 2]);
const t = x.map(([value = 0]) => [Math.sin(3 * value)]);

// Momentum, the schedule, the shuffling of every epoch and dropout must all continue where they
// stopped.
const make = () => new Sequential([new Layer(1, 16, tanh, { dropout: 0.1 }), new Layer(16, 1)], { seed: 5 });
const options = { loss: mse, optimizer: adam({ learningRate: cosine(0.05, { steps: 1000 }) }), batchSize: 8 };

const whole = make();
whole.fit(x, t, { ...options, epochs: 200 });

const folder = mkdtempSync(join(tmpdir(), "deltarule-"));
const file = join(folder, "checkpoint.json");
// The first part. A checkpoint is plain JSON and can be taken after any epoch.
make().fit(x, t, {
  ...options,
  epochs: 80,
  onEpoch: (epoch) => {
    if (epoch.epoch === 80) writeFileSync(file, JSON.stringify(epoch.checkpoint()));
  },
});

// The second part, in a new network, as in another process. `epochs` counts from the start, so this
// trains for 120 more.
const resumed = make();
const history = resumed.fit(x, t, { ...options, epochs: 200, resume: JSON.parse(readFileSync(file, "utf8")) });
rmSync(folder, { recursive: true });

console.log(`${history.epochs.length} epochs in the history of the second half`);
for (const [name, net] of Object.entries({ whole, resumed })) {
  console.log(`${name.padEnd(8)} ${net.parameters.subarray(0, 3).join("  ")}`);
}
const differing = whole.parameters.filter((value, i) => !Object.is(value, resumed.parameters[i])).length;
console.log(`${differing} of ${whole.parameters.length} parameters differ`);
