/**
 * Compiles documents of `toLatex` with pdflatex, and those in Chinese with xelatex, where these are
 * installed. A warning of an overfull box fails: a line would stand beyond the margin, or a display
 * below the paper.
 *
 *     npm run check:latex
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adam, crossEntropy, Layer, Sequential, sgd, sigmoid, softmax, squaredError, tanh } from "deltarule";
import { explain, type LatexOptions, type Trace, toLatex } from "deltarule/explain";

const all = { neurons: Infinity, terms: Infinity, samples: 2 };

/** The 3-4-4-2 network of 46 weights and biases. */
function wide(): Trace {
  const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 4, sigmoid), new Layer(4, 2, sigmoid)], { seed: 2 });
  return explain(net, [0.35, -0.9, 2], [0.5, 1], {
    loss: squaredError,
    optimizer: sgd({ learningRate: 1 }),
    check: true,
  });
}

/** A batch with eight classes and adam. */
function classes(): Trace {
  const net = new Sequential([new Layer(3, 4, tanh), new Layer(4, 8, softmax)], { seed: 2 });
  const rows = [2, 2, 1, 3].map((at) => Array.from({ length: 8 }, (_, k) => Number(k === at)));
  const x = rows.map((_, r) => [r - 1.5, 0.35 * r, -0.9]);
  return explain(net, x, rows, { loss: crossEntropy, optimizer: adam({ weightDecay: 0.1 }), limit: all });
}

const documents: readonly (readonly [name: string, trace: Trace, options: LatexOptions])[] = [
  ["wide", wide(), {}],
  ["wide-full", wide(), { digits: 17 }],
  ["classes", classes(), {}],
  ["classes-full", classes(), { digits: 17 }],
  ["wide-zh", wide(), { language: "zh" }],
];

const folder = mkdtempSync(join(tmpdir(), "deltarule-latex-"));
try {
  for (const [name, trace, options] of documents) {
    const program = options.language === "zh" ? "xelatex" : "pdflatex";
    if (spawnSync(program, ["--version"]).error !== undefined) {
      console.log(`${name}: ${program} is not installed, so nothing is compiled`);
      continue;
    }
    writeFileSync(join(folder, `${name}.tex`), toLatex(trace, { ...options, document: true }));
    const { status } = spawnSync(program, ["-interaction=nonstopmode", "-halt-on-error", `${name}.tex`], {
      cwd: folder,
    });
    const log = readFileSync(join(folder, `${name}.log`), "latin1");
    const complaints = log.split("\n").filter((line) => line.startsWith("!") || line.startsWith("Overfull"));
    if (status !== 0 || complaints.length > 0)
      throw new Error(`${name}: ${program} ended with ${status}\n${complaints.join("\n")}`);
    console.log(`${name}: ${/Output written on .*?\((\d+) pages/.exec(log)?.[1]} pages by ${program}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
