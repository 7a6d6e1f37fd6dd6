import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/**
 * The rooms of src/core from the ground up. A folder or file imports only from floors below its
 * own; folders on one floor do not import each other.
 */
const floors: readonly (readonly string[])[] = [
  ["checks"],
  ["numbers"],
  ["initializers", "schedules"],
  ["activations", "data", "metrics", "optimizers"],
  ["losses"],
  ["engine"],
  ["network"],
  ["saving"],
  ["training"],
  ["sequential"],
  ["pipeline", "predictWithDropout"],
  ["crossValidate"],
  ["index", "internal"],
];

/** The other rooms of src, with the rooms that each may import besides the two doors of core. */
const satellites: Readonly<Record<string, readonly string[]>> = {
  testing: [],
  formats: [],
  explain: [],
  charts: ["explain"],
  node: [],
  predict: [],
  parallel: [],
  bullmq: ["parallel"],
};

/**
 * The rooms that only Node has, and what rooms may import by its name: packages, and another entry
 * of this one.
 */
const nodeRooms = ["bullmq", "node"];
const packages: Readonly<Record<string, readonly string[]>> = {
  bullmq: ["bullmq"],
  node: ["deltarule/formats"],
};

const doors = ["core/index.ts", "core/internal.ts"];

/** Source text by path below src, with slashes. */
type Sources = Readonly<Record<string, string>>;

const src = fileURLToPath(new URL("../src", import.meta.url));
const sources: Sources = Object.fromEntries(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path, readFileSync(join(src, path), "utf8")]),
);

/** The folder of src that contains a file. */
const roomOf = (path: string): string => path.split("/")[0] as string;

/** For a file of core, its folder in core, or its own name without the ending. */
const unitOf = (path: string): string => (path.split("/")[1] ?? "").replace(/\.ts$/, "");

const floorOf = (path: string): number => floors.findIndex((units) => units.includes(unitOf(path)));

const hasPlace = (path: string): boolean =>
  roomOf(path) === "core" ? floorOf(path) !== -1 : roomOf(path) in satellites && path.includes("/");

/** The files that a file imports, including `import type`, `export … from` and `import("…")`. */
function importsOf(path: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push((node.moduleSpecifier as ts.StringLiteral).text);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push((node.argument.literal as ts.StringLiteral).text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      // A name that is computed is a module of the platform.
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push(argument.text);
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

/** One sentence for each violation of the rule. */
function violations(files: Sources): string[] {
  const graph = Object.entries(files).map(([path, source]) => [path, importsOf(path, source)] as const);
  const wrong = graph.flatMap(([path, imports]) => imports.flatMap((imported) => wrongImport(path, imported, files)));
  const homeless = Object.keys(files).filter((path) => !hasPlace(path));
  return [...homeless.map((path) => `${path} is in no room`), ...wrong, ...cycles(new Map(graph))];
}

function wrongImport(path: string, imported: string, files: Sources): string[] {
  const room = roomOf(path);
  if (nodeRooms.includes(room) && imported.startsWith("node:")) return [];
  if (packages[room]?.includes(imported)) return [];
  if (path === `testing/${imported}.ts`) return [];
  if (!(imported in files)) return [`${path} imports ${imported}, which is not part of src`];
  if (room !== "core") return mayEnter(room, imported) ? [] : [`${path} imports ${imported} past the doors`];
  if (roomOf(imported) !== "core") return [`${path} imports ${imported} from above`];
  if (unitOf(path) === unitOf(imported) || floorOf(imported) < floorOf(path)) return [];
  return [`${path} imports ${imported} from ${floorOf(imported) === floorOf(path) ? "its own floor" : "above"}`];
}

function mayEnter(room: string, imported: string): boolean {
  const other = roomOf(imported);
  return other === room || doors.includes(imported) || satellites[room].includes(other);
}

/** One sentence for each import that closes a cycle of files. */
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
  test("has every file in a room, imports only from below or through the doors, and no cycles", () => {
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    expect(violations(sources)).toEqual([]);
  });

  test("has no file longer than 300 lines", () => {
    const long = Object.entries(sources).filter(([, source]) => source.trimEnd().split("\n").length > 300);
    expect(long.map(([path]) => path)).toEqual([]);
  });
});

describe("the rule itself", () => {
  const base: Sources = {
    "core/checks/errors.ts": "export {};",
    "core/numbers/matrix.ts": 'import { show } from "../checks/errors.js";',
    "core/metrics/metric.ts": 'import type { Matrix } from "../numbers/matrix.js";',
    "core/metrics/rmse.ts": 'import type { Metric } from "./metric.js";\nexport { row } from "../numbers/matrix.js";',
    "core/data/split.ts": 'import { pick } from "../numbers/matrix.js";',
    "core/internal.ts": 'export { pick } from "./numbers/matrix.js";',
    "explain/trace.ts": 'import { pick } from "../core/internal.js";',
    "charts/plane.ts": 'import { trace } from "../explain/trace.js";\nimport { pick } from "../core/internal.js";',
    "node/atomic.ts": 'import { renameSync } from "node:fs";',
  };
  const planted = (changed: Sources) => violations({ ...base, ...changed });

  test("accepts imports from below, within a folder and through a door", () => {
    expect(violations(base)).toEqual([]);
  });

  test.each([
    ["an import from above", 'import { rmse } from "../metrics/rmse.js";'],
    ["a type from above", 'import type { Metric } from "../metrics/rmse.js";'],
    ["an inline type from above", 'export { type Metric } from "../metrics/rmse.js";'],
    ["a type import in an expression", 'type M = import("../metrics/rmse.js").Metric;'],
    ["a dynamic import from above", 'const later = () => import("../metrics/rmse.js");'],
    ["everything from above", 'export * from "../metrics/rmse.js";'],
  ])("finds %s", (_, source) => {
    expect(planted({ "core/checks/errors.ts": source })).toContain(
      "core/checks/errors.ts imports core/metrics/rmse.ts from above",
    );
  });

  test("finds an import from the same floor", () => {
    expect(planted({ "core/data/split.ts": 'import { rmse } from "../metrics/rmse.js";' })).toEqual([
      "core/data/split.ts imports core/metrics/rmse.ts from its own floor",
    ]);
  });

  test("finds an import past the doors, from another room, and from core into a satellite", () => {
    expect(planted({ "explain/trace.ts": 'import type { Matrix } from "../core/numbers/matrix.js";' })).toEqual([
      "explain/trace.ts imports core/numbers/matrix.ts past the doors",
    ]);
    expect(planted({ "node/atomic.ts": 'import { trace } from "../explain/trace.js";' })).toEqual([
      "node/atomic.ts imports explain/trace.ts past the doors",
    ]);
    expect(planted({ "core/data/split.ts": 'import { trace } from "../../explain/trace.js";' })).toContain(
      "core/data/split.ts imports explain/trace.ts from above",
    );
  });

  test("finds a cycle within a folder", () => {
    expect(planted({ "core/metrics/metric.ts": 'import { rmse } from "./rmse.js";' })).toEqual([
      "core/metrics/metric.ts → core/metrics/rmse.ts → core/metrics/metric.ts",
    ]);
  });

  test("finds a cycle of three files made of type imports only", () => {
    const changed = {
      "core/metrics/metric.ts": 'import type { R2 } from "./r2.js";',
      "core/metrics/r2.ts": 'import type { rmse } from "./rmse.js";',
    };
    expect(planted(changed)).toEqual([
      "core/metrics/metric.ts → core/metrics/r2.ts → core/metrics/rmse.ts → core/metrics/metric.ts",
    ]);
  });

  test("finds a file in no room, and an import from outside src", () => {
    const changed = {
      "utils.ts": "export {};",
      "core/utils/a.ts": "export {};",
      "core/numbers/matrix.ts": 'import { readFileSync } from "node:fs";',
    };
    expect(planted(changed)).toEqual([
      "utils.ts is in no room",
      "core/utils/a.ts is in no room",
      "core/numbers/matrix.ts imports node:fs, which is not part of src",
    ]);
  });
});
