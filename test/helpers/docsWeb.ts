/**
 * Runs the pages' code for the web. The scripts of an HTML block run with a document that has the
 * elements of the block; `new Worker("./file.js")` finds the block of the same page that begins
 * with
 * `// file.js`. A tsx block is type-checked, and its default export is rendered to HTML.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createElement, type FunctionComponent } from "react";
import type { Block } from "./docs.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A stand-in for an element of the page, with the properties that scripts use. */
export interface FakeElement {
  textContent: string;
  innerHTML: string;
  value: string;
  onclick: (() => unknown) | null;
}

/**
 * The elements of an HTML block by id, after its scripts have run and all workers have answered.
 */
export async function runHtml(block: Block, others: readonly Block[]): Promise<Map<string, FakeElement>> {
  checkImportMap(block);
  const elements = new Map(
    [...block.code.matchAll(/\sid="([^"]+)"/g)].map(([, id]): [string, FakeElement] => [
      id,
      { textContent: "", innerHTML: "", value: "", onclick: null },
    ]),
  );
  const find = (selector: string): FakeElement => {
    const found = elements.get(selector.replace(/^#/, ""));
    if (found === undefined) throw new Error(`${block.page}: there is no ${selector} in the page`);
    return found;
  };
  const document = { querySelector: find, getElementById: find };
  const pending: Promise<void>[] = [];
  const scripts = [...block.code.matchAll(/<script type="module">([\s\S]*?)<\/script>/g)].map(([, code]) => code);
  if (scripts.length === 0) throw new Error(`${block.page}: an HTML block without a module script`);
  for (const code of scripts) {
    new Function("document", "Worker", await bundle(code, "js"))(document, workerClass(others, pending));
  }
  for (const { onclick } of elements.values()) await onclick?.();
  for (let k = 0; k < pending.length; k++) await pending[k];
  return elements;
}

/** Throws unless the package has every path of the import map. */
function checkImportMap({ page, code }: Block): void {
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(code)?.[1];
  if (map === undefined) return;
  const { exports } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  for (const [name, path] of Object.entries<string>(JSON.parse(map).imports)) {
    const entry = exports[name.replace(/^deltarule/, ".")]?.import.default.replace(/^\./, "");
    if (entry === undefined || !path.endsWith(`/deltarule${entry}`))
      throw new Error(`${page}: ${name} is not at ${path}`);
  }
}

/** A Worker that runs a block of the page in the same thread, with copies of every message. */
function workerClass(blocks: readonly Block[], pending: Promise<void>[]): unknown {
  return class {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    readonly #inside: Promise<{ onmessage: ((event: { data: unknown }) => unknown) | null }>;

    constructor(url: string) {
      const name = url.replace(/^.*\//, "");
      const source = blocks.find(({ code }) => code.startsWith(`// ${name}\n`));
      if (source === undefined) throw new Error(`the page has no block that begins with // ${name}`);
      const self = {
        onmessage: null,
        postMessage: (data: unknown) => this.onmessage?.({ data: structuredClone(data) }),
      };
      this.#inside = bundle(source.code, "js").then((code) => {
        new Function("self", "postMessage", code)(self, self.postMessage);
        return self;
      });
    }

    postMessage(data: unknown): void {
      pending.push(
        this.#inside.then(async ({ onmessage }) => void (await onmessage?.({ data: structuredClone(data) }))),
      );
    }
  };
}

/** The HTML of a component in its initial state. */
export async function renderTsx({ code }: Block): Promise<string> {
  const module: { exports: { default?: FunctionComponent } } = { exports: {} };
  new Function("module", "exports", "require", await bundle(code, "tsx", "cjs"))(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  if (module.exports.default === undefined) throw new Error("a tsx block without a default export");
  const { renderToStaticMarkup } = createRequire(import.meta.url)("react-dom/server");
  return renderToStaticMarkup(createElement(module.exports.default));
}

async function bundle(code: string, loader: "js" | "tsx", format: "iife" | "cjs" = "iife"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader, resolveDir: root },
    ...{ bundle: true, write: false, format, target: "es2022", jsx: "automatic", logLevel: "silent" },
    external: ["react", "react/*"],
    plugins: [
      {
        name: "deltarule",
        setup: ({ onResolve }) => {
          onResolve({ filter: /^deltarule(\/[\w/-]+)?$/ }, ({ path }) => ({
            path: sourceOf(path.slice(10) || "index"),
          }));
          onResolve({ filter: /\/deltarule\/dist\/\w+\.js$/ }, ({ path }) => ({
            path: sourceOf((/(\w+)\.js$/.exec(path)?.[1] ?? "").replace(/^index$/, "index")),
          }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

function sourceOf(entry: string): string {
  return entry === "index" ? `${root}src/core/index.ts` : `${root}src/${entry}/index.ts`;
}
