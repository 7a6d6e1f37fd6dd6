import type { ChartLanguage } from "./language.js";

const chartsInEnglish = {
  epoch: "epoch",
  loss: "loss",
  training: "training",
  validation: "validation",
  output: "output",
  class: "class",
  predicted: "predicted class",
  truth: "true class",
  count: "count",
  share: "share of the true class",
  rowShare: "share of row",
  curve: (from: string, to: string, epochs: number): string =>
    `The loss by epoch: the training loss goes from ${from} to ${to} in ${epochs} epochs`,
  validationEnd: (loss: string): string => `, the validation loss ends at ${loss}`,
  stop: ".",
  confusion: (classes: number, right: string, all: string): string =>
    `Confusion matrix of ${classes} classes: ${right} of ${all} samples are on the diagonal, put in the right class.`,
  outputCurve: "The output as a curve over the input",
  outputCurves: (outputs: number): string => `The ${outputs} outputs as a curve over the input`,
  line: (threshold: string): string => `, with a line at ${threshold}`,
  region: "Decision region: the output",
  classRegion: (classes: number): string => `Decision region: which of ${classes} classes is predicted`,
  where: (ranges: readonly string[]): string => `, for ${ranges.join(", ")}`,
  range: (input: string, low: string, high: string): string => `${input} from ${low} to ${high}`,
  samples: (count: number): string => `, and ${count} samples`,
};

/** The words of the Vega-Lite charts. */
export type ChartWords = typeof chartsInEnglish;

const chartsInChinese: ChartWords = {
  epoch: "轮次",
  loss: "损失",
  training: "训练",
  validation: "验证",
  output: "输出",
  class: "类别",
  predicted: "预测类别",
  truth: "真实类别",
  count: "样本数",
  share: "占真实类别的比例",
  rowShare: "占该行的比例",
  curve: (from, to, epochs) => `逐轮的损失：经过 ${epochs} 轮，训练损失从 ${from} 变为 ${to}`,
  validationEnd: (loss) => `，验证损失最后为 ${loss}`,
  stop: "。",
  confusion: (classes, right, all) =>
    `${classes} 个类别的混淆矩阵：${all} 个样本中有 ${right} 个在对角线上，即分类正确。`,
  outputCurve: "输出随输入变化的曲线",
  outputCurves: (outputs) => `${outputs} 个输出随输入变化的曲线`,
  line: (threshold) => `，分界线在 ${threshold}`,
  region: "决策区域：输出",
  classRegion: (classes) => `决策区域：预测为 ${classes} 个类别中的哪一个`,
  where: (ranges) => `，${ranges.join("，")}`,
  range: (input, low, high) => `${input} 从 ${low} 到 ${high}`,
  samples: (count) => `，以及 ${count} 个样本`,
};

/** The words in each language. */
export const chartWords: Readonly<Record<ChartLanguage, ChartWords>> = { en: chartsInEnglish, zh: chartsInChinese };
