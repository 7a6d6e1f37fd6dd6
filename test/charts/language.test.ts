import { Layer, matrix, Sequential, sigmoid, squaredError, tanh } from "deltarule";
import { type ChartOptions, confusionChart, decisionRegion, lossCurve, networkSvg } from "deltarule/charts";
import { explain } from "deltarule/explain";
import { describe, expect, it } from "vitest";
import { pictureWords } from "../../src/charts/svg/words.js";
import { chartWords } from "../../src/charts/words.js";
import { lineHistory } from "../helpers/charts.js";

const net = () => new Sequential([new Layer(2, 12, tanh), new Layer(12, 1, sigmoid)], { seed: 3 });
const [x, t] = [
  [
    [0, 1],
    [1, 1],
  ],
  [[1], [0]],
];

describe("the tables of words", () => {
  it.each([chartWords, pictureWords])("have the same keys, and functions for the same ones", ({ en, zh }) => {
    const kinds = (words: object) => Object.entries(words).map(([key, word]) => [key, typeof word, word.length > 0]);
    expect(kinds(zh).map(([key, kind]) => [key, kind])).toEqual(kinds(en).map(([key, kind]) => [key, kind]));
    expect(kinds(zh).filter(([key, , isFull]) => !isFull && key !== "gap")).toEqual([]);
  });
});

describe("a picture of a network", () => {
  const zh = networkSvg(net(), { trace: explain(net(), x, t, { loss: squaredError }), language: "zh" });

  it("has all its words in Chinese", () => {
    for (const words of ["输入", "第 1 层：tanh", "输出层：sigmoid", "神经元 12", "⋮ 还有 4 个", "（2 个样本的平均）"])
      expect(zh).toContain(words);
    const shown = zh.replace(/<style>[\s\S]*<\/style>/, "").replaceAll(/<[^>]*>|&[lg]t;/g, " ");
    // Names of activations and of symbols are the same in both languages.
    const english = shown.match(/[a-z]{2,}/gi)?.filter((word) => !["tanh", "sigmoid"].includes(word)) ?? [];
    expect(english).toEqual([]);
  });

  it("names the target and the sample", () => {
    const one = net();
    const options = { forward: one.forward(x), target: t[1], sample: 1, language: "zh" } as const;
    expect(networkSvg(one, options)).toContain(">目标值 t = 0<");
    expect(networkSvg(one, options)).toContain("2 个输入、2 层神经元的网络：12（tanh）、1（sigmoid）；目标值 t = 0。");
  });

  it("leaves room for the width of Chinese characters", () => {
    const legend = [...zh.matchAll(/x="([\d.]+)" y="[\d.]+"[^>]*>(最粗线[^<]*|← [^<]*)</g)].map(([, at]) => Number(at));
    expect(legend).toHaveLength(2);
    expect(legend[1] - legend[0]).toBeGreaterThan(120);
  });
});

describe("a chart", () => {
  const charts = (options: ChartOptions) => [
    lossCurve(lineHistory(3), options),
    confusionChart(matrix(2, 2, [3, 1, 0, 2]), options),
    decisionRegion(net(), { x, t, resolution: 4, ...options }),
    decisionRegion(new Sequential([new Layer(1, 3)], { seed: 1 }), { domain: [[0, 1]], ...options }),
  ];
  const titles = (spec: object) => [...JSON.stringify(spec).matchAll(/"title":"([^"]*)"/g)].map(([, title]) => title);

  it("has axes, legends and descriptions in Chinese", () => {
    const [curve, confusion, region, lines] = charts({ language: "zh" });
    expect(new Set(titles(curve))).toEqual(new Set(["轮次", "损失"]));
    expect(new Set(titles(confusion))).toEqual(
      new Set(["预测类别", "真实类别", "样本数", "占真实类别的比例", "占该行的比例"]),
    );
    expect(new Set(titles(region))).toEqual(new Set(["x₁", "x₂", "输出", "类别"]));
    expect(new Set(titles(lines))).toEqual(new Set(["x", "输出", "类别"]));
    expect(new Set(curve.layer[0].data.values.map(({ series }) => series))).toEqual(new Set(["训练", "验证"]));
    expect(confusion.description).toBe("2 个类别的混淆矩阵：6 个样本中有 5 个在对角线上，即分类正确。");
    for (const { description } of [curve, confusion, region, lines]) expect(description).not.toMatch(/[a-z]{2,}/i);
  });

  it("is English unless told otherwise, and refuses other languages", () => {
    expect(charts({})).toEqual(charts({ language: "en" }));
    const wrong = { language: "fr" } as unknown as ChartOptions;
    expect(() => charts(wrong)).toThrow('lossCurve: language is "fr", wanted "en" or "zh"');
    expect(() => networkSvg(net(), { language: "toString" as never })).toThrow('wanted "en" or "zh"');
  });
});
