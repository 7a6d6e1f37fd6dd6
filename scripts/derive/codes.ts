import type { Piece } from "./pieces.js";

/** The name of a piece's number in kernels/: `GELU_TANH` of geluTanh. */
export function codeName(piece: string): string {
  return piece.replace(/[A-Z]/g, "_$&").toUpperCase();
}

/** Number of a piece among those of its kind, from 1. */
function codeOf(pieces: readonly Piece[], piece: Piece): number {
  return pieces.indexOf(piece) + 1;
}

/** kernels/derived/codes.ts: the numbers for the kernels. */
export function kernelCodes(head: string, ...kinds: readonly (readonly Piece[])[]): string {
  const lines = kinds.flatMap((pieces) =>
    pieces.map((piece) => `export const ${codeName(piece.name)}: i32 = ${codeOf(pieces, piece)};`),
  );
  return `${[head, "", ...lines].join("\n")}\n`;
}

/** src/core/engine/simd/codes.ts: the same numbers for the engine, by name. */
export function engineCodes(head: string, activations: readonly Piece[], losses: readonly Piece[]): string {
  const table = (pieces: readonly Piece[]): string =>
    pieces.map((piece) => `  ${piece.name}: ${codeOf(pieces, piece)},\n`).join("");
  return `${head}

/** The numbers of the activations that the kernels have, by name. */
export const activationCodes: Readonly<Record<string, number>> = {
${table(activations)}};

/** The numbers of the losses that the kernels have, by name. */
export const lossCodes: Readonly<Record<string, number>> = {
${table(losses)}};
`;
}

/** A choice by number. The last one is taken without a comparison. */
export function switchOver(of: string, results: readonly (readonly [piece: Piece, code: string])[]): string {
  const cases = results.map(([{ name }, code], k) => {
    const label = k + 1 < results.length ? `case ${codeName(name)}:` : `default: // ${codeName(name)}`;
    return `  ${label}\n    return ${code};`;
  });
  return [`switch (${of}) {`, ...cases, "}"].join("\n");
}
