import { adam, binaryCrossEntropy, crossEntropy, Layer, Sequential, sigmoid, softmax, tanh } from "deltarule";
import { explain, type Trace, toLatex } from "deltarule/explain";
import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { allParameters, notesTrace, strangeTrace } from "../../helpers/explain.js";
import { networkOf, problems } from "../../helpers/problems.js";

/** The formulas in a LaTeX text. */
function formulasIn(latex: string): string[] {
  return [...latex.matchAll(/\\\[\n(.*?)\n\\\]|\\\((.*?)\\\)/gs)].map(([, display, inline]) => display ?? inline);
}

describe("LaTeX", () => {
  it("compiles in KaTeX without a warning, for any network", () => {
    let formulas = 0;
    const compile = (trace: Trace, digits: number): void => {
      const latex = toLatex(trace, { digits });
      expect(latex).toMatch(/^[\n -~]*$/);
      for (const formula of formulasIn(latex)) {
        katex.renderToString(formula, { throwOnError: true, strict: "error", displayMode: true });
        formulas++;
      }
    };
    compile(strangeTrace(), 6);
    compile(notesTrace(), 17);
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 17 }), (problem, digits) => {
        const net = networkOf(problem, "float64");
        const limit = { neurons: 2, terms: 6 };
        compile(
          explain(net, problem.x[0], problem.t[0], { loss: problem.loss, optimizer: adam(), check: true, limit }),
          digits,
        );
      }),
      { seed: 6, numRuns: 8 },
    );
    expect(formulas).toBeGreaterThan(200);
  });

  it("goes from symbols to numbers to the value in each formula", () => {
    const latex = toLatex(notesTrace());
    expect(latex).toContain(
      "O_{5} &= \\sigma\\left(x_{5}\\right) \\\\\n &= \\frac{1}{1 + e^{-x_{5}}} \\\\\n &= \\frac{1}{1 + e^{-0.801445}} \\\\\n &= 0.690283",
    );
    expect(latex).toContain("\\delta_{5} \\cdot w_{35} \\\\\n &= 0.0406811 \\cdot 0.3 \\\\\n &= 0.0122043");
  });

  it("writes exponents as powers of ten", () => {
    const net = new Sequential([new Layer(1, 1, sigmoid, { weights: [[-20]], bias: false })]);
    expect(toLatex(explain(net, [1], [0], { loss: binaryCrossEntropy }))).toContain("2.06115 \\cdot 10^{-9}");
    const tiny = new Sequential([new Layer(1, 1, undefined, { weights: [[1e-9]], bias: false })]);
    expect(
      toLatex(
        explain(tiny, [1], [0], {
          loss: {
            ...binaryCrossEntropy,
            name: "other",
            value: () => 0,
            gradient: () => {},
            targets: { wanted: "any", accepts: () => true },
            outputs: { wanted: "any", instead: "", accepts: () => true },
          },
        }),
      ),
    ).toContain("10^{-9}");
  });

  it("breaks every formula into lines of a page, and every list into displays of half a page", () => {
    const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 4, sigmoid), new Layer(4, 8, softmax)], {
      seed: 2,
    });
    const target = [0, 0, 1, 0, 0, 0, 0, 0];
    const all = { neurons: Infinity, terms: Infinity };
    const trace = explain(net, [0.35, -0.9, 2], target, {
      loss: crossEntropy,
      optimizer: adam(),
      limit: all,
      check: true,
    });
    for (const digits of [6, 17]) {
      const latex = toLatex(trace, { digits });
      const displays = [...latex.matchAll(/\\\[\n(.*?)\n\\\]/gs)].map(([, display]) => display);
      expect(displays.length).toBeGreaterThan(100);
      for (const display of displays) {
        const lines = display.split("\n").slice(1, -1);
        const height = lines.reduce((sum, line) => sum + (line.includes("\\frac") ? 2 : 1), 0);
        expect(height).toBeLessThanOrEqual(40);
        for (const line of lines) {
          const signs = line.replace(/\\[A-Za-z]+/g, "").replace(/[{}^_\\& ]/g, "");
          expect(signs.length, line).toBeLessThanOrEqual(80);
        }
        katex.renderToString(display, { throwOnError: true, strict: "error", displayMode: true });
      }
      // Nothing is lost: every update of the 60 weights shown is there.
      for (const { next } of allParameters(trace)) {
        const shown = digits === 17 ? String(next) : (next ?? 0).toPrecision(6);
        expect(latex).toContain(shown.replace(/e.*/, ""));
      }
    }
  });

  it("is a whole document when asked", () => {
    expect(toLatex(notesTrace(), { document: true })).toMatch(
      /^\\documentclass\[a4paper,fleqn\]\{article\}\n.*\\usepackage\{amsmath,amssymb\}\n.*\\begin\{document\}\n.*\\end\{document\}\n$/s,
    );
    expect(() => toLatex(notesTrace(), { document: 1 as unknown as boolean })).toThrow(
      "toLatex: document is 1, wanted true or false",
    );
  });
});
