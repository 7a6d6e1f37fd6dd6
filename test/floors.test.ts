import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** From the ground up. A folder or file imports only from floors below its own; what shares a floor knows nothing of each other. */
const floors: readonly (readonly string[])[] = [
  ["errors"],
  ["compiled", "elementary", "interned", "json", "matrix", "options", "random"],
  ["base64", "classes", "initializers", "samples", "schedules"],
  ["activations", "data", "metrics", "optimizers"],
  ["losses"],
  ["engine"],
  ["network"],
  ["chain", "training"],
  ["sequential"],
  ["crossValidate", "pipeline"],
  ["formats", "testing"],
  ["explain", "node"],
  ["charts"],
  ["index"],
];

/** A file's source by its path below src, with slashes. */
type Sources = Readonly<Record<string, string>>;

const src = fileURLToPath(new URL("../src", import.meta.url));
const sources: Sources = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path, readFileSync(join(src, path), "utf8")]),
);

/** The first part of a path: a folder, or a file without its ending. */
const unitOf = (path: string): string => (path.split("/")[0] as string).replace(/\.ts$/, "");

const floorOf = (path: string): number => floors.findIndex((units) => units.includes(unitOf(path)));

/** The files that a file imports, with `import type`, `export … from` and `import("…")` in types and code too. */
function importsOf(path: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push((node.argument.literal as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push((node.arguments[0] as ts.StringLiteral).text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true));
  return found.map((specifier) =>
    specifier.startsWith(".")
      ? normalize(join(dirname(path), specifier))
          .replaceAll("\\", "/")
          .replace(/\.js$/, ".ts")
      : specifier,
  );
}

/** Everything that breaks the rule, a sentence each. */
function violations(files: Sources): string[] {
  const graph = Object.entries(files).map(([path, source]) => [path, importsOf(path, source)] as const);
  const wrong = graph.flatMap(([path, imports]) => imports.flatMap((imported) => wrongImport(path, imported, files)));
  const homeless = Object.keys(files).filter((path) => floorOf(path) === -1);
  return [...homeless.map((path) => `${path} is on no floor`), ...wrong, ...cycles(new Map(graph))];
}

function wrongImport(path: string, imported: string, files: Sources): string[] {
  if (unitOf(path) === "node" && imported.startsWith("node:")) return [];
  if (path === `testing/${imported}.ts` || (path.startsWith("testing/arbitraries/") && imported === "fast-check"))
    return [];
  if (!(imported in files)) return [`${path} imports ${imported}, which is not part of src`];
  if (unitOf(path) === unitOf(imported) || floorOf(imported) < floorOf(path)) return [];
  return [`${path} imports ${imported} from ${floorOf(imported) === floorOf(path) ? "its own floor" : "above"}`];
}

/** One sentence for each import that closes a circle of files. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || done.has(path)) return;
    for (const imported of graph.get(path) ?? []) walk(imported, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}

describe("src", () => {
  test("every file is on a floor and imports only from floors below, without cycles", () => {
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(violations(sources)).toEqual([]);
  });

  test("no file is longer than 200 lines", () => {
    const long = Object.entries(sources).filter(([, source]) => source.trimEnd().split("\n").length > 200);
    expect(long.map(([path]) => path)).toEqual([]);
  });
});

describe("the rule itself", () => {
  const base: Sources = {
    "errors.ts": "export {};",
    "matrix.ts": 'import { show } from "./errors.js";',
    "metrics/metric.ts": 'import type { Matrix } from "../matrix.js";',
    "metrics/rmse.ts": 'import type { Metric } from "./metric.js";\nexport { row } from "../matrix.js";',
    "data/split.ts": 'import { pick } from "../matrix.js";',
  };
  const planted = (changed: Sources) => violations({ ...base, ...changed });

  test("accepts imports from below and within a folder", () => {
    expect(violations(base)).toEqual([]);
  });

  test.each([
    ["an import from above", 'import { rmse } from "./metrics/rmse.js";'],
    ["a type from above", 'import type { Metric } from "./metrics/rmse.js";'],
    ["an inline type from above", 'export { type Metric } from "./metrics/rmse.js";'],
    ["a type import in an expression", 'type M = import("./metrics/rmse.js").Metric;'],
    ["a dynamic import from above", 'const later = () => import("./metrics/rmse.js");'],
    ["everything from above", 'export * from "./metrics/rmse.js";'],
  ])("finds %s", (_, source) => {
    expect(planted({ "errors.ts": source })).toContain("errors.ts imports metrics/rmse.ts from above");
  });

  test("finds an import from a neighbour", () => {
    expect(planted({ "data/split.ts": 'import { rmse } from "../metrics/rmse.js";' })).toEqual([
      "data/split.ts imports metrics/rmse.ts from its own floor",
    ]);
  });

  test("finds a cycle within a folder", () => {
    expect(planted({ "metrics/metric.ts": 'import { rmse } from "./rmse.js";' })).toEqual([
      "metrics/metric.ts → metrics/rmse.ts → metrics/metric.ts",
    ]);
  });

  test("finds a cycle of nothing but types, of three files", () => {
    const changed = {
      "metrics/metric.ts": 'import type { R2 } from "./r2.js";',
      "metrics/r2.ts": 'import type { rmse } from "./rmse.js";',
    };
    expect(planted(changed)).toEqual(["metrics/metric.ts → metrics/r2.ts → metrics/rmse.ts → metrics/metric.ts"]);
  });

  test("finds a file on no floor, and an import from outside", () => {
    const changed = { "utils.ts": "export {};", "matrix.ts": 'import { readFileSync } from "node:fs";' };
    expect(planted(changed)).toEqual([
      "utils.ts is on no floor",
      "matrix.ts imports node:fs, which is not part of src",
    ]);
  });
});
