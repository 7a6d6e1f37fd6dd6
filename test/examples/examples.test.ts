import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The lines that a numbered example prints in a process of its own. */
function run(name: string, ...args: string[]): string[] {
  const env = { ...process.env, TSX_TSCONFIG_PATH: "test/tsconfig.json" };
  const command = ["--import", "tsx", `examples/${name}.ts`, ...args];
  return execFileSync(process.execPath, command, { cwd: root, env, encoding: "utf8" }).trimEnd().split("\n");
}

/** Every number in a text. */
function numbers(text: string | undefined): number[] {
  return (text?.match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number);
}

function lineWith(lines: readonly string[], text: string): string {
  const found = lines.filter((line) => line.includes(text));
  expect(found, `lines with ${text}`).toHaveLength(1);
  return found.join();
}

function expectClose(given: readonly number[], wanted: readonly number[], digits: number): void {
  expect(given).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(given[i]).toBeCloseTo(value, digits);
}

const tested = new Set<string>();
function example(name: string, sentence: string, check: (name: string) => void): void {
  tested.add(`${name}.ts`);
  test(`${name} ${sentence}`, () => check(name));
}

example("01-neuron", "prints z, a and the slope of sigmoid", (name) => {
  const lines = run(name);
  expect(numbers(lineWith(lines, "z = 3").split("=").at(-1))[0]).toBeCloseTo(0.6, 14);
  expect(numbers(lineWith(lines, "a = sigmoid"))[0]).toBeCloseTo(1 / (1 + Math.exp(-0.6)), 14);
  expect(lines).toContain("class 1, since a > 0.5");
  const table = lines.slice(-5).map(numbers);
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  for (const [i, z] of [-4, -1, 0, 1, 4].entries()) {
    const step = z < 0 ? 0 : z > 0 ? 1 : 0.5;
    expectClose(table[i] ?? [], [z, step, sigmoid(z), sigmoid(z) * (1 - sigmoid(z))], 4);
  }
});

example("02-gates", "prints the truth tables, with sigmoid and with step", (name) => {
  const lines = run(name);
  const truth = { AND: "0001", NOR: "1000", OR: "0111", XNOR: "1001" };
  for (const start of [lines.indexOf("with sigmoid"), lines.indexOf("with step")]) {
    const block = lines.slice(start + 1, start + 5);
    for (const [i, [gate, outputs]] of Object.entries(truth).entries()) {
      const cells = ["00", "01", "10", "11"].map((row, r) => `${row} → ${outputs[r]}.0000`);
      expect(block[i]).toBe(`  ${gate.padEnd(5)} ${cells.join("   ")}`);
    }
  }
});

example("03-xor", "reaches the target loss and gets all four rows right", (name) => {
  const lines = run(name);
  const [epochs = Number.NaN] = numbers(lineWith(lines, "stopped by targetLoss"));
  expect(epochs).toBeLessThan(5000);
  for (const row of lines.filter((line) => line.includes("wanted"))) {
    const [, , output = Number.NaN, target = Number.NaN] = numbers(row);
    expect(Math.abs(output - target)).toBeLessThan(0.1);
  }
  expect(lines.filter((line) => line.includes("wanted")).map((row) => numbers(row).at(-1))).toEqual([0, 1, 1, 0]);
  const [error = Number.NaN, accuracy] = numbers(lines.at(-1));
  expect(error).toBeLessThan(0.001);
  expect(accuracy).toBe(1);
});

example("04-by-hand", "prints every number of the lecture notes' example", (name) => {
  const lines = run(name);
  const after = (text: string): number[] => numbers(text.replace(/^[^:=]*[:=]/, ""));
  expectClose(after(lines[0] ?? ""), [0.755, 0.68, 0.6802671966986485, 0.6637386974043528], 14);
  expectClose(after(lines[1] ?? ""), [0.801444986673512, 0.6902834929076443], 14);
  expectClose(after(lines[2] ?? ""), [0.01810390383656677], 15);
  const hidden = [0.002654489030884743, 0.008171645064129872];
  const slopes = [0.0009290711608096601, 0.002389040127796269, 0.002860075772445455, 0.007354480557716884];
  const last = [0.02767403493871787, 0.027001636991007414];
  expectClose(after(lines[3] ?? ""), [...hidden, ...slopes], 15);
  expectClose(after(lines[4] ?? ""), [0.04068112511233904, ...last], 15);
  const updated = [0.1, 0.8, 0.4, 0.6, 0.3, 0.9].map((w, i) => w - ([...slopes, ...last][i] ?? Number.NaN));
  expectClose(after(lines[5] ?? ""), updated, 14);
  expectClose(after(lines[6] ?? ""), [0.0165653823267704], 15);
});

example("05-regression", "is close to sin between the training points", (name) => {
  const lines = run(name);
  const errors = lines.filter((line) => line.startsWith("epoch")).map((line) => numbers(line).at(-1) ?? Number.NaN);
  expect(errors.at(-1)).toBeLessThan((errors[0] ?? Number.NaN) / 10);
  const [mean = Number.NaN, worst = Number.NaN] = numbers(lineWith(lines, "between the points"));
  expect(mean).toBeLessThan(0.04);
  expect(worst).toBeLessThan(0.1);
  expect(worst).toBeGreaterThan(mean);
  expect(numbers(lines.at(-1)).at(-1)).toBeCloseTo(Math.sin(1), 1);
});

example("06-iris", "classifies most held-out flowers, and counts its confusions", (name) => {
  const lines = run(name);
  const [learned, heldOut, accuracy = Number.NaN] = numbers(lineWith(lines, "accuracy"));
  expect([learned, heldOut]).toEqual([120, 30]);
  expect(accuracy).toBeGreaterThanOrEqual(0.9);
  const counts = lines.slice(1).map(numbers);
  expect(counts.map((row) => row.reduce((sum, n) => sum + n))).toEqual([10, 10, 10]);
  const right = counts.reduce((sum, row, kind) => sum + (row[kind] ?? Number.NaN), 0);
  expect(accuracy).toBeCloseTo(right / 30, 3);
});

example("07-digits", "learns from only a few digits, and draws one", (name) => {
  const lines = run(name, "600");
  expect(numbers(lines[0])).toEqual([481, 120]);
  const epochs = lines.filter((line) => line.startsWith("epoch")).map(numbers);
  expect(epochs.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4, 5]);
  const [, loss = Number.NaN, training, heldOut = Number.NaN] = epochs.at(-1) ?? [];
  expect(loss).toBeLessThan((epochs[0]?.[1] ?? Number.NaN) / 3);
  expect(training).toBeGreaterThan(0.85);
  expect(heldOut).toBeGreaterThan(0.75);
  expect(lines.filter((line) => /^[ ░▒▓█]{28}$/.test(line))).toHaveLength(14);
  expect(lines.at(-1)).toMatch(/^the network says \d \(\d+\.\d %\)$/);
});

example("08-custom", "checks its slope and learns XOR with one neuron", (name) => {
  const lines = run(name);
  const [slope = Number.NaN, differences] = numbers(lines[0]);
  expect(Math.abs(slope)).toBeGreaterThan(0.01);
  expect(differences).toBeCloseTo(slope, 9);
  expectClose(
    lines.slice(-4).map((line) => numbers(line).at(-1) ?? Number.NaN),
    [0, 1, 1, 0],
    2,
  );
});

example("09-early-stopping", "stops when the validation loss stops falling, and restores the best epoch", (name) => {
  const lines = run(name);
  const [first = [], best = [], last = []] = lines.slice(0, 3).map(numbers);
  expect(first[0]).toBe(1);
  expect(last[0]).toBe((best[0] ?? Number.NaN) + 40);
  expect(last[1]).toBeLessThan(best[1] ?? Number.NaN);
  expect(last[2]).toBeGreaterThan(1.2 * (best[2] ?? Number.NaN));
  expect(best[2]).toBeLessThan((first[2] ?? Number.NaN) / 5);
  expect(numbers(lineWith(lines, "stopped by earlyStopping"))).toEqual([last[0], 1000, best[0]]);
  const [loss, accuracy] = numbers(lines.at(-1));
  expect(loss).toBe(best[2]);
  expect(accuracy).toBeGreaterThan(0.93);
});

example("10-resume", "ends in the same bits with and without an interruption", (name) => {
  const lines = run(name);
  expect(lines[0]).toBe("200 epochs in the history of the second half");
  const [whole = [], resumed] = lines.slice(1, 3).map(numbers);
  expect(whole).toHaveLength(3);
  expect(resumed).toEqual(whole);
  expect(lines.at(-1)).toBe("0 of 49 parameters differ");
});

example("11-cross-validation", "finds that one hidden neuron is too few for iris", (name) => {
  const lines = run(name).map(numbers);
  expect(lines.map(([width]) => width)).toEqual([1, 4, 16]);
  for (const [, mean = Number.NaN, ...rest] of lines) {
    const folds = rest.slice(0, 5);
    expect(rest).toHaveLength(6);
    expect(mean).toBeCloseTo(folds.reduce((sum, score) => sum + score) / 5, 3);
  }
  const [one = [], four = [], sixteen = []] = lines;
  expect(one[1]).toBeLessThan(0.9);
  expect(four[1]).toBeGreaterThan(0.94);
  expect(sixteen[1]).toBeGreaterThan(0.94);
});

example("12-explain", "derives the step of the lecture notes, and writes a page", (name) => {
  const folder = mkdtempSync(join(tmpdir(), "deltarule-explain-"));
  const page = join(folder, "step.html");
  const lines = run(name, page);
  expect(lineWith(lines, "✓ 0.0276740")).toBe("  ∂E/∂w₃₅  = δ₅·O₃  = 0.0406811·0.680267  = 0.0276740  ✓ 0.0276740");
  expect(lines.at(-1)).toBe("  E  = 0.0165654");
  expect(readFileSync(page, "utf8")).toContain('<section class="step" id="step-13"');
  rmSync(folder, { recursive: true });
});

test("every numbered example has a test here", () => {
  const files = readdirSync(`${root}examples`).filter((file) => /^\d\d-/.test(file));
  expect([...tested].sort()).toEqual(files.sort());
});
