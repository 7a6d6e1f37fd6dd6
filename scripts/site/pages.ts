/**
 * The order of the site's pages and their headings. A new page in docs/ needs no entry here: it
 * appears at the end of "More".
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** Paths from the root, without `.md`; paths that do not exist are left out. */
const order: Readonly<Record<string, readonly string[]>> = {
  Learn: ["docs/quick-start", "docs/concepts", "docs/walkthrough", "docs/explain"],
  "How to": [
    ...[
      "regression",
      "classification",
      "tabular-data",
      "time-series",
      "training",
      "saving",
      "checkpoints",
      "charts",
      "custom-pieces",
      "testing",
    ],
    ...[
      "formats",
      "formats-safetensors",
      "formats-onnx",
      "formats-source",
      "from-tensorflow-js",
      "from-brain-js",
      "scale",
      "worker",
      "react",
      "hosts",
      "plain-html",
    ],
  ].map((name) => `docs/${name}`),
  "Look up": ["docs/engine", "docs/errors", "docs/conformance"],
  More: [],
  Benchmarks: [],
  Project: ["CONTRIBUTING", "SECURITY", "CHANGELOG"],
};

/** The headings in their order. */
export const groups: readonly string[] = Object.keys(order);

/** Every page, by its path from the root, in the order of the site. */
export function sitePages(): { readonly path: string; readonly group: string }[] {
  const listed = Object.entries(order).flatMap(([group, names]) =>
    names.map((name) => ({ path: `${name}.md`, group })).filter(({ path }) => existsSync(join(root, path))),
  );
  const known = new Set(listed.map(({ path }) => path));
  const found = (folder: string, group: string) =>
    markdownIn(folder)
      .filter((path) => !known.has(path))
      .map((path) => ({ path, group: path.startsWith("docs/formats") ? "How to" : group }));
  const all = [...listed, ...found("docs", "More"), ...found("bench", "Benchmarks")];
  return all.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
}

function markdownIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md") && !/node_modules|^docs\/site\//.test(path))
    .sort();
}
