import { type Activation, elu, FormatError, Layer, leakyRelu, Sequential, sigmoid, step, surrogate } from "deltarule";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runs } from "../../helpers/runs.js";

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

const sine: Activation = { name: "sine", apply: Math.sin, derivative: Math.cos };
const activations = [sine];
const originals = (["float64", "float32"] as const).map((dtype) => {
  const layers = [
    new Layer(1, 2, elu(2)),
    new Layer(2, 3, surrogate(step, leakyRelu(0.1)), { bias: false }),
    new Layer(3, 2, sine),
    new Layer(2, 1, sigmoid),
  ];
  return new Sequential(layers as Layer[], { seed: 77, dtype }).toJSON();
});
const copyOf = (json: unknown): Value => JSON.parse(JSON.stringify(json));

/** The paths of all values within a JSON value, as deep as those of a network. */
function paths(value: Value, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null || at.length > 6) return [at];
  return [at, ...Object.entries(value).flatMap(([key, part]) => paths(part, [...at, key]))];
}

/** The same with another value at one place, or without it for `undefined`. */
function replaced(
  value: Value,
  [key, ...rest]: readonly string[],
  change: (old: Value) => Value | undefined,
): Value | undefined {
  if (key === undefined) return change(value);
  const entries = Object.entries(value as { [key: string]: Value }).flatMap(([name, part]) => {
    const next = name === key ? replaced(part, rest, change) : part;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

const deep = (depth: number, open: string, close: string): Value =>
  JSON.parse(open.repeat(depth) + close.repeat(depth));
const surrogates = (depth: number): Value =>
  depth === 0 ? { name: "step" } : { name: "surrogate", forward: surrogates(depth - 1), backward: { name: "tanh" } };
const strange = fc.oneof(
  fc.constantFrom<Value>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    "",
    "surrogate",
    "elu",
    "step",
    "softmax",
    "__proto__",
    [],
    {},
  ),
  fc.constantFrom<Value>(
    deep(3000, "[", "]"),
    JSON.parse(`${'{"name":'.repeat(3000)}1${"}".repeat(3000)}`),
    surrogates(4),
    surrogates(1000),
  ),
  fc.constantFrom<Value>(
    JSON.parse('{"__proto__":{"name":"tanh"}}'),
    JSON.parse('{"name":"tanh","__proto__":{"custom":true}}'),
  ),
  fc.constantFrom<Value>(
    { name: "tanh" },
    { name: "softmax" },
    { name: "sine", custom: true },
    { name: "elu", options: { alpha: 3 } },
  ),
  fc.jsonValue().map((value) => value as Value),
);

/** Changes of a value. */
const changes: fc.Arbitrary<(old: Value) => Value | undefined> = fc.oneof(
  fc.constant(() => undefined),
  strange.map((value) => () => value),
  fc.constantFrom(-1, 1, 0.5).map((by) => (old: Value) => (typeof old === "number" ? old + by : old)),
  fc.tuple(fc.nat(), fc.nat(127)).map(([at, code]) => (old: Value) => {
    if (typeof old !== "string" || old.length === 0) return String(old);
    const place = at % old.length;
    return old.slice(0, place) + String.fromCharCode(code) + old.slice(place + 1);
  }),
  fc.constant((old: Value) => (Array.isArray(old) ? [...old].reverse() : [old])),
  fc.constant((old: Value) => (Array.isArray(old) ? old.concat(old) : typeof old === "string" ? old + old : old)),
  fc.tuple(fc.string(), strange).map(
    ([key, value]) =>
      (old: Value) =>
        typeof old === "object" && old !== null && !Array.isArray(old) ? { ...old, [key]: value } : old,
  ),
);

/** The network, or `null` after a FormatError. Rethrows other errors. */
function load(json: unknown): Sequential | null {
  try {
    return Sequential.fromJSON(json, { activations });
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith("fromJSON: ")) return null;
    throw error;
  }
}

const mutated = fc
  .tuple(fc.constantFrom(...originals), fc.array(fc.tuple(fc.nat(), changes), { minLength: 1, maxLength: 3 }))
  .map(([original, steps]) => {
    let json: Value | undefined = copyOf(original);
    for (const [pick, change] of steps) {
      if (json === undefined) break;
      const places = paths(json);
      json = replaced(json, places[pick % places.length], change);
    }
    return { original, json };
  });

test("changed JSON loads as the same network or gives a FormatError", () => {
  let loaded = 0;
  fc.assert(
    fc.property(mutated, ({ original, json }) => {
      const net = load(json);
      if (net === null) return;
      loaded++;
      expect(net.toJSON()).toEqual(original);
    }),
    { seed: 5, numRuns: runs(1500) },
  );
  expect(loaded).toBeGreaterThan(0);
  expect(loaded).toBeLessThan(runs(1500) / 3);
});

test("changed JSON with a checksum that fits loads as it says, or gives a FormatError", () => {
  let loaded = 0;
  fc.assert(
    fc.property(mutated, ({ json }) => {
      const signed = resigned(json);
      const net = load(signed);
      if (net === null) return;
      loaded++;
      expect(Sequential.fromJSON(copyOf(net), { activations }).toJSON()).toEqual(net.toJSON());
      expect(net.toJSON()).toMatchObject({
        dtype: Object(signed).dtype,
        seed: Object(signed).seed,
        parameters: Object(signed).parameters,
      });
    }),
    { seed: 6, numRuns: runs(600) },
  );
  expect(loaded).toBeGreaterThan(20);
});

/** The JSON with the checksum that fromJSON wants, if nothing else is wrong. */
function resigned(json: unknown): unknown {
  try {
    Sequential.fromJSON(json, { activations });
  } catch (error) {
    const wanted = /checksum is .*, wanted "([0-9a-f]{8})"/s.exec(String(error))?.[1];
    if (wanted !== undefined) return { ...Object(json), checksum: wanted };
  }
  return json;
}

test("a file cannot change the prototype of all objects", () => {
  const json = JSON.parse(JSON.stringify(originals[0]).replace('"version"', '"__proto__":{"stained":1},"version"'));
  load(json);
  expect("stained" in {}).toBe(false);
});
