import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chdir, cwd } from "node:process";
import { fileURLToPath } from "node:url";
import * as d3Dsv from "d3-dsv";
import * as deltarule from "deltarule";
import * as charts from "deltarule/charts";
import * as explain from "deltarule/explain";
import * as formats from "deltarule/formats";
import * as node from "deltarule/node";
import * as parallel from "deltarule/parallel";
import * as predict from "deltarule/predict";
import * as testing from "deltarule/testing";
import * as fastCheckEntry from "deltarule/testing/fast-check";
import * as vitestEntry from "deltarule/testing/vitest";
import * as fastCheck from "fast-check";
import papaparse from "papaparse";
import ts from "typescript";
import * as vega from "vega";
import * as vegaLite from "vega-lite";
import * as vitest from "vitest";
import { binary } from "../../src/core/engine/simd/binary.js";
import { compile } from "../../src/core/engine/simd/instance.js";
import { checkPrinted } from "./docsValue.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The modules that code on the pages can import, besides Node's own. */
const entries: Readonly<Record<string, unknown>> = {
  deltarule,
  "deltarule/charts": charts,
  "deltarule/explain": explain,
  "deltarule/formats": formats,
  // A module of kernels, as Cloudflare Workers import it.
  "deltarule/kernels.wasm": { __esModule: true, default: compile(binary) },
  "deltarule/node": node,
  "deltarule/parallel": parallel,
  "deltarule/predict": predict,
  "deltarule/testing": testing,
  "deltarule/testing/fast-check": fastCheckEntry,
  "deltarule/testing/vitest": vitestEntry,
  "d3-dsv": d3Dsv,
  "fast-check": fastCheck,
  papaparse: { __esModule: true, default: papaparse },
  vega,
  "vega-lite": vegaLite,
  vitest,
};

/** A fenced block of a page. */
export interface Block {
  /** The path of the page from the root of the repository. */
  readonly page: string;
  /** Blocks of one section share their variables: a page, or one doc comment of a source file. */
  readonly section: number;
  readonly language: string;
  /** The line of the page on which the code begins, counted from 1. */
  readonly line: number;
  readonly code: string;
}

/** Blocks that run together: one that begins with an import, and those after it that do not. */
export interface Program {
  readonly page: string;
  readonly line: number;
  /** The code, on the same line numbers as in the page. */
  readonly code: string;
}

/** The pages for readers as paths from the root: README, CONTRIBUTING, SECURITY and docs. */
export function pages(): string[] {
  const docs = filesIn("docs", ".md").filter((path) => !path.startsWith("docs/site/"));
  return ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...docs];
}

/** Every fenced block of every page and of every doc comment in the source. */
export function allBlocks(): Block[] {
  return [
    ...pages().flatMap((page) => blocksOf(page, read(page))),
    ...filesIn("src", ".ts").flatMap((file) => commentBlocks(file, read(file))),
  ];
}

/** The fenced blocks of a Markdown text that begins at this line of the page. */
export function blocksOf(page: string, markdown: string, section = 0, firstLine = 1): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; indent: number; language: string; line: number; code: string[] } | null = null;
  markdown.split("\n").forEach((text, i) => {
    const [, space, fence, info] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (open === null) {
      if (fence !== undefined)
        open = { fence, indent: space.length, language: info.trim(), line: firstLine + i + 1, code: [] };
    } else if (fence?.startsWith(open.fence) && info.trim() === "") {
      blocks.push({ page, section, language: open.language, line: open.line, code: open.code.join("\n") });
      open = null;
    } else open.code.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)));
  });
  if (open !== null) throw new Error(`${page}: a code block is not closed`);
  return blocks;
}

/** The fenced blocks in the doc comments of a source file. */
export function commentBlocks(page: string, source: string): Block[] {
  return [...source.matchAll(/\/\*\*.*?\*\//gs)].flatMap((comment, section) => {
    const line = source.slice(0, comment.index).split("\n").length;
    return blocksOf(page, comment[0].replace(/^\s*\* ?/gm, ""), section, line);
  });
}

/** Joins TypeScript blocks into programs. */
export function programsOf(blocks: readonly Block[]): Program[] {
  const programs: (Program & { section: number })[] = [];
  for (const { page, section, language, line, code } of blocks) {
    if (language !== "ts") continue;
    const last = programs.at(-1);
    const continues = last?.page === page && last.section === section && !/^import\s/.test(code.trimStart());
    const before = continues ? last.code : "";
    const whole = before + "\n".repeat(line - 1 - (before.split("\n").length - 1)) + code;
    if (continues) programs[programs.length - 1] = { ...last, code: whole };
    else programs.push({ page, section, line, code: whole });
  }
  return programs;
}

/**
 * Runs a program. Each `statement; // value` must have that value, and each
 * `statement; // throws SomeError: message` must throw that error.
 */
export async function run({ page, code }: Program): Promise<void> {
  const check = async (line: number, printed: string, statement: () => unknown): Promise<void> => {
    try {
      await checkOne(printed, statement);
    } catch (error) {
      throw new Error(`${page}:${line}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const require = (name: string): unknown => {
    if (Object.hasOwn(entries, name)) return entries[name];
    if (name.startsWith("node:")) return createRequire(import.meta.url)(name);
    throw new Error(`${page}: imports "${name}", wanted ${Object.keys(entries).join(", ")} or a module of Node`);
  };
  const options: ts.CompilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const script = ts.transpileModule(withChecks(page, code), { compilerOptions: options }).outputText;
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const quiet = { log: () => {} };
  const [before, folder] = [cwd(), mkdtempSync(join(tmpdir(), "deltarule-docs-"))];
  try {
    chdir(folder); // files that the page writes stay out of the repository
    await new AsyncFunction("require", "exports", "check", "console", script)(require, {}, check, quiet);
  } finally {
    chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkOne(printed: string, statement: () => unknown): Promise<void> {
  const [, name, message] = /^throws (\w+): (.*)$/s.exec(printed) ?? [];
  if (name === undefined) return checkPrinted(printed, await statement());
  const thrown = await Promise.resolve()
    .then(statement)
    .then(
      () => null,
      (error: unknown) => error,
    );
  if (!(thrown instanceof Error)) throw new Error(`nothing was thrown, wanted ${name}: ${message}`);
  if (`${thrown.name}: ${thrown.message}` !== `${name}: ${message}`)
    throw new Error(`threw ${thrown.name}: ${thrown.message}\nnot   ${name}: ${message}`);
}

/**
 * The program with a call of `check` instead of, or after, each statement that ends in a comment.
 */
function withChecks(page: string, code: string): string {
  const file = ts.createSourceFile("program.ts", code, ts.ScriptTarget.ES2022, true);
  const pieces = file.statements.map((statement) => {
    const text = statement.getText();
    const printed = comment(code, statement.end);
    if (printed === null) return text;
    const line = file.getLineAndCharacterOfPosition(statement.end).line + 1;
    const start = `await check(${line}, ${JSON.stringify(printed)}, async () =>`;
    if (ts.isExpressionStatement(statement)) return `${start} (${shown(statement.expression)}));`;
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (declared.length === 1 && ts.isIdentifier(declared[0].name))
      return `${text}\n${start} ${declared[0].name.text});`;
    throw new Error(`${page}:${line}: put the remark on a line of its own`);
  });
  return pieces.join("\n");
}

/** The comment on the line where a statement ends, with the comment lines directly below it. */
function comment(code: string, end: number): string | null {
  const found = /^[ \t]*\/\/ ?(.*(?:\n[ \t]*\/\/.*)*)/.exec(code.slice(end));
  return found === null ? null : found[1].replace(/\s*\n\s*\/\/\s*/g, " ").trim();
}

/** The value of a statement, or of the argument that it prints. */
function shown(expression: ts.Expression): string {
  const prints = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
  return prints && expression.arguments.length === 1 ? expression.arguments[0].getText() : expression.getText();
}

/** The error in a block that is not TypeScript, or `null`. */
export function blockError({ page, language, line, code }: Block, scripts: readonly string[]): string | null {
  // scripts/check-c.ts compiles and runs the C on the pages; docsWeb.ts runs the blocks for the
  // web.
  if (["c", "html", "js", "svelte", "text", "ts", "tsx", "vue"].includes(language)) return null;
  if (language === "json") return isJson(code) ? null : `${page}:${line}: this is not JSON`;
  if (language !== "sh")
    return `${page}:${line}: wanted ts, tsx, html, vue, svelte, js, sh, json, c or text, not "${language}"`;
  const commands = code.split(/\n|&&/).map((command) => command.replace(/#.*/, "").trim());
  const unknown = commands.find((command) => command !== "" && !isCommand(command, scripts));
  return unknown === undefined ? null : `${page}:${line}: "${unknown}" is not a command that the tests know`;
}

function isCommand(command: string, scripts: readonly string[]): boolean {
  const script = /^npm (?:run )?(\S+)(?: -- .+)?$/.exec(command)?.[1];
  if (["npm ci", "npm install deltarule", "cd deltarule", ".ci/run"].includes(command)) return true;
  if (/^npx (vitest run|tsx|biome check)( [\w./-]+)*$/.test(command)) {
    return command.split(" ").every((word) => !word.includes("/") || existsSync(root + word));
  }
  return script !== undefined && scripts.includes(script) && (script === "test" || command.startsWith("npm run "));
}

function isJson(code: string): boolean {
  try {
    JSON.parse(code);
    return true;
  } catch {
    return false;
  }
}

/** The targets of a page's links and pictures that are neither existing files nor other sites. */
export function brokenLinks(page: string): string[] {
  const prose = read(page).replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, "");
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source,
  );
  const folder = page.includes("/") ? page.slice(0, page.lastIndexOf("/") + 1) : "";
  return targets.filter(
    (target) => !/^(https?:|#)/.test(target) && !existsSync(root + folder + target.replace(/#.*/, "")),
  );
}

/** The npm scripts of the package. */
export function npmScripts(): string[] {
  return Object.keys(JSON.parse(read("package.json")).scripts ?? {});
}

function filesIn(folder: string, extension: string): string[] {
  const entries = readdirSync(root + folder, { recursive: true, encoding: "utf8" });
  return entries
    .filter((path) => path.endsWith(extension))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();
}

/** The text of a file, by its path from the root. */
export function read(path: string): string {
  return readFileSync(root + path, "utf8");
}
