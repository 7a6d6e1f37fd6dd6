// Compares test accuracy with scikit-learn: the same data, splits, architecture, optimizer and
// number of epochs. `npm run bench:sklearn`, with PYTHON=… if the default Python has no
// scikit-learn (Debian: python3-sklearn).
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  accuracy,
  adam,
  binaryCrossEntropy,
  crossEntropy,
  Layer,
  oneHot,
  relu,
  Sequential,
  sigmoid,
  softmax,
  standardize,
} from "deltarule";
import { mean, publish, table, where } from "../report.js";
import settings from "./settings.json" with { type: "json" };

interface Run {
  train: number[];
  test: number[];
  losses: number[];
  accuracies: number[];
}
interface Theirs {
  versions: Record<string, string>;
  sets: { x: number[][]; classes: number[]; runs: Run[] }[];
}

/** The results of scikit-learn; `null` if it is not installed. */
function runTheirs(): Theirs | null {
  const python = process.env.PYTHON ?? "python3";
  if (spawnSync(python, ["-c", "import sklearn"]).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), "deltarule-"));
  try {
    const file = join(folder, "theirs.json");
    const script = fileURLToPath(new URL("compare.py", import.meta.url));
    const { status } = spawnSync(python, [script, file], { stdio: "inherit" });
    if (status !== 0) throw new Error(`${python} compare.py ended with ${status}`);
    return JSON.parse(readFileSync(file, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One output for two classes, else one for each class. */
function outputsOf(classes: readonly number[]): number {
  const count = new Set(classes).size;
  return count === 2 ? 1 : count;
}

/** The last epoch's loss and the accuracy on the test rows. */
function runOurs({ x, classes }: Theirs["sets"][number], at: number, { train, test }: Run, seed: number) {
  const { hidden, epochs, learningRate } = settings.sets[at];
  const outputs = outputsOf(classes);
  const binary = outputs === 1;
  const targetsOf = (rows: number[]) =>
    binary
      ? rows.map((r) => [classes[r]])
      : oneHot(
          rows.map((r) => classes[r]),
          outputs,
        );
  const widths = [x[0].length, ...hidden];
  const net = new Sequential(
    [
      ...hidden.map((width, l) => new Layer(widths[l], width, relu)),
      new Layer(widths[hidden.length], outputs, binary ? sigmoid : softmax),
    ],
    { seed },
  );
  const scaler = standardize(train.map((r) => x[r]));
  const loss = binary ? binaryCrossEntropy : crossEntropy;
  const { batchSize } = settings;
  const optimizer = adam({ learningRate });
  const history = net.fit(scaler.transform(train.map((r) => x[r])), targetsOf(train), {
    loss,
    optimizer,
    epochs,
    batchSize,
  });
  const held = net.evaluate(scaler.transform(test.map((r) => x[r])), targetsOf(test), { loss, metrics: [accuracy] });
  return { loss: history.epochs[epochs - 1].loss, accuracy: held.metrics.accuracy };
}

const theirs = runTheirs();
if (theirs === null) {
  console.log(
    "Skipped: there is no scikit-learn. Install it (Debian: python3-sklearn) or name a Python that has it in PYTHON.",
  );
} else {
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const rows = theirs.sets.map((set, at) => {
    const ours = set.runs.flatMap((run, split) => run.losses.map((_, k) => runOurs(set, at, run, 1000 * split + k)));
    const [a, b] = [mean(ours.map(({ accuracy }) => accuracy)), mean(set.runs.flatMap(({ accuracies }) => accuracies))];
    const losses = [ours.map(({ loss }) => loss), set.runs.flatMap(({ losses }) => losses)].map((of) =>
      mean(of).toFixed(4),
    );
    const { name, hidden, networks } = settings.sets[at];
    const widths = [set.x[0].length, ...hidden, outputsOf(set.classes)].join("–");
    return [
      name.replace("_", " "),
      widths,
      set.runs.length * networks,
      percent(a),
      percent(b),
      percent(a - b),
      ...losses,
    ];
  });
  const head = [
    "data",
    "network",
    "runs",
    "deltarule",
    "scikit-learn",
    "difference",
    "last training loss",
    "scikit-learn's",
  ];
  const versions = Object.entries(theirs.versions).map(([name, version]) => `${name} ${version}`);
  const text = `# Accuracy compared with scikit-learn

Held-out accuracy, mean over ${settings.splits} splits and, for the small data sets, several networks for each split; ${100 * settings.testFraction} % of the rows are held out,
the same rows for both. One hidden layer of relu, adam, batches of ${settings.batchSize}, standardized inputs, no weight decay, the same learning rates
and numbers of epochs (\`settings.json\`). Initial weights and the order of samples are each library's own.

${table(head, rows)}

${where(...versions)} Repeat it with \`npm run bench:sklearn\`.`;
  publish("sklearn/results", text);
}
