// Runs one library on one workload in a process of its own: `node child.js JOB`. It warms up and
// answers `{ "ready": true }`, then measures once for each line of input. Every answer is one line
// of JSON; `{ "reason": … }` explains a missing measurement.
import { createInterface } from "node:readline";
import { classesOf, firstRows, readFloats } from "./data.js";

const { file, options, workload, seconds, files } = JSON.parse(process.argv[2]);

const answer = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Seconds on the clock, and seconds of CPU, of which there are as many on a loaded machine. */
async function timesOf(work) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

const timeOf = async (work) => (await timesOf(work)).clock;

/** Samples per second on the clock and of CPU. */
async function ratesOf(samples, work) {
  const { clock, cpu } = await timesOf(work);
  return { rate: samples / clock, cpuRate: samples / cpu };
}

/** Seconds of warm-up: some libraries are compiled to faster code for about that long. */
const warmUp = 1;

/** Repetitions that fill the time of one measurement; finding them warms up the library. */
async function calibrate(work, atLeast = 0) {
  let count = 1;
  let time = await timeOf(() => work(count));
  for (let total = time; time < seconds / 2 || total < atLeast; total += time) {
    const longer = seconds / Math.max(time, 1e-4);
    count = Math.ceil(count * Math.min(4, Math.max(time < seconds / 2 ? 1.5 : 0.5, longer)));
    time = await timeOf(() => work(count));
  }
  return Math.max(1, Math.round((count * seconds) / time));
}

/** Rows in an epoch: fewer for slow libraries, so that an epoch fits into one measurement. */
async function affordable(peer, data) {
  const few = Math.min(data.rows, 4 * workload.batch);
  const probe = await peer.train(workload, firstRows(data, few));
  const batches = Math.floor(((await calibrate(probe.epochs)) * few) / workload.batch);
  return Math.min(data.rows, Math.max(1, batches) * workload.batch);
}

async function training(peer, data) {
  const rows = await affordable(peer, data);
  const { epochs, note } = await peer.train(workload, firstRows(data, rows));
  const count = await calibrate(epochs, warmUp);
  return { note, measure: () => ratesOf(count * rows, () => epochs(count)) };
}

async function predicting(peer, { x }) {
  const { calls, note } = await peer.predict(workload, x);
  const count = await calibrate(calls, warmUp);
  return { note, measure: () => ratesOf(count * workload.batch, () => calls(count)) };
}

/** Each measurement trains from the start, then predicts the classes of the test samples. */
async function learning(peer, data) {
  const outputs = workload.widths.at(-1);
  const test = { x: readFloats(files.testX), classes: classesOf(readFloats(files.testT), outputs) };
  const measure = async () => {
    let net;
    const { clock, cpu } = await timesOf(async () => {
      net = await peer.train(workload, data);
      await net.epochs(workload.epochs);
    });
    const found = await net.classes(test.x);
    const right = test.classes.filter((one, r) => one === found[r]).length;
    return { seconds: clock, cpuSeconds: cpu, accuracy: right / test.classes.length };
  };
  return { measure };
}

const kinds = { train: training, predict: predicting, learn: learning };

try {
  const x = readFloats(files.x);
  const data = { x, t: readFloats(files.t), rows: x.length / workload.widths[0] };
  const { open } = await import(`./${file}.js`);
  const { measure, note } = await kinds[workload.kind](await open(options), data);
  answer({ ready: true, note });
  for await (const _ of createInterface({ input: process.stdin })) answer(await measure());
} catch (error) {
  answer({ reason: error.message.split("\n")[0] });
}
process.exit();
