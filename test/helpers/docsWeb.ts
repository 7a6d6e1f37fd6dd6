/**
 * Runs the pages' code for the web. The scripts of an HTML block run with a document that has the
 * elements of the block; `new Worker("./file.js")` finds the block of the same page that begins
 * with
 * `// file.js`. A tsx block is type-checked, and its default export is rendered to HTML.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import * as deltarule from "deltarule";
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
  const scripts = scriptsOf(block, others);
  if (scripts.length === 0) throw new Error(`${block.page}: an HTML block without a script`);
  for (const { code, module } of scripts) {
    const program = module ? await bundle(code, "js") : code;
    // A classic script has the global that deltarule.global.js defines, if the page loads it.
    const global = loadsGlobal(block) && !module ? deltarule : undefined;
    new Function("document", "Worker", "deltarule", program)(document, workerClass(others, pending), global);
  }
  for (const { onclick } of elements.values()) await onclick?.();
  for (let k = 0; k < pending.length; k++) await pending[k];
  return elements;
}

/** The scripts of an HTML block: inline ones, and those in blocks that begin with their name. */
function scriptsOf({ page, code }: Block, others: readonly Block[]): { code: string; module: boolean }[] {
  const found = [...code.matchAll(/<script( type="module")?(?: src="([^"]+)")?>([\s\S]*?)<\/script>/g)];
  return found.flatMap(([, module, source, inside]) => {
    if (source === undefined) return [{ code: inside, module: module !== undefined }];
    if (isLibrary(source)) return [];
    const block = blockNamed(source, others);
    if (block === undefined) throw new Error(`${page}: there is no block that begins with // ${source}`);
    return [{ code: block.code, module: module !== undefined }];
  });
}

/** Whether a script loads the library as a global. */
function loadsGlobal({ code }: Block): boolean {
  return [...code.matchAll(/<script src="([^"]+)">/g)].some(([, source]) => isLibrary(source));
}

/** The files of the package that define the global: the CDN serves the one of `jsdelivr`. */
function isLibrary(source: string): boolean {
  const { jsdelivr, unpkg, version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const file = "deltarule.global.js";
  if (jsdelivr !== `./dist/${file}` || unpkg !== jsdelivr) throw new Error("a CDN serves another file");
  const [major, minor] = version.split(".");
  return source === `./${file}` || source === `https://cdn.jsdelivr.net/npm/deltarule@${major}.${minor}`;
}

/** The block of a page that begins with `// name.js`. */
export function blockNamed(path: string, blocks: readonly Block[]): Block | undefined {
  const name = path.replace(/^.*\//, "");
  return blocks.find(({ code }) => code.startsWith(`// ${name}\n`));
}

/** Throws where a program imports what the library does not export. */
export async function checkImports({ code, page, line }: Block): Promise<void> {
  try {
    await bundle(code, "js", "esm", ["node:*", "bullmq"]);
  } catch (error) {
    throw new Error(`${page}:${line}: ${error instanceof Error ? error.message : error}`);
  }
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

    constructor(url: string | URL) {
      const source = blockNamed(String(url), blocks);
      if (source === undefined) throw new Error(`the page has no block that begins with // ${url}`);
      const self = {
        onmessage: null,
        postMessage: (data: unknown) => this.onmessage?.({ data: structuredClone(data) }),
      };
      this.#inside = bundle(source.code, "js").then((code) => {
        new Function("self", "postMessage", code)(self, self.postMessage);
        return self;
      });
    }

    terminate(): void {
      this.onmessage = null;
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

async function bundle(
  code: string,
  loader: "js" | "tsx",
  format: "iife" | "cjs" | "esm" = "iife",
  external: readonly string[] = [],
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader, resolveDir: root },
    ...{ bundle: true, write: false, format, target: "es2022", jsx: "automatic", logLevel: "silent" },
    external: ["react", "react/*", ...external],
    define: format === "iife" ? { "import.meta.url": '"file:///page.js"' } : {},
    plugins: [
      {
        name: "deltarule",
        setup: ({ onResolve }) => {
          onResolve({ filter: /^deltarule(\/[\w/-]+)?$/ }, ({ path }) => ({
            path: sourceOf(path.slice(10) || "index"),
          }));
          onResolve({ filter: /(?:deltarule(?:@[\d.]+)?\/dist|\.)\/deltarule\.min\.js$/ }, () => ({
            path: sourceOf("index"),
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
