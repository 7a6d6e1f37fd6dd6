import { spawn } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundledPrograms } from "../helpers/trialWorker.js";

const programs = bundledPrograms("threads");
afterAll(() => programs.remove());

/** What the program prints. It must end by itself. */
function printed(part: string): Promise<unknown> {
  const child = spawn(execPath, [fileURLToPath(programs.url("threads")), part], {
    timeout: 40_000,
    killSignal: "SIGKILL",
  });
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  child.stderr.on("data", (data) => {
    text += data;
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`${part}: ${code}\n${text}`)),
    );
  });
}

const failed = "simd: the compiled kernels failed: ";

test("a process ends that has not closed the threads", async () => {
  expect(await printed("forgets")).toBe(true);
});

test("a trap in one thread ends the call in all of them, and the next calls are as before", async () => {
  // Which thread takes the rows that trap is not known beforehand.
  const inOne = expect.stringMatching(`^${failed}(memory access out of bounds|another thread has failed)$`);
  expect(await printed("traps")).toEqual(Array.from({ length: 5 }, () => [inOne, true]));
});

test("threads that have ended are no more waited for", async () => {
  expect(await printed("ended")).toEqual([true, true, true, true]);
});

test("an engine that is closed twice in a training leaves it to one thread, with the same bits", async () => {
  expect(await printed("closes")).toEqual([true, true, true]);
});

test("an error of one's own loss or callback ends the training, and the engine is as before", async () => {
  const told = ["value", "gradient", "onEpoch"].flatMap((place) => [`RangeError: ${place}`, true]);
  expect(await printed("own")).toEqual(told);
});

test("many engines that are opened and closed keep no memory and no thread", async () => {
  expect(await printed("many")).toEqual([["simd on 2 threads"], true]);
});

test("a thread that ends in the middle of a call does not hang the others", async () => {
  const told = (await printed("killed")) as string[];
  const errors = ["another thread has failed", "a thread ended during a computation: call threads again"];
  expect(errors.map((error) => failed + error)).toEqual(expect.arrayContaining(told));
});
