import { toMarkdown } from "deltarule/explain";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { notesTrace, strangeTrace } from "../../helpers/explain.js";

describe("Markdown", () => {
  it("has tables whose rows have as many cells as their heads", () => {
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

  it("has LaTeX formulas that KaTeX compiles", () => {
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

  it("escapes names, so that they read as given", () => {
    expect(toMarkdown(strangeTrace())).toContain('\\<b\\>"f&g"\\</b\\> 100%\\_\\#\\$ \\~^\\\\ δ\\|x\\`\\*');
  });
});
