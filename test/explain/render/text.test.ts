import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adam, crossEntropy, Layer, relu, Sequential, softmax } from "deltarule";
import { explain, type Trace, toLatex, toMarkdown, toText } from "deltarule/explain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allParameters, notesTrace, parametersOf } from "../../helpers/explain.js";
import { networkOf, problems } from "../../helpers/problems.js";

/** The value of every equation in a text: the number after its last sign of equality. */
function valuesIn(text: string): number[] {
  const flat = text.replace(/\n +((?:=|≈|\+) )/g, " $1");
  return flat
    .split("\n")
    .filter((line) => line.startsWith("  ") && / (?:=|≈) /.test(line))
    .map((line) => Number((line.split(/ (?:=|≈) /).at(-1) as string).split("  ")[0]));
}

/** The values of a trace in the order of its text. */
function valuesOf({ layers, loss, update }: Trace): number[] {
  const linked = (neuron: Trace["layers"][number]["neurons"][number]): number[] =>
    neuron.gradient === null
      ? []
      : neuron.slope === null
        ? neuron.jacobian.map(({ slope }) => slope)
        : [neuron.gradient, neuron.slope];
  const forward = layers.flatMap(({ activation, neurons }) =>
    activation.rowwise
      ? [...neurons.map(({ z }) => z), ...neurons.map(({ a }) => a)]
      : neurons.flatMap(({ z, a }) => [z, a]),
  );
  const terms = loss.outputs === 1 ? [] : loss.terms.map(({ value }) => value as number);
  const backward = [...layers]
    .reverse()
    .flatMap(({ activation, neurons }) => [
      ...(activation.rowwise ? neurons.flatMap(({ gradient }) => (gradient === null ? [] : [gradient])) : []),
      ...neurons.flatMap((neuron) => [
        ...linked(neuron),
        neuron.delta,
        ...parametersOf(neuron).map(({ gradient }) => gradient),
      ]),
    ]);
  const after = update === null ? [] : [...update.outputs.map(({ value }) => value), update.loss];
  const moved =
    update?.rule === "gradient"
      ? layers.flatMap(({ neurons }) =>
          neurons.flatMap((neuron) => parametersOf(neuron).map(({ next }) => next as number)),
        )
      : [];
  return [...forward, ...terms, loss.value, ...backward, ...moved, ...after];
}

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/explain/${name}`, import.meta.url));

describe("the 2-2-1 example", () => {
  it.each([
    ["notes.txt", () => toText(notesTrace())],
    ["notes.md", () => toMarkdown(notesTrace())],
    ["notes.tex", () => toLatex(notesTrace(), { document: true })],
    ["notes-general.txt", () => toText(notesTrace({ check: false }), { notation: "general", digits: 3 })],
  ])("is written as in the fixture %s, which was proofread", (name, write) => {
    if (process.env.UPDATE_EXPLAIN === "1") writeFileSync(fixture(name), write());
    expect(write()).toBe(readFileSync(fixture(name), "utf8"));
  });

  it("agrees with the excerpts in docs/explain.md", () => {
    const guide = readFileSync(fileURLToPath(new URL("../../../docs/explain.md", import.meta.url)), "utf8");
    const blocks = [...guide.matchAll(/```text\n(.*?)```/gs)].map(([, block]) => block);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(toText(notesTrace())).toContain(block);
  });

  it("has the numbers of the lecture notes, §3.1, with the misprints corrected", () => {
    const text = toText(notesTrace(), { digits: 17 });
    const wanted = [
      ["x₃", 0.755],
      ["x₄", 0.68],
      ["O₃", 0.6802671966986485],
      ["O₄", 0.6637386974043528],
      ["x₅", 0.801444986673512],
      ["O₅", 0.6902834929076443],
      ["E", 0.01810390383656677],
      ["δ₅", 0.04068112511233904],
      ["∂E/∂w₃₅", 0.027674034938717867],
      ["∂E/∂w₄₅", 0.027001636991007414],
      ["δ₃", 0.002654489030884743],
      ["∂E/∂w₁₃", 0.00092907116080966],
      ["∂E/∂w₂₃", 0.002389040127796269],
      ["δ₄", 0.008171645064129872],
      ["∂E/∂w₁₄", 0.002860075772445455],
      ["∂E/∂w₂₄", 0.007354480557716884],
    ] as const;
    const equations = text.replace(/\n +((?:=|≈|\+) )/g, " $1").split("\n");
    for (const [name, value] of wanted) {
      const line = equations.find((one) => one.trim().startsWith(`${name} `) && / (?:=|≈) /.test(one)) ?? "";
      const printed = Number((line.split(/ (?:=|≈) /).at(-1) as string).split("  ")[0]);
      expect(Math.abs(printed / value - 1), `${name}: ${line}`).toBeLessThan(1e-14);
    }
    expect(equations.filter((line) => / := /.test(line)).map((line) => Number(line.split(/ (?:=|≈) /).at(-1)))).toEqual(
      allParameters(notesTrace()).map(({ next }) => next),
    );
    expect(text.match(/✓/g)).toHaveLength(7);
  });
});

describe("the text", () => {
  it("has the numbers of the trace, bit for bit at 17 digits", () => {
    fc.assert(
      fc.property(problems, fc.boolean(), (problem, general) => {
        const net = networkOf(problem, "float64");
        const limit = { neurons: 3, terms: 3 };
        const trace = explain(net, problem.x[0], problem.t[0], { loss: problem.loss, limit });
        const text = toText(trace, { digits: 17, notation: general ? "general" : "lectureNotes", width: 10_000 });
        expect(valuesIn(text)).toEqual(valuesOf(trace).map((value) => value + 0));
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it.each([1, 3, 9])("rounds to %i digits and says so", (digits) => {
    const text = toText(notesTrace({ check: false }), { digits });
    expect(text).toContain(`rounded to ${digits} significant digit`);
    const mantissas = valuesIn(text).map((value) =>
      String(value)
        .replace(/e.*|\./g, "")
        .replace(/^-?0*/, ""),
    );
    expect(Math.max(...mantissas.map(({ length }) => length))).toBe(digits);
    const values = valuesOf(notesTrace());
    for (const [i, value] of valuesIn(text).entries()) expect(value).toBe(Number(values[i].toPrecision(digits)));
  });

  it("shows by trailing zeros that a number was rounded", () => {
    const text = toText(notesTrace(), { digits: 3 });
    expect(text).toContain("= 0.680\n");
    expect(text).toContain("= 0.68\n");
    expect(text).toContain("= 0.755\n");
  });

  it("keeps within the width", () => {
    for (const width of [40, 60, 100]) {
      const lines = toText(notesTrace(), { width }).split("\n");
      const long = lines.filter((line) => Array.from(line).length > width);
      expect(long).toEqual([]);
    }
  });

  it("abridges a 784-128-10 network to a few hundred lines, and says what is left out", () => {
    const net = new Sequential([new Layer(784, 128, relu), new Layer(128, 10, softmax)], { seed: 1 });
    const x = Array.from({ length: 784 }, (_, i) => (i % 7) / 7);
    const t = Array.from({ length: 10 }, (_, k) => (k === 3 ? 1 : 0));
    const trace = explain(net, x, t, { loss: crossEntropy, optimizer: adam(), check: true });
    const text = toText(trace);
    expect(text.split("\n").length).toBeLessThan(500);
    expect(text).toContain("(780 others)");
    expect(text).toContain("124 more neurons of this layer are not shown.");
    expect(text).toContain("Left out: 769 of the 784 inputs");
    expect(text).toContain("Left out: 101730 more weights and biases.");
    expect(JSON.stringify(trace).length).toBeLessThan(30_000);
    expect(text.match(/✓/g)?.length).toBe(41);
  });
});
