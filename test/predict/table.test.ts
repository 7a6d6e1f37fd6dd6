import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { Layer } from "../../src/core/network/layer.js";
import { Sequential } from "../../src/core/sequential.js";
import { loadPredictor, table } from "../../src/predict/index.js";

const network = new Sequential([new Layer(1, 1)], { seed: 1 }).toJSON();
const pipeline = { format: "deltarule/pipeline", version: 1, network };
const age = { column: "age", type: "number", scaling: "none", fill: null, gaps: [], offset: 0, scale: 1 };
const inputs = { name: "columns", columns: [age] };
const outputs = { name: "labels", classes: ["no", "yes"] };
const want = "loadPredictor: the reader of columns and labels is undefined, wanted { table } of deltarule/predict";

/** `loadPredictor` as a page has it that imports nothing else. */
async function ofPage(): Promise<typeof loadPredictor> {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { loadPredictor } from "./src/predict/index.ts";',
      resolveDir: fileURLToPath(new URL("../..", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)).loadPredictor;
}

test("a page without what reads tables is told what to give", async () => {
  const load = await ofPage();
  expect(() => load({ ...pipeline, inputs, outputs: null })).toThrow(want);
  expect(() => load({ ...pipeline, inputs: null, outputs })).toThrow(want);
  expect(load(JSON.parse(JSON.stringify(network))).predict([2])[0]).toBe(Sequential.fromJSON(network).predict([2])[0]);
});

test("with it, columns and labels are read", async () => {
  expect(() => loadPredictor({ ...pipeline, inputs: { name: "columns" }, outputs: null }, { table })).toThrow(
    "loadPredictor: inputs has no list of columns",
  );
  expect(() => loadPredictor({ ...pipeline, inputs: null, outputs: { name: "labels" } }, { table })).toThrow(
    "loadPredictor: outputs has classes that are not a list",
  );
  const { canonical, checksum } = await import("../../src/core/saving/json.js");
  const parts = { network: JSON.parse(JSON.stringify(network)), inputs, outputs };
  const json = { ...pipeline, inputs, outputs, checksum: checksum(canonical(parts)) };
  const { predict, probabilities } = loadPredictor<string, { age: number }>(json, { table });
  const net = Sequential.fromJSON(network);
  expect(probabilities([{ age: 2 }, { age: -2 }])).toEqual(net.predict([[2], [-2]]));
  const isYes = net.predict([2])[0] > 0.5;
  expect(predict({ age: 2 })).toBe(isYes ? "yes" : "no");
});

test("where columns are imported, nothing need be given", () => {
  expect(() => loadPredictor({ ...pipeline, inputs, outputs })).toThrow("checksum");
});
