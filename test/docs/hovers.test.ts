import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { read } from "../helpers/docs.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The source of each entry of package.json: `./testing/vitest` is src/testing/vitest.ts. */
function entryFiles(): string[] {
  const { exports } = JSON.parse(read("package.json")) as { exports: Readonly<Record<string, unknown>> };
  const names = Object.keys(exports).filter((name) => !/\.(wasm|json)$/.test(name));
  return names.map((name) => {
    const place = name === "." ? "core" : name.slice("./".length);
    return `${root}src/${place.includes("/") ? place : `${place}/index`}.ts`;
  });
}

const { config } = ts.readConfigFile(`${root}src/node/tsconfig.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, `${root}src/node`);
const program = ts.createProgram(entryFiles(), options);
const checker = program.getTypeChecker();

/** Every export of every entry, once, by the name that a program imports. */
const exported = new Map<ts.Symbol, string>();
for (const path of entryFiles()) {
  const file = program.getSourceFile(path);
  const module = file && checker.getSymbolAtLocation(file);
  for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!exported.has(meant)) exported.set(meant, symbol.name);
  }
}

/** What an editor shows under the name. */
const textOf = (of: ts.Symbol | ts.Signature): string => ts.displayPartsToString(of.getDocumentationComment(checker));

/** The code among it. */
const codeOf = (of: ts.Symbol): string =>
  textOf(of)
    .split(/```\w*\n/)
    .filter((_, k) => k % 2 === 1)
    .join("");

/** Whether a text begins with a sentence: words, and a full stop or a colon. */
const hasSentence = (text: string): boolean => /\S+ \S+[^`]*?[.:]/.test(text.split("```")[0]);

const isValue = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Value) !== 0;

/** The signatures of a function or of a class's methods: each has a hover of its own. */
function signatures(symbol: ts.Symbol): readonly (readonly [place: string, of: ts.Signature])[] {
  const declared = symbol.valueDeclaration;
  if (declared !== undefined && ts.isClassDeclaration(declared)) {
    const methods = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    return methods.filter((method) => !/^(__#|#|__@)/.test(method.name)).flatMap(signatures);
  }
  const isCalled = declared !== undefined && (ts.isFunctionDeclaration(declared) || ts.isMethodDeclaration(declared));
  const found = isCalled ? checker.getTypeOfSymbol(symbol).getCallSignatures() : [];
  return found.map((signature, k) => [`${symbol.name}, overload ${k}`, signature] as const);
}

describe("what an editor shows of an export", () => {
  it("is found for the exports of every entry", () => {
    expect(entryFiles().length).toBeGreaterThanOrEqual(12);
    expect([...exported.values()]).toEqual(
      expect.arrayContaining(["Sequential", "toOnnx", "lossCurve", "explain", "progress", "openPool", "openQueue"]),
    );
    expect(exported.size).toBeGreaterThan(400);
  });

  it("begins with a sentence, for types too", () => {
    const silent = [...exported].filter(([symbol]) => !hasSentence(textOf(symbol))).map(([, name]) => name);
    expect(silent).toEqual([]);
  });

  it("begins with a sentence for each way to call a function", () => {
    const silent = [...exported].flatMap(([symbol, name]) =>
      signatures(symbol).flatMap(([place, of]) => (hasSentence(textOf(of)) ? [] : [`${name}: ${place}`])),
    );
    expect(silent).toEqual([]);
  });

  it("has an example for each function, class and constant", () => {
    const without = [...exported]
      .filter(([symbol]) => isValue(symbol) && !codeOf(symbol).includes('from "deltarule'))
      .map(([, name]) => name);
    expect(without).toEqual([]);
  });

  it("has an example that uses the name", () => {
    const missing = [...exported]
      .filter(([symbol, name]) => isValue(symbol) && !codeOf(symbol).includes(name))
      .map(([, name]) => name);
    expect(missing).toEqual([]);
  });

  it("has a sentence for each member of a class, and for each option, other than a name", () => {
    const silent = [...exported].flatMap(([symbol, name]) => {
      if (!(symbol.flags & ts.SymbolFlags.Class) && !/(Options|Case|Parts)$/.test(name)) return [];
      const members = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
      return members
        .filter(({ name: member, declarations: [first] = [] }) => {
          const isOurs = first?.getSourceFile().fileName.startsWith(`${root}src/`);
          return isOurs && !/^(__#|#|name$)/.test(member);
        })
        .filter((member) => textOf(member).trim() === "")
        .map((member) => `${name}.${member.name}`);
    });
    expect(silent).toEqual([]);
  });
});
