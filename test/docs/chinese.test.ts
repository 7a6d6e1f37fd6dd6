import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { tables } from "../../docs/playground/src/texts/table.js";
import { guides } from "../../scripts/site/footers.js";
import { blocksOf, read } from "../helpers/docs.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const han = /\p{Script=Han}/u;
const pages = guides().filter((path) => path.startsWith("docs/zh-"));
const englishOf = (path: string): string => path.replace("docs/zh-", "docs/");

/** The files with the strings of a language; Chinese stands in no others. */
const stringFiles = [
  ...["src/explain/language/zh.ts", "src/charts/words.ts", "src/charts/svg/words.ts"],
  ...["lesson", "page", "tools"].map((name) => `docs/playground/src/texts/zh/${name}.ts`),
  "scripts/site/chinese.ts",
];

/** The Chinese sentences of a file, with x for what stands in their places. */
function stringsIn(file: string): string[] {
  const found = read(file).match(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g) ?? [];
  return found
    .filter((text) => han.test(text) && !text.includes("\\n"))
    .map((text) => text.slice(1, -1).replaceAll(/\$?\{[^{}]*\}/g, "x"));
}

/** The lines and cells of a page in Chinese, with x for code and formulas. */
function proseOf(page: string): string[] {
  return read(page)
    .replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "")
    .replaceAll(/\$\$[\s\S]*?\$\$/g, "x")
    .replaceAll(/`[^`]*`|\$[^$]*\$|<[^>]*>/g, "x")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll("**", "")
    .split(/\n|\|/)
    .map((text) => text.replace(/^\s*(?:#+|-|\d\.)\s/, "").trim())
    .filter((text) => han.test(text));
}

const everything = [
  ...pages.flatMap((page) => proseOf(page).map((text) => ({ place: page, text }))),
  ...stringFiles.flatMap((file) => stringsIn(file).map((text) => ({ place: file, text }))),
];

describe("the guides in Chinese", () => {
  /** The statements of a page's blocks, without comments: these are in the page's language. */
  const codeOf = (page: string): string[] =>
    blocksOf(page, read(page)).map(({ code }) =>
      code
        .split("\n")
        .map((line) => line.replace(/\s*\/\/ .*$/, ""))
        .filter((line) => line !== "")
        .join("\n"),
    );
  /** The values that a page's comments promise. */
  const valuesOf = (page: string): string[] =>
    [...read(page).matchAll(/; (\/\/ (?:[-\d"[{]|true|false|throws |\w+Array ).*)$/gm)]
      .map(([, value]) => value)
      .sort();

  it.each(pages)("have all the code of the English ones, with the same values: %s", (page) => {
    expect(codeOf(page)).toEqual(expect.arrayContaining(codeOf(englishOf(page))));
    expect(valuesOf(page)).toEqual(expect.arrayContaining(valuesOf(englishOf(page))));
  });

  it("list the misprints of the lecture notes and their true values, as the English page does", () => {
    const numbers = (page: string): string[] => [...new Set(read(page).match(/0\.\d{4,}/g))].sort();
    expect(numbers("docs/zh-walkthrough.md")).toEqual(numbers("docs/walkthrough.md"));
    const [, table = ""] = read("docs/zh-walkthrough.md").split("## 勘误");
    const [, original = ""] = read("docs/walkthrough.md").split("## Misprints");
    const sections = (text: string): string[] =>
      [...text.matchAll(/^\| (\d[\d.]*) \|/gm)].map(([, section]) => section);
    expect(sections(table)).toEqual(expect.arrayContaining(sections(original)));
    expect(sections(table).length).toBeGreaterThanOrEqual(sections(original).length);
  });
});

describe("Chinese sentences", () => {
  it("are found", () => {
    expect(everything.length).toBeGreaterThan(700);
  });

  it("have full-width punctuation, and no space beside it", () => {
    const wrong = everything.filter(({ text }) =>
      /\p{Script=Han}[,.;:!?()]|[,;:!?()]\p{Script=Han}| [，。：；、？！（）“”《》]|[，。：；、？！（）“”《》] /u.test(
        text,
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("have a space between Chinese and Latin signs, and none within Chinese", () => {
    const wrong = everything.filter(({ text }) =>
      /\p{Script=Han}[\w+−]|[\w%]\p{Script=Han}|\p{Script=Han} \p{Script=Han}/u.test(text),
    );
    expect(wrong).toEqual([]);
  });

  it("use one word for one thing: that of the lecture notes", () => {
    const others = {
      ...{ 前向: "正向传播", 后向: "反向传播", 逆传播: "反向传播", 代价: "损失", 偏差项: "偏置", 学习速率: "学习率" },
      ...{ 步长因子: "学习率", 隐含层: "隐藏层", 隐层神经元: "隐藏神经元", 激励函数: "激活函数", 时期: "轮" },
      ...{ 早停: "提前停止", 批次: "批", 目标输出: "目标值", 标签值: "目标值", 游乐场: "演练场", 程序库: "库" },
      ...{ 梯度检查: "梯度检验", 检查梯度: "检验梯度", 误差项: "误差信号", 优化算法: "优化器", 随机失活: "Dropout" },
    };
    const wrong = everything.filter(({ text }) => Object.keys(others).some((word) => text.includes(word)));
    expect(wrong).toEqual([]);
    const target = everything.filter(({ text }) => /目标(?!值)/.test(text));
    expect(target).toEqual([]);
  });

  it("stand in the tables of strings, and not in code", () => {
    const folders = ["src", "docs/playground", "scripts/site"];
    const files = folders
      .flatMap((folder) =>
        readdirSync(root + folder, { recursive: true, encoding: "utf8" }).map((f) => `${folder}/${f}`),
      )
      .filter((file) => /\.(?:ts|css|html)$/.test(file));
    const others = files.filter((file) => !stringFiles.includes(file) && han.test(readFileSync(root + file, "utf8")));
    // The page that has no script, the button to the other language, and words for the search.
    expect(others.sort()).toEqual([
      ...["docs/playground/index.html", "docs/playground/src/texts/en/page.ts", "scripts/site/searching.ts"],
    ]);
  });

  it("of the playground have no English words but names", () => {
    const names = new Set([
      ...["English", "CSV", "HTML", "SVG", "Esc", "Tab", "Ctrl", "deltarule", "softmax", "sigmoid", "crossEntropy"],
      ...["net", "fit", "loss", "optimizer", "epochs", "lessons", "data", "settings", "code", "play"],
      ...["files", "index", "html", "embed", "hide"],
    ]);
    for (const [key, text] of Object.entries(tables.zh)) {
      const words = text.replaceAll(/\{\w+\}/g, "").match(/[A-Za-z]{3,}/g) ?? [];
      expect([key, words.filter((word) => !names.has(word))]).toEqual([key, []]);
    }
  });
});
