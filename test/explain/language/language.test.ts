import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adam, crossEntropy, Layer, Sequential, softmax, squaredError, tanh } from "deltarule";
import { derive, explain, toHtml, toLatex, toMarkdown, toText } from "deltarule/explain";
import katex from "katex";
import { describe, expect, it } from "vitest";
import { english } from "../../../src/explain/language/en.js";
import { chinese } from "../../../src/explain/language/zh.js";
import { notesTrace } from "../../helpers/explain.js";

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe("the tables of strings", () => {
  it("have the same keys, and the same places in every string", () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english));
    for (const key of Object.keys(english) as (keyof typeof english)[]) {
      const given = places(chinese[key]);
      const wanted = places(english[key]);
      // A sentence may name a formula again.
      expect([...new Set(given)], key).toEqual([...new Set(wanted)]);
    }
  });

  it("have no string that the code does not use, and Chinese has no English words left", () => {
    const root = fileURLToPath(new URL("../../../src/explain/", import.meta.url));
    const files = readdirSync(root, { recursive: true, encoding: "utf8" });
    const code = files
      .filter((name) => name.endsWith(".ts") && !/language\/(en|zh)\.ts$/.test(name))
      .map((name) => readFileSync(root + name, "utf8"))
      .join("\n");
    const unused = Object.keys(english).filter((key) => !code.includes(`"${key}"`) && !key.startsWith("after."));
    expect(unused).toEqual(["gap"].filter((key) => !code.includes(`"${key}"`)));
    for (const [key, text] of Object.entries(chinese)) {
      const words = text.replace(/\{\w+\}/g, "").match(/[A-Za-z]{3,}/g) ?? [];
      expect(
        words.filter((word) => !["Dropout", "Nesterov", "adam", "Home", "End"].includes(word)),
        key,
      ).toEqual([]);
    }
  });

  it("has the terms of the lecture notes", () => {
    const all = Object.values(chinese).join("");
    for (const term of ["正向传播", "反向传播", "误差信号", "损失", "偏置", "学习率"]) expect(all).toContain(term);
  });
});

const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 3, softmax)], { seed: 1 });
const batch = explain(
  net,
  [
    [1, 2],
    [0, -1],
  ],
  [
    [1, 0, 0],
    [0, 1, 0],
  ],
  {
    loss: crossEntropy,
    optimizer: adam({ weightDecay: 0.1 }),
    check: true,
  },
);

describe("a derivation in Chinese", () => {
  it.each([toText, toMarkdown, toLatex, toHtml])("has no English sentence, and the same numbers: %o", (render) => {
    for (const trace of [notesTrace(), batch]) {
      const [en, zh] = [render(trace), render(trace, { language: "zh" })];
      const numbers = (text: string): string[] => text.match(/\d+\.\d{3,}/g) ?? [];
      expect(numbers(zh)).toEqual(numbers(en));
      const shown = zh.replace(/<(script|style)>.*?<\/\1>/gs, "").replace(/<[^>]*>|\\[a-zA-Z]+/g, " ");
      const sentences = shown.match(/\b[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+\b/g) ?? [];
      expect(sentences).toEqual([]);
      expect(zh).toContain("反向传播：第 1 层");
    }
  });

  it("names its language in the page, and in its buttons", () => {
    const page = toHtml(notesTrace(), { language: "zh" });
    expect(page).toContain('<html lang="zh-Hans">');
    expect(page).toContain(">下一步 ›</button>");
    expect(page).toContain('data-at="第 {at} 步，共 {count} 步：{title}"');
    expect(toHtml(notesTrace())).toContain('<html lang="en">');
  });

  it("is data like the English one", () => {
    const [en, zh] = [derive(batch), derive(batch, { language: "zh" })];
    const formulas = ({ parts }: typeof en) => parts.flatMap(({ steps }) => steps.map(({ equations }) => equations));
    expect(formulas(zh)).toEqual(formulas(en));
    expect(zh.title).toBe("反向传播的一步");
  });

  it("keeps within the width of a terminal, where a Chinese sign takes two columns", () => {
    for (const width of [40, 80]) {
      for (const line of toText(notesTrace(), { language: "zh", width }).split("\n")) {
        const columns = Array.from(line).reduce(
          (sum, sign) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(sign) ? 2 : 1),
          0,
        );
        // A closing sign never begins a line.
        expect(columns).toBeLessThanOrEqual(width + 2);
        expect(line.trim()).not.toMatch(/^[，。：；、）？]/);
      }
    }
  });

  it("compiles in KaTeX, and is a document of ctexart", () => {
    const latex = toLatex(batch, { language: "zh", document: true });
    expect(latex).toMatch(/^\\documentclass\[UTF8,a4paper,fleqn\]\{ctexart\}\n/);
    expect(latex).not.toContain("?");
    for (const [, formula] of latex.matchAll(/\\\[\n(.*?)\n\\\]/gs))
      katex.renderToString(formula, { throwOnError: true, strict: "error", displayMode: true });
    const one = new Sequential([new Layer(12, 3, tanh)], { seed: 1 });
    const abridged = explain(one, Array(12).fill(0.5), [1, 0, 0], { loss: squaredError, limit: { terms: 2 } });
    expect(toLatex(abridged, { language: "zh" })).toContain("\\text{（其余 10 项）}");
  });
});
