/**
 * What the site's search finds: guides before names of the reference. Each guide is found by its
 * headings, and by words that readers look for and that it may not use itself.
 */
import { type IndexEvent, type Reflection, ReflectionKind } from "typedoc";

/** Words that lead to a guide, by its file name. */
const words: Readonly<Record<string, string>> = {
  "quick-start": "XOR exclusive or getting started tutorial install Node.js beginner example hello world",
  concepts: "backpropagation gradient descent delta activation function normalize normalization theory perceptron",
  regression: "predict number price normalize normalization standardize scaling",
  classification: "classify classes multiclass multi-label softmax confusion matrix accuracy one-hot",
  "tabular-data": "CSV table one-hot categorical missing values pandas dataframe normalize",
  "time-series": "forecast sequence series lstm rnn sliding window",
  training:
    "overfitting learning rate early stopping class weights callback batch size epoch hyperparameter regularization dropout momentum weight decay L2 optimizer cross-validation gradient gradients clipping transfer learning fine-tuning freeze",
  "it-does-not-learn":
    "overfitting underfitting normalize NaN stuck not learning rate vanishing exploding gradient gradients imbalance debug loss decreasing constant same output",
  saving: "save load model export localStorage IndexedDB deploy serialize persist",
  checkpoints: "resume checkpoint crash",
  "plain-html": "CDN unpkg jsdelivr script tag browser file without bundler import map",
  worker: "web worker thread background vite webpack rollup esbuild",
  react: "react next.js hooks component",
  frameworks: "vue svelte cloudflare electron react native deno bun",
  "formats-onnx": "ONNX export import python pytorch keras interoperability",
  "formats-safetensors": "PyTorch python export import",
  "formats-source": "embed C microcontroller standalone code export",
  testing: "gradient check gradcheck numerical finite difference unit test",
  explain: "backpropagation step by step derivation latex",
  walkthrough: "backpropagation derivation chain rule lecture notes",
  charts: "plot visualize draw graph loss curve decision boundary",
  scale: "parallel multi-core cluster hyperparameter search grid random ensemble",
  "custom-pieces": "custom activation loss optimizer metric layer initializer weight initialization",
  engine: "GPU WebGPU WebGL WebAssembly WASM SIMD performance speed Content-Security-Policy CSP memory leak dispose",
  design: "GPU why architecture determinism reproducible",
  "to-pytorch": "PyTorch torch python GPU train elsewhere export",
  "from-brain-js": "brain.js move",
  "from-synaptic": "synaptic move",
  "from-tensorflow-js": "tensorflow.js tfjs tensorflow move",
  "from-keras": "keras tensorflow move",
  "from-pytorch": "pytorch torch move",
  "from-scikit-learn": "scikit-learn sklearn MLPClassifier move",
  "from-ml5": "ml5 p5 move",
  "zh-quick-start": "快速入门 异或 中文 安装 保存 chinese",
  "zh-concepts": "反向传播 正向传播 误差信号 梯度下降 过拟合 归一化 学习率 术语",
  "zh-training": "训练 过拟合 正则化 学习率 提前停止 类别权重 归一化 交叉验证 优化器",
  "zh-walkthrough": "反向传播 正向传播 深度学习 神经网络 链式法则 讲义 勘误",
  glossary: "terms definitions dictionary",
  errors: "error message exception NaN shape mismatch diverge",
  "bench/results": "benchmark benchmarks comparison fastest library",
};

/**
 * How far a guide comes before others, where this is not 20. A search for "loss" finds "glossary"
 * too.
 */
const boosts: Readonly<Record<string, number>> = { training: 40, "it-does-not-learn": 40, concepts: 40, glossary: 4 };

/** What readers search for, and a guide that has to be the first result. */
export const searches: Readonly<Record<string, readonly string[]>> = {
  overfitting: ["training", "it-does-not-learn"],
  normalize: ["concepts", "regression", "tabular-data", "it-does-not-learn"],
  "learning rate": ["training", "it-does-not-learn"],
  XOR: ["quick-start"],
  "class weights": ["training", "classification"],
  "early stopping": ["training"],
  GPU: ["engine", "design"],
  CDN: ["plain-html"],
  "brain.js": ["from-brain-js"],
  反向传播: ["zh-walkthrough", "zh-concepts"],
  异或: ["zh-quick-start", "zh-walkthrough"],
  学习率: ["zh-training", "zh-concepts"],
  过拟合: ["zh-training", "zh-concepts"],
  归一化: ["zh-training", "zh-concepts"],
  误差信号: ["zh-concepts", "zh-walkthrough"],
  "save model": ["saving"],
  dropout: ["training"],
  NaN: ["it-does-not-learn", "errors"],
  "time series": ["time-series"],
  CSV: ["tabular-data"],
  "missing values": ["tabular-data"],
  "cross-validation": ["training"],
  regularization: ["training"],
  hyperparameter: ["scale", "training"],
  softmax: ["classification"],
  "batch size": ["training"],
  momentum: ["training"],
  "weight decay": ["training"],
  "gradient clipping": ["training"],
  "export to Python": ["formats-onnx", "to-pytorch", "formats-safetensors"],
  "gradient check": ["testing"],
  "vanishing gradient": ["it-does-not-learn"],
  "exploding gradients": ["it-does-not-learn"],
  "loss not decreasing": ["it-does-not-learn"],
  underfitting: ["it-does-not-learn"],
  imbalance: ["it-does-not-learn"],
  "confusion matrix": ["classification"],
  "multi-label": ["classification"],
  "feature scaling": ["regression"],
  "activation function": ["concepts"],
  "transfer learning": ["training"],
  "web worker": ["worker"],
  "custom loss": ["custom-pieces"],
  "Content Security Policy": ["engine"],
  PyTorch: ["from-pytorch"],
  benchmark: ["results"],
};

/** Adds the fields by which guides are found, and puts names of the reference behind them. */
export function prepareIndex(event: IndexEvent, fileOf: (page: Reflection) => string): void {
  Object.assign(event.searchFieldWeights, { headings: 20, words: 60 });
  event.searchResults.forEach((reflection, k) => {
    if (!reflection.isDocument()) {
      // Members of interfaces come last: `loss`, `name` and their like are everywhere. Types come
      // after functions.
      const isMember = reflection.kindOf(ReflectionKind.ExportContainer | ReflectionKind.SomeMember);
      const isType = reflection.kindOf(ReflectionKind.Interface | ReflectionKind.TypeAlias);
      reflection.relevanceBoost = isMember ? 0.1 : isType ? 0.3 : 1;
      return;
    }
    const text = reflection.content.map((part) => part.text).join("");
    const prose = text.replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "");
    const headings = [reflection.name, ...[...prose.matchAll(/^##+ (.+)$/gm)].map(([, title]) => title)];
    const file = fileOf(reflection);
    reflection.relevanceBoost = boosts[file] ?? (file in words ? 20 : 1);
    event.searchFields[k] = {
      headings: findable(headings.join(" ")),
      // A word of Chinese on an English page leads to the Chinese guides.
      words: findable(`${words[file] ?? ""} ${file.startsWith("zh-") ? chineseOf(prose) : ""}`),
    };
  });
}

/** The index trims all but Latin letters off a word's ends, so a letter protects them. */
function findable(text: string): string {
  return text.replaceAll(/[\u4e00-\u9fff]+/g, " z$&z ");
}

function chineseOf(text: string): string {
  return [...new Set(text.match(/[\u4e00-\u9fff]+/g))].join(" ");
}
