import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Layer, Sequential } from "deltarule";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { thrownBy } from "../helpers/failures.js";

const here = dirname(fileURLToPath(import.meta.url));
const tests = join(here, "..");
const { config } = ts.readConfigFile(join(tests, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, tests);

/** Compiles a source as a file of this folder. Each file it imports is parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();
function compile(source: string): ts.Program {
  const name = join(here, "compiled.ts");
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === name || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    if (path === name) return ts.createSourceFile(path, source, options.target ?? ts.ScriptTarget.ES2022, true);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  return ts.createProgram([name], { ...options, noUnusedLocals: false }, host);
}

/** The compiler's messages for a source, each with its details. */
function complaints(source: string): string[] {
  const program = compile(source);
  const file = program.getSourceFile(join(here, "compiled.ts"));
  return program
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const head = 'import { Layer, Sequential } from "deltarule";\n';
const net = new Sequential([new Layer(2, 1)], { seed: 1 });
const runTime = (call: () => unknown) => (thrownBy(call) as Error).message;

describe("the compiler's message has the sentence", () => {
  const layers: readonly Layer[] = [new Layer(2, 8), new Layer(4, 1)];
  const three: readonly number[] = [1, 2, 3];

  test("of layers that do not fit, as the error at run time", () => {
    const sentence = "this layer takes 4 inputs, but the layer before it gives 8";
    const said = complaints(`${head}new Sequential([new Layer(2, 8), new Layer(4, 1)]);`);
    expect(said).toEqual([expect.stringContaining(`'"${sentence}"'`)]);
    expect(runTime(() => new Sequential(layers))).toBe(`Sequential: layer 1: ${sentence}`);
  });

  test("of a sample that is too long, as the error at run time", () => {
    const said = complaints(`${head}new Sequential([new Layer(2, 1)]).predict([1, 2, 3]);`);
    expect(said).toEqual([expect.stringContaining(`"this sample has 3 numbers, the network takes 2"`)]);
    expect(runTime(() => net.predict(three))).toBe("predict: the sample has 3 numbers, the network takes 2");
    expect(complaints(`${head}new Sequential([new Layer(2, 1)]).forward([1, 2, 3]);`)).toEqual([
      expect.stringContaining(`"this sample has 3 numbers, the network takes 2"`),
    ]);
  });

  test("at the layer that does not fit", () => {
    const source = `${head}new Sequential([new Layer(2, 8), new Layer(8, 3), new Layer(5, 5), new Layer(5, 1)]);`;
    const program = compile(source);
    const found = program.getSemanticDiagnostics(program.getSourceFile(join(here, "compiled.ts")));
    expect(found.map(({ start = 0, length = 0 }) => source.slice(start, start + length))).toEqual(["new Layer(5, 5)"]);
  });

  test("for each sentence in types.errors.ts", () => {
    const source = readFileSync(join(here, "types.errors.ts"), "utf8");
    const sentences = Array.from(source.matchAll(/@ts-expect-error (this .*)/g), ([, sentence]) => sentence);
    expect(sentences).toHaveLength(4);
    const said = complaints(source.replaceAll("@ts-expect-error", ""));
    for (const sentence of sentences) expect(said.filter((text) => text.includes(`"${sentence}"`))).toHaveLength(1);
  });
});

test("a network of 50 layers costs the compiler little more than its layers do", () => {
  const layer = (l: number) => `new Layer(${l + 1}, ${l + 2})`;
  const list = Array.from({ length: 50 }, (_, l) => layer(l)).join(", ");
  const cost = (source: string) => {
    const program = compile(head + source);
    expect(program.getSemanticDiagnostics(program.getSourceFile(join(here, "compiled.ts")))).toEqual([]);
    return { types: program.getTypeCount(), instantiations: program.getInstantiationCount() };
  };
  const alone = cost(`export const layers = [${list}] as const; export { Sequential };`);
  const network = cost(`export const net = new Sequential([${list}]); export const outputs: 51 = net.outputs;`);
  expect(network.types - alone.types).toBeLessThan(2_000);
  expect(network.instantiations - alone.instantiations).toBeLessThan(15_000);
});
