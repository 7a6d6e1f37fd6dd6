/**
 * Packs the library, installs the tarball in fresh projects with node:test, vitest and jest, and
 * runs a passing and a failing check of `deltarule/testing` in each.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "deltarule-runners-"));
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const net = `const net = new Sequential([new Layer(2, 3, tanh), new Layer(3, 1, sigmoid)], { seed: 4 });
const given = { x: [[0.5, -1], [1, 2]], t: [[1], [0]], loss: mse };
const broken = { ...given, backward: (it, x, t, loss) => {
  const given = it.backward(it.forward(x), t, loss);
  for (const { biases } of given.layers) for (let j = 0; j < biases.length; j++) biases[j] *= 2;
  return given;
} };
`;
const names = "{ adam, Layer, mse, Sequential, sigmoid, sgd, tanh }";
const cases = (expectations: boolean): string =>
  expectations
    ? `test("right", () => {
  expect(net).toHaveCorrectGradients(given);
  expect((x) => x[0] ** 2).toHaveGradient((x) => [2 * x[0]], { at: [3] });
  expect(adam()).toFollow("adam");
});
test("wrong", () => { expect(net).toHaveCorrectGradients(broken); });
`
    : `test("right", () => {
  assertGradients(net, given);
  assertGradient((x) => x[0] ** 2, (x) => [2 * x[0]], { at: [3] });
  assertFollows(adam(), "adam");
});
test("wrong", () => { assertGradients(net, broken); });
`;

interface Runner {
  readonly name: string;
  readonly install: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** The runner's report of one passed and one failed test. */
  readonly says: readonly RegExp[];
}

const runners: readonly Runner[] = [
  {
    name: "node:test, ES modules",
    install: [],
    files: {
      "checks.test.mjs": `import test from "node:test";
import ${names} from "deltarule";
import { assertFollows, assertGradient, assertGradients } from "deltarule/testing";
${net}${cases(false)}`,
    },
    command: ["node", "--test", "--test-reporter=tap"],
    says: [/^# pass 1$/m, /^# fail 1$/m],
  },
  {
    name: "node:test, CommonJS",
    install: [],
    files: {
      "checks.test.cjs": `const test = require("node:test");
const ${names} = require("deltarule");
const { assertFollows, assertGradient, assertGradients } = require("deltarule/testing");
${net}${cases(false)}`,
    },
    command: ["node", "--test", "--test-reporter=tap"],
    says: [/^# pass 1$/m, /^# fail 1$/m],
  },
  {
    name: "vitest, with fast-check",
    install: [`vitest@${devDependencies.vitest}`, `fast-check@${devDependencies["fast-check"]}`],
    files: {
      "checks.test.ts": `import "deltarule/testing/vitest";
import ${names} from "deltarule";
import { problems } from "deltarule/testing/fast-check";
import fc from "fast-check";
import { expect, test } from "vitest";
${net.replace("(it, x, t, loss)", "(it: Sequential, x: never, t: never, loss: never)")}${cases(true)}
test("random networks", () => {
  fc.assert(fc.property(problems(), ({ net, ...given }) => { expect(net).toHaveCorrectGradients(given); }), { seed: 1, numRuns: 10 });
});
`,
    },
    command: ["npx", "vitest", "run"],
    says: [/1 failed \| 2 passed/],
  },
  {
    name: "jest, CommonJS",
    install: ["jest@30.2.0"],
    files: {
      "checks.test.js": `const ${names} = require("deltarule");
const { matchers } = require("deltarule/testing");
expect.extend(matchers);
${net}${cases(true)}`,
    },
    command: ["npx", "jest", "--ci"],
    says: [/1 failed, 1 passed, 2 total/],
  },
];

/** Sentences that the output of the failing test must contain. */
const report = [
  /Only the biases are wrong/,
  /all are 2 times what they should be/,
  /layer\s+what\s+index\s+given\s+should be/,
];

function run(cwd: string, [command, ...args]: readonly string[]): { status: number | null; output: string } {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", CI: "true", NODE_OPTIONS: "" };
  const { status, stdout, stderr } = spawnSync(command as string, args, { cwd, encoding: "utf8", env });
  return { status, output: `${stdout}${stderr}` };
}

function must(cwd: string, command: readonly string[]): void {
  const { status, output } = run(cwd, command);
  if (status !== 0) throw new Error(`${command.join(" ")}: ended with ${status}\n${output}`);
}

try {
  must(folder, ["npm", "pack", root, "--ignore-scripts", "--pack-destination", folder, "--loglevel=error"]);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) as string);
  for (const { name, install, files, command, says } of runners) {
    const project = mkdtempSync(join(folder, "project-"));
    const type = name.startsWith("vitest") ? "module" : "commonjs";
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "fresh", private: true, type }));
    must(project, [
      "npm",
      "install",
      tarball,
      ...install,
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--loglevel=error",
    ]);
    for (const [file, source] of Object.entries(files)) writeFileSync(join(project, file), source);
    const { status, output } = run(project, command);
    const missing = [...says, ...report].filter((wanted) => !wanted.test(output));
    if (status === 0 || missing.length > 0)
      throw new Error(`${name}: ended with ${status}, without ${missing.join(", ")}\n${output}`);
    console.log(`  ✓ ${name}: what is right passes, what is wrong fails with the report`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
