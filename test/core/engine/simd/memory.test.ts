import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import type { Held, Told } from "../../../helpers/children/memory.js";

const MiB = 2 ** 20;
let told: Told;

beforeAll(() => {
  const child = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", "test/helpers/children/memory.ts"], {
    cwd: fileURLToPath(new URL("../../../..", import.meta.url)),
    env: { ...process.env, TSX_TSCONFIG_PATH: "test/tsconfig.json" },
    encoding: "utf8",
  });
  expect(child.stderr).toBe("");
  told = JSON.parse(child.stdout) as Told;
}, 120_000);

/** How many more bytes are held later. */
function growth([before, after]: readonly Held[]): Held {
  return {
    heap: after.heap - before.heap,
    buffers: after.buffers - before.buffers,
    kernels: after.kernels - before.kernels,
  };
}

test("10,000 networks, trained one after the other, leave no more memory behind than 2,000", () => {
  const { heap, buffers, kernels } = growth(told.trained);
  expect(heap).toBeLessThan(MiB);
  expect(buffers).toBeLessThan(MiB / 16);
  expect(kernels).toBe(0);
  expect(told.trained[1].kernels).toBeLessThan(MiB);
});

test("1,000 networks alive at once hold no more memory after ten rounds of training than after two", () => {
  const { heap, buffers, kernels } = growth(told.alive);
  expect(heap).toBeLessThan(MiB);
  expect(buffers).toBeLessThan(MiB / 16);
  expect(kernels).toBe(0);
  // About 10 KB a network, most of it for predictions.
  expect(told.alive[1].heap - told.streamed[1].heap).toBeLessThan(16 * MiB);
});

test("a million predictions leave no more memory behind than 100,000", () => {
  const { heap, buffers, kernels } = growth(told.predicted);
  expect(heap).toBeLessThan(MiB / 2);
  expect(buffers).toBeLessThan(MiB / 16);
  expect(kernels).toBe(0);
});

test("data of 40 MB goes through the kernels' memory in slices: it takes no more than for 4 MB", () => {
  expect(growth(told.streamed).kernels).toBe(0);
  expect(told.streamed[1].kernels).toBeLessThan(4 * MiB);
});
