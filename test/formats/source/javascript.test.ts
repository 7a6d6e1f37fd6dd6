import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Layer, type Sample, Sequential, sigmoid } from "deltarule";
import { toSource } from "deltarule/formats";
import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { sourceFunctions } from "../../../scripts/source-functions.js";
import { ownSigmoid, ownSoftmax } from "../../helpers/own.js";
import type { Problem } from "../../helpers/plain.js";
import { networkOf, problems } from "../../helpers/problems.js";
import { predicted, type SourceModel, sourceModels } from "../../helpers/sourceModels.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Whether a file can name the activations. */
const isBuiltIn = ({ layers }: Problem) => layers.every(({ f }) => f !== ownSigmoid && f !== ownSoftmax);

interface Module {
  predict(sample: Sample): number[];
  predictInto<Output>(sample: Sample, output: Output): Output;
}

/** The exports of an ES module in JavaScript. */
function load(code: string): Module {
  const body = code.replace(/^export function/gm, "function");
  expect(body.match(/^function predict/gm)).toHaveLength(2);
  return new Function(`"use strict";${body}\nreturn { predict, predictInto };`)() as Module;
}

function expectSameBits(code: string, { model, samples, title }: Omit<SourceModel, "dtype">): void {
  const { predict } = load(code);
  for (const sample of samples) {
    const [given, wanted] = [predict(sample), Array.from(predicted(model, sample))];
    if (given.length !== wanted.length || given.some((value, k) => !Object.is(value, wanted[k])))
      expect.fail(`${title}: for ${sample.join()} it gives ${given.join()}, wanted ${wanted.join()}`);
  }
}

describe("a network written as source", () => {
  test("has the library's functions as src/core/numbers/elementary and src/core/activations have them now", () => {
    const path = "src/formats/source/generated.ts";
    expect(readFileSync(root + path, "utf8"), `${path} is stale: run npm run generate`).toBe(sourceFunctions());
  });

  test.each(sourceModels)("predicts the same bits in JavaScript: $title, $dtype", (model) => {
    expectSameBits(toSource(model.model, { language: "js" }), model);
  });

  test("predicts the same bits for any layers, biased or not, in JavaScript and in TypeScript", () => {
    fc.assert(
      fc.property(
        problems.filter(isBuiltIn),
        fc.constantFrom("float64" as const, "float32" as const),
        (problem, dtype) => {
          const model = networkOf(problem, dtype);
          const samples = problem.x.map((row) => Float64Array.from(row));
          expectSameBits(toSource(model, { language: "js" }), { title: "js", model, samples });
          const { outputText } = ts.transpileModule(toSource(model, { language: "ts" }), {
            compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
          });
          expectSameBits(outputText, { title: "ts", model, samples });
        },
      ),
      { seed: 8, numRuns: 60 },
    );
  });

  test("runs in Node as a file without imports", () => {
    const folder = mkdtempSync(join(tmpdir(), "deltarule-source-"));
    try {
      const net = new Sequential([new Layer(2, 3, sigmoid), new Layer(3, 1, sigmoid)], { seed: 7 });
      const own =
        "console.log(JSON.stringify([predictXor([0, 1]), [...predictXorInto([1, 0], new Float64Array(1))]]));";
      writeFileSync(join(folder, "xor.mjs"), `${toSource(net, { language: "js", name: "predictXor" })}${own}`);
      const printed = execFileSync(process.execPath, [join(folder, "xor.mjs")], { encoding: "utf8" });
      expect(JSON.parse(printed)).toEqual([[...net.predict([0, 1])], [...net.predict([1, 0])]]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("compiles under every strict option of TypeScript, and its JavaScript is the TypeScript without types", () => {
    const files = new Map(
      sourceModels.map(({ model }, i) => [join(root, `model${i}.ts`), toSource(model, { language: "ts" })]),
    );
    const options: ts.CompilerOptions = {
      ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, isolatedDeclarations: true },
      ...{ noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true, declaration: true, types: [] },
      ...{ target: ts.ScriptTarget.ES2022, lib: ["lib.es2022.d.ts"], module: ts.ModuleKind.ESNext, noEmit: true },
      ...{ erasableSyntaxOnly: true, verbatimModuleSyntax: true },
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.fileExists = (name) => files.has(name) || fileExists(name);
    host.getSourceFile = (name, version) => {
      const code = files.get(name);
      return code === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, code, version);
    };
    const program = ts.createProgram([...files.keys()], options, host);
    const errors = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
    expect(errors).toEqual([]);
    const plain = (code: string) => ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
    for (const { model } of sourceModels.slice(0, 30)) {
      const [js, typed] = (["js", "ts"] as const).map((language) => plain(toSource(model, { language })).outputText);
      expect(js).toBe(typed);
    }
  });

  test("has a length proportional to the number of its parameters", () => {
    const lengths = [100, 200].map((width) => {
      const net = new Sequential([new Layer(width, width, sigmoid)], { seed: 1 });
      return (["js", "ts", "c"] as const).map((language) => toSource(net, { language }).length / width ** 2);
    });
    for (const perParameter of lengths.flat()) expect(perParameter).toBeLessThan(23.5);
  });
});
