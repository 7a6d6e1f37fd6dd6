// Reads networks that other libraries trained, and compares outputs: `npm run formats`. With
// `-- --write` the networks become the fixtures of the tests.

import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Sequential } from "deltarule";
import { fromBrain, fromSynaptic, fromTfjs } from "deltarule/formats";

/** A network of another library, some rows, and the outputs that the library itself gives. */
interface Foreign {
  readonly name: string;
  readonly x: number[][];
  readonly y: number[][];
}
interface TfjsForeign extends Foreign {
  readonly model: unknown;
  readonly weights: Readonly<Record<string, Uint8Array>>;
}
interface JsonForeign extends Foreign {
  readonly json: unknown;
  /** The names of the columns of x and y. */
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
}

/** The largest difference of the outputs, relative to the larger of 1 and the wanted value. */
function furthest(net: Sequential, { x, y }: Foreign): number {
  const given = net.predict(x);
  return Math.max(...y.flatMap((row, r) => row.map((t, c) => Math.abs(given[r][c] - t) / Math.max(1, Math.abs(t)))));
}

/** The rows in the order of the network's own names. */
function inOrder(rows: number[][], ours: readonly string[] | null, theirs: readonly string[] | undefined): number[][] {
  if (ours === null || theirs === undefined) return rows;
  return rows.map((row) => ours.map((name) => row[theirs.indexOf(name)]));
}

const modelsOf = async (library: string) => (await import(`./${library}.js`)).models();
const tfjs: TfjsForeign[] = await modelsOf("tfjs");
const brain: JsonForeign[] = await modelsOf("brainJs");
const synaptic: JsonForeign[] = await modelsOf("synaptic");
const compared: [string, Foreign, number][] = [
  ...tfjs.map((one): [string, Foreign, number] => ["tfjs", one, furthest(fromTfjs(one.model, one.weights), one)]),
  ...brain.map((one): [string, Foreign, number] => {
    const { network, inputs, outputs } = fromBrain(one.json);
    const ordered = { ...one, x: inOrder(one.x, inputs, one.inputs), y: inOrder(one.y, outputs, one.outputs) };
    return ["brain.js", one, furthest(network, ordered)];
  }),
  ...synaptic.map((one): [string, Foreign, number] => ["synaptic", one, furthest(fromSynaptic(one.json), one)]),
];
for (const [library, { name }, distance] of compared) console.log(library, name, distance.toExponential(1));
console.log("furthest:", Math.max(...compared.map(([, , distance]) => distance)).toExponential(1));

if (process.argv.includes("--write")) {
  const write = (file: string, value: unknown): void =>
    writeFileSync(
      fileURLToPath(new URL(`../../test/fixtures/formats/${file}`, import.meta.url)),
      `${JSON.stringify(value, (_key, part) => (part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part))}\n`,
    );
  write("tfjs.json", tfjs);
  write("brain.json", brain);
  write("synaptic.json", synaptic);
}
