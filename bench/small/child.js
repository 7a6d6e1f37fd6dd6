// One library and one row of the table in its own process: `node child.js LIBRARY ROW OPTIONS`.
// It warms up and answers `{ "ready": true }`, then measures once for each line of input. Times are
// microseconds of one unit of the row: one epoch, or one call.
import { createInterface } from "node:readline";

const [, , file, row, options] = process.argv;
const answer = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function timeOf(work, count) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work(count);
  const { user, system } = process.cpuUsage(before);
  return { wall: 1000 * (performance.now() - start), cpu: user + system };
}

const { open } = await import(`./${file}.js`);
const prepare = open(JSON.parse(options))[row];
if (prepare === undefined) {
  answer({ reason: "it has no such call" });
  process.exit();
}
const work = await prepare();
// By CPU time, of which there is as much on a loaded machine: 0.7 s to warm up, 0.15 s a turn.
let count = 1;
let { cpu } = await timeOf(work, 1);
for (let total = cpu; total < 7e5; total += cpu) {
  count = Math.max(1, Math.ceil(count * Math.min(4, 1.2e5 / Math.max(cpu, 10))));
  cpu = (await timeOf(work, count)).cpu;
}
count = Math.max(1, Math.round((count * 1.5e5) / cpu));
answer({ ready: true });
for await (const _ of createInterface({ input: process.stdin })) {
  const time = await timeOf(work, count);
  answer({ wall: time.wall / count, cpu: time.cpu / count });
}
