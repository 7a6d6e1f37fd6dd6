/**
 * The order of the site's pages and their headings. A new page in docs/ needs no entry here: it
 * appears at the end of "More".
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chineseGroup } from "./chinese.js";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** Paths from the root, without `.md`; paths that do not exist are left out. */
const order: Readonly<Record<string, readonly string[]>> = {
  Learn: inDocs(
    ...["quick-start", "concepts", "regression", "classification", "tabular-data", "time-series"],
    ...["training", "it-does-not-learn", "examples"],
  ),
  "Save and ship": inDocs(
    ...["saving", "checkpoints", "plain-html", "worker", "react", "frameworks", "hosts"],
    ...["formats-source", "formats-onnx", "formats-safetensors", "to-pytorch"],
  ),
  "Look inside": inDocs("testing", "explain", "walkthrough", "charts"),
  "Go further": inDocs("scale", "custom-pieces", "engine", "design"),
  "Coming from": inDocs(
    ...["from-keras", "from-pytorch", "from-scikit-learn", "from-brain-js", "from-synaptic"],
    ...["from-tensorflow-js", "from-ml5"],
  ),
  "Look up": inDocs("overview", "glossary", "errors", "formats-json", "conformance"),
  [chineseGroup]: inDocs("zh-quick-start", "zh-concepts", "zh-training", "zh-walkthrough"),
  More: [],
  Benchmarks: [],
  Project: ["CONTRIBUTING", "SECURITY", "CHANGELOG"],
};

function inDocs(...names: string[]): string[] {
  return names.map((name) => `docs/${name}`);
}

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
      .map((path) => ({ path, group }));
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
