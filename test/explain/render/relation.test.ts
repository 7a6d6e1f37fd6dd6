import { Layer, mse, Sequential, sigmoid, squaredError } from "deltarule";
import { derive, explain, formulaWriter, type Trace, toText } from "deltarule/explain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../helpers/evaluate.js";
import { notesTrace } from "../../helpers/explain.js";
import { networkOf, problems } from "../../helpers/problems.js";

/** Every pair of stages of numbers alone, with what stands between them, and their values as shown. */
function shownPairs(trace: Trace, digits: number): { relation: string; before: number; after: number }[] {
  const writer = formulaWriter(trace, { digits });
  const rounded = (of: object): object =>
    JSON.parse(JSON.stringify(of), (key, value) => (key === "value" ? Number(writer.number(value)) : value));
  return derive(trace).parts.flatMap(({ steps }) =>
    steps.flatMap(({ equations }) =>
      equations.flatMap((equation) =>
        equation.stages.slice(1).flatMap((after, s) => {
          const before = equation.stages[s];
          if (/"kind":"(symbol|partial|call|when)"/.test(JSON.stringify([before, after]))) return [];
          const [left, right] = [before, after].map((of) => evaluate(rounded(of) as typeof of, new Map()));
          return [{ relation: writer.equation(equation).stages[s + 1].relation, before: left, after: right }];
        }),
      ),
    ),
  );
}

describe("the sign between two stages", () => {
  it("is = exactly where the shown numbers come to the number after it, at the digits shown", () => {
    const counts = { "=": 0, "≈": 0 };
    fc.assert(
      fc.property(problems, fc.integer({ min: 2, max: 9 }), (problem, digits) => {
        const net = networkOf(problem, "float64");
        const trace = explain(net, problem.x[0], problem.t[0], { loss: problem.loss });
        for (const { relation, before, after } of shownPairs(trace, digits)) {
          const same = Number(before.toPrecision(digits)) === Number(after.toPrecision(digits));
          const near = Math.abs(before - after) < 1e-13;
          if (relation === "=") expect(same || near).toBe(true);
          else expect(same).toBe(false);
          counts[relation as "=" | "≈"]++;
        }
      }),
      { seed: 8, numRuns: 40 },
    );
    expect(counts["="]).toBeGreaterThan(500);
    expect(counts["≈"]).toBeGreaterThan(50);
  });

  it("is worked by hand: 0.680·(1 − 0.680) is 0.218, and 0.690 − 0.5 squared and halved is not 0.0181", () => {
    const text = toText(notesTrace(), { digits: 3 });
    expect(text).toContain("= 0.680·(1 - 0.680)\n          = 0.218\n");
    expect(text).toContain("= ½·(0.690 - 0.5)²\n    ≈ 0.0181\n");
  });

  it("is := before a new value, and nowhere else", () => {
    const text = toText(notesTrace());
    const update = text.slice(text.indexOf("The update, by sgd"), text.indexOf("After the update"));
    expect(update.match(/ := /g)).toHaveLength(6);
    expect(text.match(/ := /g)).toHaveLength(6);
    expect(text).not.toMatch(/new w[₀-₉]/);
  });

  it("is = throughout at 17 digits", () => {
    const net = new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 2)], { seed: 3 });
    expect(toText(explain(net, [0.1, 0.7], [1, 0], { loss: mse }), { digits: 17 })).not.toContain("≈");
  });

  it("is ≈ after a function of the user's whose number was rounded", () => {
    const cube = { name: "cube", apply: (z: number) => z ** 3, derivative: (z: number) => 3 * z * z };
    const net = (w: number) => new Sequential([new Layer(1, 1, cube, { weights: [[w]], bias: false })]);
    const written = (w: number) => toText(explain(net(w), [1], [0], { loss: squaredError }), { digits: 3 });
    expect(written(2)).toContain("= cube(2)\n     = 8\n");
    expect(written(1 / 3)).toContain("= cube(0.333)\n     ≈ 0.0370\n");
  });
});

describe("the minus sign", () => {
  it("is of one kind in each format", () => {
    const trace = notesTrace();
    expect(toText(trace)).not.toContain("−");
    const html = formulaWriter(trace, { format: "html" });
    const equations = derive(trace).parts.flatMap(({ steps }) => steps.flatMap((step) => step.equations));
    for (const equation of equations) {
      const { stages } = html.equation(equation);
      for (const { text } of stages) expect(text.replace(/<[^>]*>/g, "")).not.toContain("-");
    }
  });
});
