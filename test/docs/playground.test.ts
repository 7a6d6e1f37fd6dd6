import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseCsv, TableError } from "../../docs/playground/src/data/csv.js";
import { load } from "../../docs/playground/src/data/load.js";
import { written } from "../../docs/playground/src/hand/numbers.js";
import { fromHash, toHash } from "../../docs/playground/src/hash.js";
import { build, learns } from "../../docs/playground/src/model.js";
import { activationNames, dataNames, initial, lossNames, withData } from "../../docs/playground/src/state.js";
import { sayIn, type TextKey, table } from "../../docs/playground/src/texts/table.js";
import { fitted, isOffered } from "../../docs/playground/src/view/fitted.js";
import { has, writeOut } from "../../docs/playground/src/view/writeOut.js";

const stateOf = (hash: string) => fromHash(hash).state;
const complaint = (csv: string): string => {
  try {
    parseCsv(csv);
  } catch (error) {
    if (error instanceof TableError) return sayIn("en")(error.key, error.values);
  }
  return "";
};

describe("an address", () => {
  test("reads back as the state that it was written from", () => {
    for (const data of dataNames) {
      const state = {
        ...withData(initial, data),
        csv: data === "csv" ? "a;b\n1;2\n" : "",
        seed: 99,
        epoch: 12,
        step: 3,
      };
      expect(fromHash(toHash(state))).toEqual({ state, wrong: [] });
    }
  });

  test("with invalid words gives their defaults and names them", () => {
    const { state, wrong } = fromHash("#data=xor&layers=4tanh.99relu&rate=-1&seed=1.5&epoch=&loss=__proto__");
    expect(wrong.sort()).toEqual(["epoch", "layers", "loss", "rate", "seed"]);
    expect(state).toEqual(initial);
  });
});

describe("a table", () => {
  test("with words in its last column gives classes, and columns of mean 0", () => {
    const data = parseCsv('long,"wide, too",kind\r\n1,5,a\r\n2,6,b\r\n3,10,"c ""x"""\r\n');
    expect([data.kind, data.inputs, data.outputs]).toEqual(["classes", ["long", "wide, too"], ["a", "b", 'c "x"']]);
    expect(data.t).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(data.x.reduce((sum, [, wide]) => sum + wide, 0)).toBeCloseTo(0, 12);
  });

  test("of numbers without a heading gives a number to predict", () => {
    const { kind, inputs, x } = parseCsv("1;2.5\n3;4.5\n5;1e1");
    expect([kind, inputs, x.length]).toEqual(["number", ["x1"], 3]);
  });

  test("with 0 and 1 in its last column gives two classes", () => {
    expect(parseCsv("1,0\n2,1\n3,1").kind).toBe("binary");
  });

  test("with an error is refused with line and column", () => {
    expect(complaint("")).toContain("no table");
    expect(complaint("a\n1")).toContain("Line 1 has one column");
    expect(complaint("a,b\n1,2\n\n3")).toContain("Line 4 has 1 cells, the first line has 2");
    expect(complaint("a,b\n1,2\nx,3")).toBe("Line 3, column 1: “x” is not a number.");
    expect(complaint("a,b\n1,2\n,3")).toBe("Line 3, column 1 is empty.");
    expect(complaint("a,b\n1,2\n2,3\n3,x")).toBe("Line 4, column 2: “x” is not a number.");
    expect(complaint("a,b\n1,2\n1,2")).toContain("nothing to learn");
    expect(complaint('a,b\n"1"x,2\n1,3')).toContain("Line 2: a quoted cell");
    expect(complaint("a,b,c,d,e,f,g,h,i,j\n1,2,3,4,5,6,7,8,9,1\n1,2,3,4,5,6,7,8,9,2")).toContain("9 inputs");
  });
});

describe("the derivation by hand", () => {
  const at = (hash: string) => {
    const first = stateOf(hash);
    const data = load(first);
    const state = fitted(first, data, false);
    const model = build(state, data);
    return { state, data, model, hand: writeOut(model, data, state) };
  };

  test("ends every equation in the library's number", () => {
    for (const hash of [
      "data=notes",
      "data=xor&sample=2",
      "data=iris&sample=70",
      "data=iris&loss=mse",
      "data=circles&loss=huber",
    ]) {
      const { model, data, state, hand } = at(`${hash}&digits=17`);
      const forward = model.net.forward([data.x[state.sample]]);
      const backward = model.net.backward(forward, [data.t[state.sample]], model.loss);
      const values = new Map<string, string>();
      for (const { lines } of hand.steps)
        for (const { left, stages } of lines) if (!values.has(left)) values.set(left, stages[stages.length - 1]);
      expect(values.get("E")).toBe(written(backward.loss, 17));
      const { names } = hand.lines;
      for (const [l, { delta, weights }] of backward.layers.entries()) {
        for (const [j, value] of delta.data.entries()) {
          expect(values.get(names.sum(l, j))).toBe(written(forward.layers[l].z.data[j], 17));
          expect(values.get(names.output(l, j))).toBe(written(forward.layers[l].a.data[j], 17));
          expect(values.get(names.delta(l, j))).toBe(written(value, 17));
        }
        for (const [k, value] of weights.data.entries()) {
          const name = names.weight(l, Math.floor(k / weights.columns), k % weights.columns);
          expect(values.get(`∂E/∂${name}`)).toBe(written(value, 17));
        }
      }
    }
  });

  test("has the arithmetic of the lecture notes", () => {
    const { hand } = at("data=notes");
    const written = hand.steps.flatMap(({ lines }) => lines.map(({ left, stages }) => [left, ...stages].join(" = ")));
    expect(written).toContain("x₃ = w₁₃·x₁ + w₂₃·x₂ = 0.1·0.35 + 0.8·0.9 = 0.035 + 0.72 = 0.755");
    expect(written).toContain("E = ½·(O₅ − t₅)² = ½·(0.6903 − 0.5)² = 0.01810");
    expect(written).toContain("δ₅ = ∂E/∂O₅ · ∂O₅/∂x₅ = 0.1903·0.2138 = 0.04068");
    expect(written).toContain("∂E/∂w₁₃ = δ₃·x₁ = 0.002654·0.35 = 0.0009291");
    expect(written).toContain("w₁₃ = w₁₃ − 1·∂E/∂w₁₃ = 0.1 − 1·0.0009291 = 0.09907");
  });

  test("exists for every activation and loss that the page offers", () => {
    for (const activation of activationNames.filter((name) => name !== "softmax"))
      expect(at(`data=xor&layers=3${activation}.1sigmoid`).hand.steps.length).toBeGreaterThan(8);
    for (const loss of lossNames.filter((name) => name !== "crossEntropy"))
      expect(at(`data=xor&loss=${loss}`).hand.steps.length).toBeGreaterThan(8);
  });

  test("is refused with a reason for a loss that cannot learn from the outputs", () => {
    const refused = (hash: string) => () => at(hash);
    expect(refused("data=xor&loss=crossEntropy")).toThrow("crossEntropy takes outputs that are a distribution");
    expect(refused("data=xor&layers=4tanh.1softmax&loss=mse")).toThrow("softmax of 1 output is always 1");
    expect(refused("data=iris&layers=5tanh.3sigmoid")).toThrow("with sigmoid and binaryCrossEntropy");
  });

  test("finds whether a neuron or weight exists", () => {
    const { model } = at("data=xor");
    expect(has(model, { kind: "node", layer: 0, node: 3 })).toBe(true);
    expect(has(model, { kind: "node", layer: 1, node: 1 })).toBe(false);
    expect(has(model, { kind: "edge", layer: 0, to: 3, from: 2 })).toBe(false);
  });
});

describe("the choices", () => {
  const offered = (hash: string) => lossNames.filter((loss) => isOffered(stateOf(hash), loss));
  const lasts = (loss: (typeof lossNames)[number], outputs: number) =>
    activationNames.filter((activation) => learns(loss, activation, outputs));

  test("leave out a loss that cannot learn from the outputs", () => {
    expect(offered("data=iris")).toEqual(lossNames);
    expect(offered("data=xor")).toEqual(lossNames.filter((loss) => loss !== "crossEntropy"));
    // An address may say anything: the page shows what it says, and why it is refused.
    expect(offered("data=xor&loss=crossEntropy")).toEqual(lossNames);
  });

  test("leave out the last activations that the loss cannot learn with", () => {
    expect(lasts("crossEntropy", 3)).toEqual(["softmax"]);
    expect(lasts("crossEntropy", 1)).toEqual([]);
    expect(lasts("binaryCrossEntropy", 1)).toEqual(["sigmoid", "hardSigmoid"]);
    expect(lasts("binaryCrossEntropy", 2)).toEqual(["sigmoid", "hardSigmoid", "softmax"]);
    expect(lasts("mse", 1)).toEqual(activationNames.filter((name) => name !== "softmax"));
    expect(lasts("mse", 3)).toEqual(activationNames);
  });
});

describe("the page", () => {
  test("has every text in both languages, with the same values", () => {
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(table) as TextKey[]) {
      const [en, zh] = table[key];
      expect(zh, key).not.toBe("");
      expect([key, ...new Set(holes(zh))]).toEqual([key, ...new Set(holes(en))]);
    }
  });

  test("imports only the library's public entries and its own files", () => {
    const folder = fileURLToPath(new URL("../../docs/playground/src", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
    const imported = files.flatMap((file) =>
      [...readFileSync(`${folder}/${file}`, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].map(([, name]) => name),
    );
    expect(imported.length).toBeGreaterThan(50);
    const foreign = imported.filter(
      (name) =>
        !/^(?:\.{1,2}\/(?!.*\.\.\/\.\.\/).*\.js|deltarule(?:\/(?:charts|explain|formats|testing))?)$/.test(name),
    );
    expect(foreign).toEqual([]);
  });
});
