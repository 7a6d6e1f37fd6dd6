import { OptionError } from "deltarule";
import { expect, test } from "vitest";
import { jobId, pack, patient, unpack } from "../../src/bullmq/wire.js";

test("a job's id depends on the version and the options, not on the order of their names", () => {
  const id = jobId("1", { a: 1, b: { c: [1, 2], d: null } });
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(jobId("1", { b: { d: null, c: [1, 2] }, a: 1 })).toBe(id);
  expect(jobId("2", { a: 1, b: { c: [1, 2], d: null } })).not.toBe(id);
  expect(jobId("1", { a: 1, b: { c: [2, 1], d: null } })).not.toBe(id);
});

test("options that JSON would change are refused", () => {
  for (const a of [Number.NaN, Infinity, -0, undefined, new Float64Array(1), new Date(0)]) {
    expect(() => jobId("1", { a } as never)).toThrow(OptionError);
  }
});

test("a result comes back as a worker would give it", () => {
  const result = {
    loss: Number.NaN,
    zero: -0,
    none: undefined,
    w: new Float64Array([1 / 3]),
    f: new Float32Array([0.1]),
  };
  const back = unpack(pack(result)) as typeof result;
  expect(back).toEqual(result);
  expect(Object.is(back.zero, -0)).toBe(true);
  expect("none" in back).toBe(true);
});

test("commands wait for Redis, unless the client is the user's own", () => {
  expect(patient({ host: "a" })).toEqual({ host: "a", maxRetriesPerRequest: null });
  const client = { connect: () => undefined };
  expect(patient(client)).toBe(client);
});
