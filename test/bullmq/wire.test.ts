import { OptionError } from "deltarule";
import { openQueue, work } from "deltarule/bullmq";
import { expect, test, vi } from "vitest";
import { jobId, PatientConnection, pack, unpack } from "../../src/bullmq/wire.js";

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

test("so are those that JSON has no text for, whole", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const options of [undefined, { a: 1n }, circle, { f: () => 1 }, () => 1, Symbol("a")]) {
    expect(() => jobId("1", options as never)).toThrow(OptionError);
  }
});

test("a queue wants a name, a version, a connection and a pool", async () => {
  const connection = { host: "127.0.0.1", port: 1 };
  const pool = { size: 1, run: async () => ({}), close: async () => undefined };
  await expect(openQueue("", { connection, version: "1" })).rejects.toThrow('openQueue: the name is "", wanted a text');
  await expect(openQueue("a", { connection, version: 1 as never })).rejects.toThrow("the version is 1, wanted a text");
  await expect(openQueue("a", { version: "1" } as never)).rejects.toThrow("the connection is undefined");
  await expect(openQueue("a", { connection, version: "1", verson: "2" } as never)).rejects.toThrow(OptionError);
  expect(() => work("a", pool, {} as never)).toThrow(
    "work: the connection is undefined, wanted { host, port } of Redis",
  );
  expect(() => work("a", {} as never, { connection })).toThrow("work: pool is an object, wanted what openPool gives");
  expect(() => work(7 as never, pool, { connection })).toThrow("work: the name is 7, wanted a text");
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
  const retryStrategy = expect.any(Function);
  expect(new PatientConnection({ host: "a" }).options).toEqual({
    host: "a",
    maxRetriesPerRequest: null,
    retryStrategy,
  });
  const client = { connect: () => undefined };
  expect(new PatientConnection(client).options).toBe(client);
});

test("a connection that ends connects again no more, and tells whether Redis has answered", async () => {
  const connection = new PatientConnection({ retryStrategy: (times: number) => 7 * times });
  const { retryStrategy } = connection.options as { retryStrategy(times: number): unknown };
  expect(retryStrategy(2)).toBe(14);
  expect(await connection.end(Promise.resolve(1))).toBe(true);
  expect(retryStrategy(2)).toBeNull();
  vi.useFakeTimers();
  const late = new PatientConnection({}).end(new Promise(() => undefined));
  await vi.runAllTimersAsync();
  expect(await late).toBe(false);
  vi.useRealTimers();
});
