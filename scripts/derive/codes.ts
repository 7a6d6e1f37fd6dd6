import type { Piece } from "./pieces.js";
import type { KernelModule } from "./writer.js";

/** The name of a piece's number in kernels/: `GELU_TANH` of geluTanh. */
export function codeName(piece: string): string {
  return piece.replace(/[A-Z]/g, "_$&").toUpperCase();
}

/** kernels/derived/codes.ts: the numbers of the pieces for the kernels, from 1. */
export function kernelCodes(head: string, pieces: readonly Piece[]): string {
  const lines = pieces.map(({ name }, k) => `export const ${codeName(name)}: i32 = ${k + 1};`);
  const digest = `export const PIECES: i32 = ${digestOf(pieces)};`;
  return `${[head, "", ...lines, digest].join("\n")}\n`;
}

/** A number that differs where the pieces or their order differ (FNV-1a of their names). */
function digestOf(pieces: readonly Piece[]): number {
  let hash = 0x811c9dc5 | 0;
  for (const character of pieces.map(({ name }) => name).join(" ")) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash;
}

/** src/core/engine/simd/codes.ts: the same numbers for the engine. */
export function engineCodes(head: string, pieces: readonly Piece[]): string {
  const names = pieces.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined) throw new Error(`two pieces are called ${twice}`);
  return `${head}

/** The activations and losses that the kernels have, in the order of their numbers from 1. */
export const compiledPieces: readonly string[] =
  /* @__PURE__ */ "${names.join(" ")}".split(" ");

/** What \`pieces()\` of a module gives whose numbers are these. */
export const piecesDigest: number = ${digestOf(pieces)};
`;
}

/** A function that chooses a piece by its number. */
interface Choice {
  readonly name: string;
  readonly what: string;
  /** The parameter with the number. */
  readonly on: string;
  readonly parameters: string;
}

/** Adds a function that calls that of the piece: its name, and then `call`. */
export function addChoice(
  module: KernelModule,
  { name, what, on, parameters }: Choice,
  pieces: readonly Piece[],
  call: string,
): void {
  const cases = pieces.map((piece, k) => {
    // The last one is taken without a comparison.
    const code = codeName(piece.name);
    const label = k + 1 === pieces.length ? `default: // ${code}` : `case ${code}:`;
    return `    ${label}\n      return ${piece.name}${call};`;
  });
  const choice = [`  switch (${on}) {`, ...cases, "  }"].join("\n");
  const body = pieces.length === 0 ? "  return f64x2.splat(0);" : choice;
  module.add(name, `/** ${what} */\nexport function ${name}(${parameters}): v128 {\n${body}\n}`);
}
