import { readFileSync } from "node:fs";
import { FormatError, type Sequential } from "deltarule";
import { fromBrain, fromSynaptic, fromTfjs } from "deltarule/formats";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { changedTexts } from "../helpers/jsonTexts.js";
import { runs } from "../helpers/runs.js";

vi.setConfig({ testTimeout: 900_000 });

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/formats/${name}.json`, import.meta.url), "utf8"));
interface TfjsFixture {
  readonly name: string;
  readonly model: unknown;
  readonly weights: Readonly<Record<string, string>>;
}
const tfjs: TfjsFixture[] = fixture("tfjs");
const bytesOf = ({ weights }: TfjsFixture): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries(weights).map(([path, text]) => [path, new Uint8Array(Buffer.from(text, "base64"))]),
  );

interface Format {
  readonly name: string;
  /** What a file is called, what it holds, and how it is read. */
  readonly files: readonly (readonly [name: string, json: unknown, read: (json: unknown) => Sequential])[];
}
const formats: readonly Format[] = [
  {
    name: "fromTfjs",
    files: tfjs
      .filter(({ name }) => ["layers", "normalized", "image", "functional", "lastCapped", "uint8"].includes(name))
      .map((file) => {
        const bytes = bytesOf(file);
        return [file.name, file.model, (json) => fromTfjs(json, bytes)];
      }),
  },
  {
    name: "fromBrain",
    files: fixture("brain").map(({ name, json }: { name: string; json: unknown }) => [
      name,
      json,
      (given: unknown) => fromBrain(given).network,
    ]),
  },
  {
    name: "fromSynaptic",
    files: fixture("synaptic").map(({ name, json }: { name: string; json: unknown }) => [name, json, fromSynaptic]),
  },
];

/** Whether it was read. Fails for any error but a FormatError of the function. */
function survives(name: string, read: (json: unknown) => Sequential, json: unknown): boolean {
  try {
    const net = read(json);
    // A network of finite parameters, which can be saved.
    expect(net.parameters.every(Number.isFinite)).toBe(true);
    return true;
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith(`${name}: `)) return false;
    throw error;
  } finally {
    expect("stained" in {}).toBe(false);
  }
}

/** The value of a JSON text; `undefined` where the platform's parser gives up. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe.each(formats)("$name", ({ name, files }) => {
  test.each(files)("reads or refuses %s with any parts changed", (_, json, read) => {
    expect(survives(name, read, json)).toBe(true);
    let refused = 0;
    const count = Math.ceil(runs(1500) / files.length);
    fc.assert(
      fc.property(changedTexts(json), (text) => {
        if (!survives(name, read, parsed(text))) refused++;
      }),
      { seed: 31, numRuns: count },
    );
    expect(refused).toBeGreaterThan(count / 10);
  });

  test("refuses any value that is no file", () => {
    const values = fc.oneof(
      fc.anything(),
      fc.json().map(parsed),
      fc.constantFrom(null, undefined, Number.NaN, 1n, "", () => 0),
    );
    fc.assert(
      fc.property(values, (json) => !survives(name, files[0][2], json)),
      { seed: 32, numRuns: runs(1000) },
    );
  });
});

describe("fromTfjs", () => {
  const [file] = tfjs.filter(({ name }) => name === "layers");
  const whole = bytesOf(file);
  const paths = Object.keys(whole);
  const read = (weights: Record<string, Uint8Array>) => survives("fromTfjs", () => fromTfjs(file.model, weights), null);

  test("refuses files of weights that are cut off, longer, or missing", () => {
    for (const path of paths) {
      const bytes = whole[path];
      for (let length = 0; length < bytes.length; length++)
        expect(read({ ...whole, [path]: bytes.subarray(0, length) })).toBe(false);
      expect(read({ ...whole, [path]: Uint8Array.from([...bytes, 0]) })).toBe(false);
      const { [path]: _, ...others } = whole;
      expect(read(others)).toBe(false);
    }
  });

  test("reads or refuses weights of any bytes", () => {
    const size = whole[paths[0]].length;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (bytes) => {
        read({ ...whole, [paths[0]]: bytes });
      }),
      { seed: 33, numRuns: runs(500) },
    );
  });

  const huge = (shape: readonly number[], units: number) => ({
    modelTopology: {
      class_name: "Sequential",
      config: { layers: [{ class_name: "Dense", config: { name: "a", units, use_bias: false } }] },
    },
    weightsManifest: [{ paths: ["w"], weights: [{ name: "a/kernel", shape, dtype: "float32" }] }],
  });

  test.each([
    [[2 ** 31, 2 ** 31], 2 ** 31],
    [[2 ** 53 - 1, 1], 1],
    [[1e308, 10], 10],
    [[0, 2 ** 40], 2 ** 40],
    [[0, 0], 0],
    [[0], 1],
    [[], 1],
    [[4, -1], -1],
    [[1.5, 2], 2],
    [[Number.NaN, 2], 2],
  ])("refuses a declared shape of %j before it makes room", (shape, units) => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(16)])
      expect(survives("fromTfjs", () => fromTfjs(huge(shape, units), { w: bytes }), null)).toBe(false);
  });

  test("refuses many layers that pass on a wide row, and deep models, in bounded time and memory", () => {
    const relu = { class_name: "ReLU", config: {} };
    const wide = { class_name: "ReLU", config: { batch_input_shape: [null, 1000] } };
    const layers = [wide, ...new Array(50_000).fill(relu)];
    const model = { modelTopology: { class_name: "Sequential", config: { layers } }, weightsManifest: [] };
    expect(survives("fromTfjs", () => fromTfjs(model, {}), null)).toBe(false);
    const capped = { class_name: "ReLU", config: { max_value: 6, batch_input_shape: [null, 1e15] } };
    const one = { modelTopology: { class_name: "Sequential", config: { layers: [capped] } }, weightsManifest: [] };
    expect(survives("fromTfjs", () => fromTfjs(one, {}), null)).toBe(false);
  });

  test("keeps names that every object has apart from what every object has", () => {
    const text =
      '{"modelTopology":{"class_name":"Sequential","config":{"layers":[{"class_name":"Dense","config":{"name":"__proto__","units":1,"use_bias":false}}]}},' +
      '"weightsManifest":[{"paths":["__proto__"],"weights":[{"name":"__proto__/kernel","shape":[1,1],"dtype":"float32"}]}]}';
    const weights = JSON.parse('{"__proto__":0}');
    expect(() => fromTfjs(JSON.parse(text), {})).toThrow('the file "__proto__" of the weights is undefined');
    Object.defineProperty(weights, "__proto__", { value: new Uint8Array(Float32Array.of(3).buffer) });
    expect(fromTfjs(JSON.parse(text), weights).predict([2])[0]).toBe(6);
    const inherited = JSON.parse(text.replace('"paths":["__proto__"]', '"paths":["toString"]'));
    expect(() => fromTfjs(inherited, {})).toThrow(FormatError);
  });
});

test("a file of synaptic with many neurons and no connections is refused before it makes room", () => {
  const neurons = ["input", 0, 1, "output"].flatMap((layer) =>
    Array.from({ length: 50_000 }, () => ({ layer, bias: 0, squash: "TANH" })),
  );
  expect(() => fromSynaptic({ neurons, connections: [] })).toThrow("the number of connections is 0, wanted 7500000000");
});
