/** A machine of a sweep: a pool that serves the queue. It ends at SIGTERM by itself. */
import process from "node:process";
import { Worker } from "node:worker_threads";
import { work } from "deltarule/bullmq";
import { openPool } from "deltarule/parallel";

const [, , name, port] = process.argv;
const pool = openPool(() => new Worker(new URL("./trial.mjs", import.meta.url)), { size: 2 });
const serving = work(String(name), pool, { connection: { host: "127.0.0.1", port: Number(port) } });
process.on("SIGTERM", async () => {
  await serving.close();
  await pool.close();
});
