import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Block, Program } from "./docs.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const { options: ofTests } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${folder}tsconfig.json`, ts.sys.readFile).config,
  ts.sys,
  folder,
);

/** The errors of strict TypeScript in these programs, as `page:line: message`. */
export function typeErrors(programs: readonly Program[]): string[] {
  return errorsIn(new Map(programs.map((program, k) => [`${folder}program${k}.ts`, program])), {
    ...ofTests,
    noUnusedLocals: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
  });
}

/** The errors of strict TypeScript in tsx blocks, as `page:line: message`. */
export function tsxErrors(blocks: readonly Block[]): string[] {
  const programs = blocks.map(({ page, line, code }) => ({ page, line, code: "\n".repeat(line - 1) + code }));
  return errorsIn(new Map(programs.map((program, k) => [`${folder}page${k}.tsx`, program])), {
    ...ofTests,
    noUnusedLocals: false,
    jsx: ts.JsxEmit.ReactJSX,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
  });
}

/** The errors in programs that exist only in memory, each at a path of its own. */
function errorsIn(programs: ReadonlyMap<string, Program>, settings: ts.CompilerOptions): string[] {
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => programs.has(name) || fileExists(name);
  host.readFile = (name) => programs.get(name)?.code ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const program = programs.get(name);
    return program ? ts.createSourceFile(name, program.code, version) : getSourceFile(name, version, ...rest);
  };
  const compiled = ts.createProgram([...programs.keys()], settings, host);
  return [...programs].flatMap(([name, { page }]) => {
    const file = compiled.getSourceFile(name);
    return ts.getPreEmitDiagnostics(compiled, file).map(({ messageText, start = 0 }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
      return `${page}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
  });
}
