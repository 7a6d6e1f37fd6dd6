import { afterEach, expect, test, vi } from "vitest";
import { otherTasks } from "../../../src/core/training/platform.js";

afterEach(() => vi.unstubAllGlobals());

test("without setImmediate, a pause goes through a MessageChannel, lets other tasks run and closes it", async () => {
  const told: string[] = [];
  const wait = setTimeout;
  class Channel {
    port1 = { onmessage: null as (() => void) | null, close: () => told.push("closed") };
    port2 = {
      postMessage: (message: null) => {
        told.push(`posted ${message}`);
        wait(() => this.port1.onmessage?.(), 0);
      },
    };
  }
  vi.stubGlobal("setImmediate", undefined);
  vi.stubGlobal("MessageChannel", Channel);
  vi.stubGlobal("setTimeout", () => told.push("timer"));
  wait(() => told.push("other task"), 0);
  const pause = otherTasks().then(() => told.push("went on"));
  expect(told).toEqual(["posted null"]);
  await pause;
  expect(told).toEqual(["posted null", "other task", "closed", "went on"]);
});

test("the platform's own MessageChannel ends the pause", async () => {
  vi.stubGlobal("setImmediate", undefined);
  vi.stubGlobal("setTimeout", () => {
    throw new Error("a timer is the last choice");
  });
  await expect(otherTasks()).resolves.toBeUndefined();
});
