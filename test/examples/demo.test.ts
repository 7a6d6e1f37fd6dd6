import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type EpochReport, sgd } from "deltarule";
import { beforeAll, describe, expect, test } from "vitest";
import { type Stream, writer } from "../../examples/demo/output.js";
import { progress } from "../../examples/demo/progress.js";
import { isMet, type Result, showResults } from "../../examples/demo/results.js";
import { runDemo } from "../../examples/demo/run.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const esc = "\u001b";

/** A stream that keeps the text written to it. */
function recorder(terminal: Pick<Stream, "isTTY" | "columns"> = {}): Stream & { text(): string } {
  const written: string[] = [];
  return { ...terminal, write: (text) => written.push(text), text: () => written.join("") };
}

/** The successive texts of a line that was rewritten in place. */
function rewritten(text: string): string[] {
  return text
    .split("\r")
    .slice(1)
    .map((part) => part.slice(0, part.indexOf(`${esc}[K`)));
}

describe("piped, the demo", () => {
  let text = "";
  let status: number | null = null;
  beforeAll(() => {
    const env = { ...process.env, TSX_TSCONFIG_PATH: "test/tsconfig.json" };
    const command = ["--import", "tsx", "examples/demo.ts", "--digits=300"];
    const child = spawnSync(process.execPath, command, { cwd: root, env, encoding: "utf8" });
    text = child.stdout;
    status = child.status;
  });

  function row(name: string): string[] {
    return (
      text
        .split("\n")
        .filter((line) => line.startsWith(`  ${name} `))
        .map((line) => line.trim().split(/\s{2,}/))
        .at(-1) ?? []
    );
  }

  test("writes plain lines, without carriage returns and escape codes", () => {
    expect(text).toMatch(/^1\. One step/);
    for (const code of ["\r", esc]) expect(text).not.toContain(code);
    expect(text).toMatch(/^ {2}epoch 6\/6 {2}loss \d\.\d{4} {2}accuracy \d\.\d{4} {2}\d+ samples\/s$/m);
  });

  test("prints the numbers of the lecture notes' example", () => {
    expect(row("x₃ x₄")).toEqual(["x₃ x₄", "z = W·x", "0.755000000000", "0.680000000000"]);
    expect(row("O₃ O₄")).toEqual(["O₃ O₄", "a = σ(z)", "0.680267196699", "0.663738697404"]);
    expect(row("δ₅").at(-1)).toBe("0.040681125112");
    expect(row("δ₃ δ₄").slice(-2)).toEqual(["0.002654489031", "0.008171645064"]);
    expect(row("O₅")).toEqual(["O₅", "after the step", "0.682018583264"]);
    expect(row("E")).toEqual(["E", "after the step", "0.016565382327"]);
  });

  test("prints each weight, its slope, the slope by differences, and the updated weight", () => {
    const slopes = [0.000929071161, 0.002389040128, 0.002860075772, 0.007354480558, 0.027674034939, 0.027001636991];
    const weights = [
      ["w₁₃", 0.1],
      ["w₂₃", 0.8],
      ["w₁₄", 0.4],
      ["w₂₄", 0.6],
      ["w₃₅", 0.3],
      ["w₄₅", 0.9],
    ] as const;
    for (const [i, [name, w]] of weights.entries()) {
      const [, before, slope, differences, after] = row(name);
      expect([before, slope]).toEqual([w.toFixed(12), slopes[i]?.toFixed(12)]);
      expect(Number(differences)).toBeCloseTo(slopes[i] ?? Number.NaN, 9);
      expect(Number(after)).toBeCloseTo(w - (slopes[i] ?? Number.NaN), 11);
    }
  });

  test("learns XOR, and iris to 0.95 on average over five seeds", () => {
    expect(row("XOR").slice(0, 4)).toEqual(["XOR", "accuracy", "1.0000", "≥ 1.0000"]);
    const scores = [...text.matchAll(/seed \d: held-out accuracy ([\d.]+)/g)].map(([, score]) => Number(score));
    expect(scores).toHaveLength(5);
    const mean = scores.reduce((sum, score) => sum + score / 5, 0);
    expect(mean).toBeGreaterThanOrEqual(0.95);
    expect(Number(row("iris")[2])).toBeCloseTo(mean, 3);
  });

  test("reports that 300 digits miss the goal, and exits with 1", () => {
    expect(["2-2-1", "XOR", "iris", "digits"].map((name) => row(name).at(-1))).toEqual(["met", "met", "met", "missed"]);
    expect(status).toBe(1);
  });
});

describe("on a terminal, the demo", () => {
  test("rewrites its progress in one line: bar, scores, speed and time", async () => {
    const stream = recorder({ isTTY: true, columns: 80 });
    const met = await runDemo(writer(stream, {}), { digits: 300, seed: 1 });
    expect(met).toBe(false);
    const shown = rewritten(stream.text());
    expect(shown.some((line) => line.startsWith("  epoch 1/6 ░"))).toBe(true);
    expect(shown.some((line) => / \d+ s left$/.test(line))).toBe(true);
    expect(shown.at(-1)).toMatch(
      /^ {2}epoch 6\/6 █+ {2}loss \d\.\d{4} {2}accuracy \d\.\d{4} {2}\d+ samples\/s {2}in \d+\.\d s$/,
    );
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(80);
    expect(stream.text()).toContain(`${esc}[1mResults${esc}[0m`);
    expect(stream.text()).toContain(`${esc}[31mmissed${esc}[0m`);
  });
});

describe("progress", () => {
  const report: EpochReport = { epoch: 1, loss: 0.25, metrics: {}, learningRate: 0.5, durationMs: 1 };

  async function train(stream: Stream): Promise<Float64Array> {
    const show = progress(writer(stream, {}), { epochs: 2, samples: 8, batchSize: 4 });
    const optimizer = show.watch(sgd({ learningRate: 0.5 }));
    const parameters = new Float64Array([1]);
    for (let i = 0; i < 2; i++) optimizer.step(parameters, new Float64Array([1]), optimizer.initialize(1));
    await show.epoch(report);
    show.end();
    return parameters;
  }

  test("does not change the optimizer's steps", async () => {
    expect(await train(recorder())).toEqual(new Float64Array([0]));
  });

  test("writes one line for each epoch when piped", async () => {
    const stream = recorder();
    await train(stream);
    expect(stream.text()).toMatch(/^ {2}epoch 1\/2 {2}loss 0\.2500 {2}\d+ samples\/s\n$/);
  });

  test("fits into a narrow terminal, since a line that wraps cannot be rewritten", async () => {
    const stream = recorder({ isTTY: true, columns: 20 });
    await train(stream);
    expect(rewritten(stream.text())[0]).toMatch(/^ {2}epoch 1\/2 █░░░ {2}\d$/);
  });

  test("fills half of the bar after two of four updates", async () => {
    const stream = recorder({ isTTY: true, columns: 80 });
    await train(stream);
    expect(rewritten(stream.text()).at(-1)).toMatch(/^ {2}epoch 1\/2 █{6}░{6} {2}loss 0\.2500/);
  });
});

describe("output", () => {
  const paint = (terminal: Pick<Stream, "isTTY">, env: { NO_COLOR?: string }) =>
    writer(recorder(terminal), env).paint("green", "met");

  test("has colors on a terminal, but none under NO_COLOR or when piped", () => {
    expect(paint({ isTTY: true }, {})).toBe(`${esc}[32mmet${esc}[0m`);
    expect(paint({ isTTY: true }, { NO_COLOR: "1" })).toBe("met");
    expect(paint({ isTTY: true }, { NO_COLOR: "" })).toBe(`${esc}[32mmet${esc}[0m`);
    expect(paint({}, {})).toBe("met");
  });

  test("rewrites nothing when piped", () => {
    const stream = recorder();
    writer(stream, {}).rewrite("one");
    expect(stream.text()).toBe("");
  });

  test("starts a new line after a rewritten line", () => {
    const stream = recorder({ isTTY: true, columns: 80 });
    const out = writer(stream, {});
    out.rewrite("one");
    out.line("two");
    out.line("three");
    expect(stream.text()).toBe(`\rone${esc}[K\ntwo\nthree\n`);
  });
});

describe("results", () => {
  const digits: Result = { name: "digits", measure: "accuracy", score: 0.94, goal: { atLeast: 0.94 }, seconds: 1.25 };
  const step: Result = { name: "step", measure: "error", score: 1e-12, goal: { atMost: 1e-12 }, seconds: 0 };

  test("meet a goal at exactly its number, and miss it beyond", () => {
    expect([digits, { ...digits, score: 0.9399 }, { ...digits, score: Number.NaN }].map(isMet)).toEqual([
      true,
      false,
      false,
    ]);
    expect([step, { ...step, score: 1.1e-12 }, { ...step, score: 0 }].map(isMet)).toEqual([true, false, true]);
  });

  test("are shown as an aligned table", () => {
    const stream = recorder();
    showResults(writer(stream, {}), [digits, { ...step, score: 0 }]);
    expect(stream.text()).toBe(
      [
        "           measure    result   goal       time ",
        "  digits   accuracy   0.9400   ≥ 0.9400   1.3 s   met",
        "  step     error      0.0000   ≤ 1e-12    0.0 s   met",
        "",
      ].join("\n"),
    );
  });
});
