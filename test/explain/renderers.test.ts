import {
  type Activation,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  Layer,
  type Loss,
  Sequential,
  sigmoid,
  softmax,
} from "deltarule";
import { explain, type Trace, toHtml, toLatex, toMarkdown, toText } from "deltarule/explain";
import fc from "fast-check";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { notesTrace } from "../helpers/explain.js";
import { networkOf, problems } from "../helpers/problems.js";

const page = toHtml(notesTrace());

/** Every formula of a LaTeX text. */
function formulasIn(latex: string): string[] {
  return [...latex.matchAll(/\\\[\n(.*?)\n\\\]|\\\((.*?)\\\)/gs)].map(([, display, inline]) => display ?? inline);
}

/** A trace whose activation and loss have names out of the ordinary. */
function strangeTrace(): Trace {
  const name = '<b>"f&g"</b> 100%_#$ ~^\\ δ|x`*';
  const cube: Activation = { name, apply: (z) => z ** 3, derivative: (z) => 3 * z * z };
  const loss: Loss = {
    name,
    value: (o, t) => (o[0] - t[0]) ** 4,
    gradient: (o, t, into) => {
      into[0] = 4 * (o[0] - t[0]) ** 3;
    },
  };
  const net = new Sequential([new Layer(1, 2, cube), new Layer(2, 1, cube)], { seed: 1 });
  return explain(net, [0.3], [1], { loss, optimizer: { ...adam(), name }, check: true });
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

  it("goes from symbols to numbers to the value", () => {
    const latex = toLatex(notesTrace());
    expect(latex).toContain(
      "O_{5} &= \\sigma\\left(x_{5}\\right) \\\\\n &= \\frac{1}{1 + e^{-x_{5}}} \\\\\n &= \\frac{1}{1 + e^{-0.801445}} \\\\\n &= 0.690283",
    );
    expect(latex).toContain("\\delta_{5} \\cdot w_{35} \\\\\n &= 0.0406811 \\cdot 0.3 \\\\\n &= 0.0122043");
  });

  it("writes powers of ten, and products of them in parentheses where they are raised", () => {
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
          },
        }),
      ),
    ).toContain("10^{-9}");
  });

  it("is a document of its own when asked", () => {
    expect(toLatex(notesTrace(), { document: true })).toMatch(
      /^\\documentclass\{article\}\n\\usepackage\{amsmath,amssymb\}\n\\begin\{document\}\n.*\\end\{document\}\n$/s,
    );
    expect(() => toLatex(notesTrace(), { document: 1 as unknown as boolean })).toThrow(
      "toLatex: document is 1, wanted true or false",
    );
  });
});

describe("Markdown", () => {
  it("puts numbers in tables whose rows have as many cells as their heads", () => {
    for (const trace of [notesTrace(), strangeTrace()]) {
      for (const math of ["text", "latex"] as const) {
        const tables = toMarkdown(trace, { math })
          .split(/\n\n/)
          .filter((block) => block.startsWith("|"));
        expect(tables.length).toBeGreaterThan(3);
        for (const table of tables) {
          const cells = table.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
          expect(new Set(cells).size).toBe(1);
        }
      }
    }
    expect(toMarkdown(notesTrace())).toContain("| ∂E/∂w₃₅ | δ₅·O₃ | 0.0406811·0.680267 | 0.0276740 | ✓ 0.0276740 |");
  });

  it("with LaTeX has formulas that KaTeX compiles", () => {
    const markdown = toMarkdown(notesTrace(), { math: "latex" });
    const formulas = [...markdown.matchAll(/\$\$\n(.*?)\n\$\$|\$(.*?)\$/gs)].map(
      ([, display, inline]) => display ?? inline,
    );
    expect(formulas.length).toBeGreaterThan(60);
    for (const formula of formulas) katex.renderToString(formula, { throwOnError: true, strict: "error" });
    expect(() => toMarkdown(notesTrace(), { math: "tex" as "latex" })).toThrow(
      'toMarkdown: math is "tex", wanted "text" or "latex"',
    );
  });

  it("leaves names as they are", () => {
    expect(toMarkdown(strangeTrace())).toContain('\\<b\\>"f&g"\\</b\\> 100%\\_\\#\\$ \\~^\\\\ δ\\|x\\`\\*');
  });
});

describe("the page", () => {
  it("asks nobody for anything", () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(
      /https?:|\/\/[a-z]|@import|url\(|<link(?! rel="icon" href="data:,")|<img|<iframe|fetch|XMLHttp|import\(/i,
    );
    expect(page.match(/\ssrc=|\shref=/g)).toEqual([" href="]);
  });

  it("has a step for every stage of the way, with a heading, and all of the numbers of the text", () => {
    const steps = page.split('<section class="step"').slice(1);
    expect(steps).toHaveLength(13);
    for (const [i, step] of steps.entries()) {
      expect(step).toContain(`aria-labelledby="title-${i}"`);
      expect(step).toContain(`<h2 id="title-${i}">`);
    }
    const plain = page
      .slice(page.indexOf('<div id="steps">'), page.indexOf("</main>"))
      .replace(/<[^>]+>/g, " ")
      .replaceAll("−", "-");
    const shown = new Set(plain.match(/\d+\.\d+(e[+-]\d+)?/g));
    const wanted = toText(notesTrace()).match(/\d+\.\d+(e[+-]\d+)?/g) ?? [];
    expect(wanted.length).toBeGreaterThan(80);
    expect(wanted.filter((one) => !shown.has(one))).toEqual([]);
  });

  it("has buttons with words, a live region, and marks what exists in the picture", () => {
    expect([...page.matchAll(/<button type="button"[^>]*>([^<]+)</g)].map(([, words]) => words)).toEqual([
      "‹ Back",
      "Next ›",
      "All steps",
    ]);
    expect(page).toContain('role="status" aria-live="polite"');
    expect(page).toMatch(/<svg [^>]*role="img" aria-label="A network of 2-2-1 nodes/);
    const ids = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const marks = [...page.matchAll(/data-marks="([^"]*)"/g)]
      .flatMap(([, list]) => list.split(" "))
      .filter((id) => id !== "");
    expect(marks.length).toBeGreaterThan(20);
    expect(marks.filter((id) => !ids.has(id))).toEqual([]);
    expect([...page.matchAll(/data-from="([^"]*)"/g)].map(([, step]) => Number(step))).toEqual([1, 7, 2, 9, 3, 5, 4]);
  });

  it("opens as many elements as it closes, whatever names are in it", () => {
    for (const html of [page, toHtml(strangeTrace(), { digits: 17 })]) {
      const open: string[] = [];
      for (const [tag, slash, name] of html
        .replace(/<(script|style)>.*?<\/\1>/gs, "")
        .matchAll(/<(\/?)([a-z]\w*)[^<>]*>/g)) {
        if (slash === "/") expect(open.pop()).toBe(name);
        else if (!tag.endsWith("/>") && !["meta", "link"].includes(name)) open.push(name);
      }
      expect(open).toEqual([]);
    }
    expect(toHtml(strangeTrace())).not.toContain("<b>");
  });

  it("leaves the picture out where it would not be readable", () => {
    const net = new Sequential([new Layer(9, 3), new Layer(3, 3, softmax)], { seed: 1 });
    const html = toHtml(explain(net, Array(9).fill(0.5), [1, 0, 0], { loss: crossEntropy }));
    expect(html).not.toContain("<svg");
    expect(html).toContain("<main>");
  });
});
