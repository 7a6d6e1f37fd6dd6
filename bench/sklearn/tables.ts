// Cross-validates pipelines of records beside scikit-learn's, on the tables that tables.py makes.
// PYTHON=… if the default Python has no scikit-learn (Debian: python3-sklearn).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Activation,
  accuracy,
  adam,
  binaryCrossEntropy,
  type ColumnMaker,
  columns,
  crossValidate,
  glorot,
  Layer,
  labels,
  mse,
  Pipeline,
  r2,
  relu,
  Sequential,
  sigmoid,
  standardize,
} from "deltarule";
import { randomNumbers } from "../random.js";
import { mean, publish, table, where } from "../report.js";

interface Table {
  name: string;
  numbers: string[];
  categories: string[];
  hidden: number;
  epochs: number;
  rows: Record<string, string>[];
  scores: number[];
}

/** The tables, with the scores of scikit-learn. */
function runTheirs(): { versions: Record<string, string>; tables: Table[] } {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-"));
  try {
    const file = join(folder, "theirs.json");
    const script = fileURLToPath(new URL("tables.py", import.meta.url));
    const python = process.env.PYTHON ?? "python3";
    const { status } = spawnSync(python, [script, file], { stdio: "inherit" });
    if (status !== 0) throw new Error(`${python} tables.py ended with ${status}`);
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The categories of a column: a rare one may be missing among the training rows of a fold. */
function domain(rows: Table["rows"], column: string): string[] {
  return [...new Set(rows.map((row) => row[column] || "none"))].sort();
}

/** A layer that starts as scikit-learn's do: weights and biases uniform within √(6 / (i + o)). */
function layerOf(inputs: number, outputs: number, activation: Activation | undefined, random: () => number): Layer {
  const bound = Math.sqrt(6 / (inputs + outputs));
  const biases = Array.from({ length: outputs }, () => (2 * random() - 1) * bound);
  return new Layer(inputs, outputs, activation, { initializer: glorot, biases });
}

/** The mean score of five folds: accuracy, or r² for the series. */
function score({ name, numbers, categories, hidden, epochs, rows }: Table, seed: number): number {
  const spec: Record<string, ColumnMaker> = {};
  for (const column of numbers) spec[column] = { type: "number", missing: "median" };
  for (const column of categories)
    spec[column] = { type: "category", missing: "none", unknown: "ignore", categories: domain(rows, column) };
  const inputs = columns(spec);
  const options = { optimizer: adam({ learningRate: 0.01 }), epochs, batchSize: 32, folds: 5, onWarning: () => {} };
  const width = inputs(rows).names.length;
  const make = (fold: number, last: typeof sigmoid | undefined) => {
    const random = randomNumbers(1000 * seed + fold);
    const layers = [layerOf(width, hidden, relu, random), layerOf(hidden, 1, last, random)];
    return new Sequential(layers, { seed: 100 * seed + fold });
  };
  if (name === "daily series") {
    const t = rows.map(({ target }) => [Number(target)]);
    const pipeline = (fold: number) => new Pipeline({ network: make(fold, undefined), inputs, outputs: standardize });
    return crossValidate(pipeline, rows, t, { ...options, loss: mse, metrics: [r2], from: "end" }).mean.metrics.r2;
  }
  const t = rows.map(({ target }) => target);
  const pipeline = (fold: number) => new Pipeline({ network: make(fold, sigmoid), inputs, outputs: labels });
  return crossValidate(pipeline, rows, t, { ...options, loss: binaryCrossEntropy, metrics: [accuracy], seed }).mean
    .metrics.accuracy;
}

/** Of a sample, with n − 1. */
function variance(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);
}

const { versions, tables } = runTheirs();
const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
const lines = tables.map((of) => {
  const scores = of.scores.map((_, seed) => score(of, seed));
  const [ours, theirs] = [mean(scores), mean(of.scores)];
  const error = Math.sqrt((variance(scores) + variance(of.scores)) / scores.length);
  const measure = of.name === "daily series" ? "r²" : "accuracy";
  return [of.name, of.rows.length, measure, percent(ours), percent(theirs), percent(ours - theirs), percent(error)];
});
publish(
  "sklearn/tables",
  `# Tables compared with scikit-learn

Records with missing values and categories go through \`columns\` and \`crossValidate\`, and through scikit-learn's ColumnTransformer (SimpleImputer, StandardScaler,
OneHotEncoder) and cross_val_score. The scores are means over five folds and ten seeds. Both use one hidden layer of 8 relu neurons, adam with learning rate 0.01, batches of 32, no weight decay, and the same rule for initial weights and biases. Folds of
the series train on the past. \`tables.py\` generates the tables from a seed; they resemble the titanic and adult data sets.

${table(["table", "rows", "score", "deltarule", "scikit-learn", "difference", "its standard error"], lines)}

${where(...Object.entries(versions).map((pair) => pair.join(" ")))} Repeat it with \`npx tsx --tsconfig test/tsconfig.json bench/sklearn/tables.ts\`.`,
);
