import { readFileSync } from "node:fs";
import type { Sequential } from "deltarule";
import { fromBrain, fromSynaptic, fromTfjs } from "deltarule/formats";
import { describe, expect, test } from "vitest";

/** A network that its own library trained in bench/formats, rows, and its own outputs of them. */
interface Foreign {
  readonly name: string;
  readonly x: number[][];
  readonly y: number[][];
}
interface TfjsFile extends Foreign {
  readonly model: unknown;
  /** In base64. */
  readonly weights: Readonly<Record<string, string>>;
}
interface JsonFile extends Foreign {
  readonly json: unknown;
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/formats/${name}.json`, import.meta.url), "utf8"));
const tfjs: TfjsFile[] = fixture("tfjs");
const brain: JsonFile[] = fixture("brain");
const synaptic: JsonFile[] = fixture("synaptic");

/** The largest difference of outputs, relative to the larger of 1 and the wanted value. */
function furthest(net: Sequential, x: number[][], y: number[][]): number {
  const given = net.predict(x);
  expect(given.map((row) => row.length)).toEqual(y.map((row) => row.length));
  return Math.max(...y.flatMap((row, r) => row.map((t, c) => Math.abs(given[r][c] - t) / Math.max(1, Math.abs(t)))));
}

test.each([tfjs, brain, synaptic].flat().map(({ name, y }) => [name, y] as const))(
  "the outputs of %s tell networks apart",
  (_, y) => {
    expect(new Set(y.flat()).size).toBeGreaterThan(4);
  },
);

describe("fromTfjs", () => {
  test.each(tfjs.map((file) => [file.name, file] as const))("gives the outputs of TensorFlow.js: %s", (_, file) => {
    const bytes = Object.entries(file.weights).map(([path, text]) => [
      path,
      new Uint8Array(Buffer.from(text, "base64")),
    ]);
    const net = fromTfjs(file.model, Object.fromEntries(bytes));
    expect(net.dtype).toBe("float32");
    expect(furthest(net, file.x, file.y)).toBeLessThan(1e-6);
  });

  test("has a file for each way of writing weights and models", () => {
    const texts = tfjs.map(({ model }) => JSON.stringify(model));
    for (const part of ['"uint8"', '"uint16"', '"float16"', '"group":"optimizer"', '"model_config"', '"inbound_nodes"'])
      expect(texts.filter((text) => text.includes(part)).length, part).toBeGreaterThan(0);
    expect(tfjs.some(({ weights }) => Object.keys(weights).length === 3)).toBe(true);
  });
});

describe("fromBrain", () => {
  test.each(brain.map((file) => [file.name, file] as const))("gives the outputs of brain.js %s", (_, file) => {
    const { network, inputs, outputs } = fromBrain(file.json);
    expect(inputs === null).toBe(file.inputs === undefined);
    expect([...(inputs ?? [])].sort()).toEqual([...(file.inputs ?? [])].sort());
    const ordered = (rows: number[][], ours: readonly string[] | null, theirs: readonly string[] = []) =>
      rows.map((row) => (ours === null ? row : ours.map((name) => row[theirs.indexOf(name)])));
    const x = ordered(file.x, inputs, file.inputs);
    expect(furthest(network, x, ordered(file.y, outputs, file.outputs))).toBeLessThan(1e-7);
  });
});

describe("fromSynaptic", () => {
  test.each(synaptic.map((file) => [file.name, file] as const))("gives the outputs of synaptic: %s", (_, file) => {
    expect(furthest(fromSynaptic(file.json), file.x, file.y)).toBeLessThan(1e-12);
  });
});
