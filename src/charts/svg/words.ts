import type { ChartLanguage } from "../language.js";

const picturesInEnglish = {
  inputs: "inputs",
  neuron: (n: number): string => `neuron ${n}`,
  layer: (l: number): string => `layer ${l}`,
  output: "output",
  comma: ", ",
  colon: ": ",
  semicolon: "; ",
  stop: ".",
  target: (list: string): string => `target t = ${list}`,
  mean: (samples: number): string => ` (mean of ${samples} samples)`,
  sample: (k: number, samples: number): string => ` (sample ${k} of ${samples})`,
  more: (n: number): string => `⋮ ${n} more`,
  widest: (w: string): string => `widest |w| = ${w}`,
  back: "← δ · w, back",
  title: (inputs: number, layers: number, sizes: readonly string[]): string =>
    `A network of ${inputs} input${inputs === 1 ? "" : "s"} and ${layers} layer${layers === 1 ? "" : "s"} of neurons: ${sizes.join(", ")}`,
  size: (neurons: number, activation: string): string => `${neurons} (${activation})`,
  omitted: (n: number): string => `${n} more are not drawn`,
  weights: "Weights: ",
  weightCount: (n: number): string => `${n} weights are drawn.`,
  gap: " ",
};

/** The words of a picture of a network. */
export type PictureWords = typeof picturesInEnglish;

const picturesInChinese: PictureWords = {
  inputs: "输入",
  neuron: (n) => `神经元 ${n}`,
  layer: (l) => `第 ${l} 层`,
  output: "输出层",
  comma: "，",
  colon: "：",
  semicolon: "；",
  stop: "。",
  target: (list) => `目标值 t = ${list}`,
  mean: (samples) => `（${samples} 个样本的平均）`,
  sample: (k, samples) => `（第 ${k} 个样本，共 ${samples} 个）`,
  more: (n) => `⋮ 还有 ${n} 个`,
  widest: (w) => `最粗线 |w| = ${w}`,
  back: "← δ · w，回传",
  title: (inputs, layers, sizes) => `${inputs} 个输入、${layers} 层神经元的网络：${sizes.join("、")}`,
  size: (neurons, activation) => `${neurons}（${activation}）`,
  omitted: (n) => `另有 ${n} 个未画出`,
  weights: "权重：",
  weightCount: (n) => `画出了 ${n} 个权重。`,
  gap: "",
};

/** The words in each language. */
export const pictureWords: Readonly<Record<ChartLanguage, PictureWords>> = {
  en: picturesInEnglish,
  zh: picturesInChinese,
};
