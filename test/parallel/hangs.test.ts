import { spawnSync } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundledPrograms } from "../helpers/trialWorker.js";

const programs = bundledPrograms("hangs", "busy");
afterAll(() => programs.remove());

/** How the program ends: by its exit code or a signal, and what it prints. */
function ended(part: string): unknown {
  const { status, signal, stdout } = spawnSync(execPath, [fileURLToPath(programs.url("hangs")), part], {
    encoding: "utf8",
    timeout: 40_000,
    killSignal: "SIGKILL",
  });
  return [signal ?? status, stdout && JSON.parse(stdout)];
}

test.each([
  ["ends that closes neither its pool nor the threads in a worker", "forgets", 0, { loss: 0 }],
  ["ends at SIGINT while a worker computes", "interrupted", "SIGINT", ""],
  ["closes its pool at SIGINT", "closes", 0, "openPool: the pool is closed"],
  ["goes on when workers are terminated, in a trial or idle", "terminated", 0, [5, 5, 3]],
  [
    "aborts a training on several threads in a worker, and closes the pool in one",
    "aborted",
    0,
    ["threadsSignal", "threadsDeaf", "openPool: the pool is closed"],
  ],
])("a process %s", (_, part, status, printed) => {
  expect(ended(part)).toEqual([status, printed]);
});
