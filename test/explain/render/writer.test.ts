import { Layer, relu, Sequential, sgd, softmax, squaredError, tanh } from "deltarule";
import { derive, explain, formulaWriter } from "deltarule/explain";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { notesTrace, strangeTrace } from "../../helpers/explain.js";

describe("derive", () => {
  const { parts } = derive(notesTrace());
  const steps = parts.flatMap((part) => part.steps);

  it("says what each step is about", () => {
    expect(steps.map(({ about }) => [about.kind, about.layer, about.neuron])).toEqual([
      ["given", null, null],
      ["forward", 0, 0],
      ["forward", 0, 1],
      ["forward", 1, 0],
      ["loss", 1, null],
      ["delta", 1, 0],
      ["weights", 1, 0],
      ["delta", 0, 0],
      ["weights", 0, 0],
      ["delta", 0, 1],
      ["weights", 0, 1],
      ["update", null, null],
      ["after", null, null],
    ]);
  });

  it("says which number of the trace each equation is about", () => {
    const write = formulaWriter(notesTrace());
    const found = (kind: string, layer: number, neuron: number, from: number | null) =>
      steps
        .flatMap(({ equations }) => equations)
        .filter(({ of }) => of?.kind === kind && of.layer === layer && of.neuron === neuron && of.from === from)
        .map((equation) => write.equation(equation).left);
    expect(found("z", 0, 1, null)).toEqual(["x₄"]);
    expect(found("a", 1, 0, null)).toEqual(["O₅"]);
    expect(found("outputSlope", 0, 0, null)).toEqual(["∂E/∂O₃"]);
    expect(found("slope", 0, 0, null)).toEqual(["∂O₃/∂x₃"]);
    expect(found("delta", 0, 1, null)).toEqual(["δ₄"]);
    expect(found("derivative", 0, 1, 0)).toEqual(["∂E/∂w₁₄"]);
    expect(found("next", 1, 0, 1)).toEqual(["w₄₅"]);
  });

  it("has the samples of a batch in the subjects of their steps", () => {
    const net = new Sequential([new Layer(2, 2, tanh), new Layer(2, 2, softmax)], { seed: 1 });
    const batch = explain(
      net,
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
      {
        loss: squaredError,
        optimizer: sgd({ momentum: 0.9 }),
      },
    );
    const kinds = derive(batch).parts.flatMap((part) => part.steps.map(({ about }) => `${about.kind} ${about.sample}`));
    expect(new Set(kinds)).toEqual(
      new Set([
        ...["given null", "mean null", "optimizer null", "update null"],
        ...[0, 1].flatMap((sample) =>
          ["given", "forward", "outputs", "loss", "returns", "delta", "weights", "after"].map(
            (kind) => `${kind} ${sample}`,
          ),
        ),
      ]),
    );
  });

  it("adds several next neurons up", () => {
    const net = new Sequential([new Layer(1, 1, relu), new Layer(1, 3)], { seed: 2 });
    const trace = explain(net, [1], [1, 0, 0], { loss: squaredError });
    const [slope] = derive(trace)
      .parts.flatMap((part) => part.steps)
      .filter(({ about }) => about.kind === "delta" && about.layer === 0)
      .flatMap(({ equations }) => equations);
    expect(formulaWriter(trace).equation(slope).stages[0].text).toBe("δ₃·w₂₃ + δ₄·w₂₄ + δ₅·w₂₅");
  });

  it("refuses anything but a trace, and bad options", () => {
    expect(() => derive({} as ReturnType<typeof notesTrace>)).toThrow(
      "derive: the trace is an object, wanted what explain returned",
    );
    expect(() => derive(notesTrace(), { language: "fr" as "en" })).toThrow(
      'derive: language is "fr", wanted "en" or "zh"',
    );
    expect(() => derive({ ...notesTrace(), version: 1 as 2 })).toThrow("derive: the trace is an object, wanted");
  });
});

describe("formulaWriter", () => {
  const trace = notesTrace();
  const [, forward] = derive(trace).parts;
  const [sum, output] = forward.steps[0].equations;

  it("writes text, HTML and LaTeX", () => {
    expect(formulaWriter(trace).equation(sum)).toEqual({
      left: "x₃",
      stages: [
        { relation: "=", text: "w₁₃·x₁ + w₂₃·x₂" },
        { relation: "=", text: "0.1·0.35 + 0.8·0.9" },
        { relation: "=", text: "0.035 + 0.72" },
        { relation: "=", text: "0.755" },
      ],
      check: "",
    });
    const html = formulaWriter(trace, { format: "html", digits: 3 }).equation(output);
    expect(html.left).toBe("<var>O<sub>3</sub></var>");
    expect(html.stages.at(-1)?.text).toBe('<span class="n">0.680</span>');
    const latex = formulaWriter(trace, { format: "latex" });
    expect(latex.equation(output).stages[1].text).toBe("\\frac{1}{1 + e^{-x_{3}}}");
    expect(latex.prose(forward.steps[0].say[0])).toContain("that is \\(x_{3}\\).");
    expect(formulaWriter(trace, { format: "html" }).number(-0.5)).toBe('<span class="n">−0.5</span>');
  });

  it("escapes names in HTML and LaTeX, wherever they stand", () => {
    const strange = strangeTrace();
    const steps = derive(strange).parts.flatMap((part) => part.steps);
    const html = formulaWriter(strange, { format: "html" });
    const latex = formulaWriter(strange, { format: "latex" });
    for (const { title, say, equations } of steps) {
      for (const text of [title, ...say]) expect(html.prose(text)).not.toContain("<b>");
      for (const equation of equations) {
        for (const { text } of html.equation(equation).stages) expect(text).not.toContain("<b>");
        for (const { text } of latex.equation(equation).stages) katex.renderToString(text, { throwOnError: true });
      }
    }
  });

  it("refuses an unknown format", () => {
    expect(() => formulaWriter(trace, { format: "pdf" as "html" })).toThrow(
      'formulaWriter: format is "pdf", wanted "text", "html" or "latex"',
    );
  });
});
