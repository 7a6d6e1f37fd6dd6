/**
 * A search over a real Redis: its result is that of one process although workers, Redis and the
 * search itself are killed. Needs `redis-server`; starts one of its own on a free port.
 *
 *     npx tsx scripts/check-bullmq.ts [TRIALS]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process, { argv, execPath } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openQueue } from "../src/bullmq/index.js";
import type { Json } from "../src/core/index.js";
import { inProcess, type SearchResult, search } from "../src/parallel/index.js";
import trial, { type TrialOutcome } from "../test/helpers/children/trial.js";
import { bundledPrograms } from "../test/helpers/trialWorker.js";

const count = Number(argv[2] ?? 100);
const programs = bundledPrograms("trial", "queueWorker", "sweep");
const data = mkdtempSync(join(tmpdir(), "deltarule-redis-"));
const log = join(data, "trials.log");
const port = await freePort();
const connection = { host: "127.0.0.1", port };
const name = "check";
const noise: string[] = [];
process.on("warning", (warning) => noise.push(String(warning)));

async function freePort(): Promise<number> {
  const server: Server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}

async function answers(): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isThere = await Promise.race([
    once(socket, "connect").then(() => true),
    once(socket, "error").then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isThere;
}

async function startRedis(): Promise<ChildProcess> {
  const options = [
    "--bind",
    "127.0.0.1",
    "--dir",
    data,
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
  ];
  const child = spawn("redis-server", ["--port", String(port), ...options], { stdio: "ignore" });
  for (let k = 0; k < 100 && !(await answers()); k++) await wait(100);
  if (!(await answers())) throw new Error("redis-server does not start: is it installed?");
  return child;
}

function startWorker(): ChildProcess {
  const child = spawn(execPath, [fileURLToPath(programs.url("queueWorker")), name, String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TRIAL_LOG: log, TRIAL_MARK: data },
  });
  child.stderr?.on("data", (text) =>
    noise.push(
      ...String(text)
        .split("\n")
        .filter((line) => /Warning|Error/.test(line)),
    ),
  );
  return child;
}

/** The processes that workers started, or that are left of them. */
function left(): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`TRIAL_MARK=${data}`);
    } catch {
      return false;
    }
  });
}

function need(holds: boolean, what: string): void {
  console.log(`${holds ? "✓" : "✗"} ${what}`);
  if (!holds) process.exitCode = 1;
}

const runs = (): number => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0);
const candidates = Array.from({ length: count }, (_, k) => ({ learningRate: 0.01, hidden: 3 + (k % 5), seed: k }));
const facts = ({ ranking, trials }: SearchResult<Json, TrialOutcome>): string =>
  JSON.stringify([ranking, trials.map(({ score, result }) => [score, result?.parameters])]);
const open = (version: string) => openQueue<Json, TrialOutcome>(name, { connection, version });

const wanted = facts(await search(inProcess<Json, TrialOutcome, unknown>(trial as never, { data: null }), candidates));
let redis = await startRedis();
let workers = [startWorker(), startWorker()];
process.on("exit", () => {
  for (const child of [redis, ...workers]) child.kill("SIGKILL");
  for (const pid of left()) process.kill(Number(pid), "SIGKILL");
  rmSync(data, { recursive: true, force: true });
  programs.remove();
});

// A search that is killed after a fifth of its trials, and one that goes on.
const arguments_ = [fileURLToPath(programs.url("sweep")), name, String(port), JSON.stringify(candidates)];
const sweep = spawn(execPath, [...arguments_, String(Math.floor(count / 5))], {
  stdio: ["ignore", "ignore", "inherit"],
});
const [, signal] = await once(sweep, "exit");
need(signal === "SIGKILL", `the first search was killed after ${runs()} trials had begun`);

const queue = await open("1");
/** Ends one of the workers at once, and starts another one. */
function killWorker(): void {
  workers[0]?.kill("SIGKILL");
  workers = [...workers.slice(1), startWorker()];
}
function killRedis(): void {
  redis.kill("SIGKILL");
  wait(1000).then(async () => {
    redis = await startRedis();
  });
}
/** What is killed, after which share of the trials. */
const kills = [
  { share: 0.3, kill: killWorker },
  { share: 0.4, kill: killWorker },
  { share: 0.6, kill: killRedis },
];
const started = performance.now();
const result = await search(queue.run, candidates, {
  onTrial: (_, done) => {
    if (done >= count * (kills[0]?.share ?? Infinity)) kills.shift()?.kill();
  },
});
const seconds = ((performance.now() - started) / 1000).toFixed(1);
need(
  facts(result) === wanted,
  `${count} trials, two workers and Redis killed: the result of one process, in ${seconds} s`,
);
need(kills.length === 0, `${runs()} runs of ${count} trials`);

const before = runs();
const again = await open("1");
need(facts(await search(again.run, candidates)) === wanted, "a second search has the same result");
need(runs() === before, "and ran nothing");
await again.close();
const other = await open("2");
await other.run(candidates[0]);
need(runs() === before + 1, "another version runs anew");
await other.close();

const error = await queue.run({ kind: "fail" }).catch((thrown: Error) => thrown);
need(error instanceof TypeError && error.message === "no such thing", "an error keeps its class and message");
need(/trial\.mjs:\d+/.test(String(Object(error).stack)), "and its stack");
need(runs() === before + 2, "and was not tried again");
await queue.run({ kind: "fail" }).catch(() => undefined);
need(runs() === before + 3, "until it is asked for again");

const control = new AbortController();
const waiting = queue
  .run({ kind: "score", score: "1", wait: 2000 }, { signal: control.signal })
  .catch((reason: Error) => reason);
setTimeout(() => control.abort(new Error("enough")), 100);
need(String(await waiting) === "Error: enough", "an abort rejects with its reason");
await queue.close();

/** Whether the workers end by themselves at SIGTERM. */
async function workersEnd(): Promise<boolean> {
  for (const child of workers) child.kill("SIGTERM");
  const ended = Promise.all(workers.map((child) => child.exitCode ?? once(child, "exit")));
  return Promise.race([ended.then(() => true), wait(30_000, false)]);
}
need(await workersEnd(), "workers end at SIGTERM");

workers = [startWorker()];
const last = await open("1");
await last.run({ kind: "score", score: "3" });
const stranded = last.run({ kind: "score", score: "4", wait: 500 }).catch((reason: Error) => reason.message);
redis.kill("SIGKILL");
const closed = last.close().then(() => true);
need(await Promise.race([closed, wait(20_000, false)]), "without Redis, a queue closes");
need((await stranded) === "openQueue: the queue is closed", "and what waits rejects");
need(await workersEnd(), "and workers end at SIGTERM");
need(left().length === 0, `no process is left${left().join(" ")}`);
need(noise.length === 0, `no warnings${noise.map((line) => `: ${line}`).join("")}`);
process.exit();
