import { readdirSync, readFileSync } from "node:fs";
import { adam, FormatError, gelu, Layer, Pipeline, relu, Sequential, standardize, tanh } from "deltarule";
import {
  fromOnnx,
  fromSafetensors,
  stateFromSafetensors,
  stateToSafetensors,
  toOnnx,
  toSafetensors,
} from "deltarule/formats";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { graph, node, outside, port, tensor } from "../helpers/onnxGraph.js";
import { runs } from "../helpers/runs.js";

/** The number of files that each property tries. */
const cases = runs(1000);
vi.setConfig({ testTimeout: 900_000 });

const folder = new URL("../fixtures/formats/", import.meta.url);
const fixtures = (ending: string): Uint8Array[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));
const net = (dtype: "float64" | "float32") =>
  new Sequential([new Layer(2, 3, gelu), new Layer(3, 2, tanh), new Layer(2, 1)] as Layer[], { seed: 1, dtype });
const pipeline = new Pipeline({
  network: net("float32"),
  inputs: standardize([
    [1, 2],
    [3, 7],
  ]),
});
const state = () => adam().initialize(4);
const layers = () => [new Layer(3, 4, tanh), new Layer(4, 4, relu), new Layer(4, 2)];

const numbers = new Uint8Array(Float32Array.from({ length: 12 }, (_, k) => k / 4).buffer);
/** Graphs with what the files of other libraries lack: shapes that are computed, and Where. */
const graphs = [
  graph({
    nodes: [
      ...[node("Shape", ["x"], "s"), node("Gather", ["s", "zero"], "n"), node("Unsqueeze", ["n", "zeros"], "u")],
      ...[node("Concat", ["u", "rest"], "t", { axis: 0 }), node("Sub", ["x", "mean"], "c")],
      ...[node("Reshape", ["c", "t"], "f"), node("Transpose", ["w"], "v", { perm: [1, 0] })],
      ...[node("MatMul", ["f", "v"], "z"), node("BatchNormalization", ["z", "b", "b", "b", "b"], "k")],
      ...[node("Clip", ["k", "least"], "a"), node("Softmax", ["a"], "y", { axis: 1 })],
    ],
    tensors: [
      ...[tensor("zero", [], [0], "int64"), tensor("zeros", [1], [0], "int64"), tensor("rest", [1], [-1], "int64")],
      ...[tensor("mean", [2, 1], [1, 2]), tensor("w", [2, 4], [1, 2, 3, 4, 5, 6, 7, 8]), tensor("b", [2], [1, 2])],
      tensor("least", [], [-3]),
    ],
    inputs: [port("x", ["n", 2, 2])],
  }),
  graph({
    nodes: [
      ...[node("Gemm", ["x", "w", "b"], "z", { alpha: 0.5 }), node("Greater", ["z", "zero"], "c")],
      ...[node("Exp", ["z"], "e"), node("Sub", ["e", "one"], "m"), node("Where", ["c", "z", "m"], "y")],
    ],
    tensors: [
      outside("w", [2, 3], { location: "d", offset: "8", length: "24" }),
      ...[outside("b", [3], { location: "d" }), tensor("zero", [], [0]), tensor("one", [], [1])],
    ],
  }),
];

interface Format {
  readonly name: string;
  readonly files: readonly Uint8Array[];
  read(bytes: Uint8Array): unknown;
}

const formats: readonly Format[] = [
  {
    name: "fromOnnx",
    files: [toOnnx(net("float64")), toOnnx(pipeline), ...fixtures(".onnx")],
    read: (b) => fromOnnx(b),
  },
  {
    name: "fromOnnx",
    files: graphs,
    read: (b) => fromOnnx(b, { external: { d: numbers } }),
  },
  {
    name: "fromSafetensors",
    files: [toSafetensors(net("float64")), toSafetensors(pipeline)],
    read: (bytes) => fromSafetensors(bytes),
  },
  {
    name: "fromSafetensors",
    files: fixtures(".safetensors"),
    read: (bytes) => fromSafetensors(bytes, { layers: layers() }),
  },
  {
    name: "stateFromSafetensors",
    files: [stateToSafetensors(state())],
    read: (bytes) => stateFromSafetensors(bytes, state()),
  },
];

/** Replaces typed arrays and buffers by ones that count the bytes they allocate. */
function countBytes(): { bytes: number } {
  const counted = { bytes: 0 };
  for (const [name, width] of [
    ["ArrayBuffer", 1],
    ["Uint8Array", 1],
    ["Float32Array", 4],
    ["Float64Array", 8],
  ] as const) {
    const real = globalThis[name];
    const counting: typeof real = new Proxy(real, {
      construct(target, given: unknown[], newTarget): object {
        if (typeof given[0] === "number") counted.bytes += given[0] * width;
        return Reflect.construct(target, given, newTarget === counting ? target : newTarget);
      },
    });
    vi.stubGlobal(name, counting);
  }
  return counted;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/**
 * Whether the file was read. Fails for any error but a FormatError, and for memory that the size of
 * the file does not justify.
 */
function survives({ name, read }: Format, bytes: Uint8Array, counted: { bytes: number }): boolean {
  counted.bytes = 0;
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof FormatError && error.message.startsWith(`${name}: `)) return false;
    throw error;
  } finally {
    // A bfloat16 of 2 bytes becomes a few numbers of 8 bytes on its way; the constant covers the
    // states and layers of this test.
    if (counted.bytes > 32 * bytes.length + 2048)
      expect(`${counted.bytes} bytes for a file of ${bytes.length}`).toBe("");
  }
}

const interesting = [0, 1, 2, 4, 7, 8, 10, 11, 18, 26, 34, 42, 58, 74, 0x22, 0x2c, 0x5b, 0x7b, 0x7d, 127, 128, 255];
/**
 * Bytes that break careless readers: huge varints and lengths, groups, nesting, names that every
 * object has.
 */
const pieces: readonly Uint8Array[] = [
  Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 127),
  Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
  Uint8Array.of(128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
  Uint8Array.of(11, 19, 27, 35),
  new Uint8Array(300).fill(0x0b),
  new Uint8Array(300).fill(0x5b),
  ...[
    '"__proto__":',
    '"constructor"',
    "99999999999",
    "9007199254740993",
    "-1",
    "1e999",
    '{"a":',
    "\\ud800",
    "[[[[[",
  ].map((text) => new TextEncoder().encode(text)),
];

const change = fc.record({
  kind: fc.constantFrom("flip", "byte", "insert", "remove", "repeat", "cut"),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.nat(7),
  byte: fc.constantFrom(...interesting),
  piece: fc.constantFrom(...pieces),
  length: fc.integer({ min: 1, max: 40 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(bytes: Uint8Array, { kind, at, bit, byte, piece, length }: Change): Uint8Array {
  const place = Math.floor(at * bytes.length);
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
  const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  if (kind === "flip") return joined(before, Uint8Array.of(after[0] ^ (1 << bit)), after.subarray(1));
  if (kind === "byte") return joined(before, Uint8Array.of(byte), after.subarray(1));
  if (kind === "insert") return joined(before, piece, after);
  if (kind === "remove") return joined(before, after.subarray(length));
  return kind === "repeat" ? joined(before, after.subarray(0, length), after) : before;
}

describe.each(formats.map((format, i) => ({ ...format, title: `${format.name} (${i})` })))("$title", (format) => {
  test("reads or refuses a file with any change", () => {
    const counted = countBytes();
    let read = 0;
    fc.assert(
      fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 4 }), (pick, changes) => {
        const file = format.files[pick % format.files.length];
        if (survives(format, changes.reduce(changed, file), counted)) read++;
      }),
      { seed: 21, numRuns: cases },
    );
    // A file with changed weights is still a file.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(0.9 * cases);
  });

  test("refuses bytes that are no file", () => {
    const counted = countBytes();
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(...pieces)).map((p) => new Uint8Array(Buffer.concat(p))),
    );
    fc.assert(
      fc.property(any, (bytes) => !survives(format, bytes, counted)),
      { seed: 22, numRuns: cases },
    );
  });

  test("refuses a file that is cut off anywhere, or reads it if the rest is whole", () => {
    const counted = countBytes();
    for (const file of format.files.slice(0, 4))
      for (let length = 0; length < file.length; length++) survives(format, file.subarray(0, length), counted);
    expect(survives(format, format.files[0].subarray(0, 20), counted)).toBe(false);
  });
});

test("the memory that a reader allocates is counted", () => {
  const counted = countBytes();
  survives(formats[0], formats[0].files[0], counted);
  expect(counted.bytes).toBeGreaterThan(8 * net("float64").parameters.length);
  expect(() => survives({ ...formats[0], read: () => new Float64Array(1e6) }, new Uint8Array(9), counted)).toThrow(
    "8000000 bytes for a file of 9",
  );
});

test("nothing in a file reaches the prototypes of all objects", () => {
  const json = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"__metadata__":{"__proto__":"x"}}';
  const bytes = new Uint8Array(8 + json.length + 4);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(new TextEncoder().encode(json), 8);
  expect(() => fromSafetensors(bytes, { layers: layers() })).toThrow(FormatError);
  expect("dtype" in {}).toBe(false);
});
