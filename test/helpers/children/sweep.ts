/** A sweep that ends itself by SIGKILL after some results. */
import process from "node:process";
import { openQueue } from "deltarule/bullmq";
import { search } from "deltarule/parallel";
import type { TrialOutcome } from "./trial.js";

const [, , name, port, candidates, after] = process.argv;
const queue = await openQueue<never, TrialOutcome>(String(name), {
  connection: { host: "127.0.0.1", port: Number(port) },
  version: "1",
});
await search(queue.run, JSON.parse(String(candidates)), {
  onTrial: (_, done) => {
    if (done === Number(after)) process.kill(process.pid, "SIGKILL");
  },
});
