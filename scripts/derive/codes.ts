import type { Piece } from "./pieces.js";

/** The name of a piece's number in kernels/: `GELU_TANH` of geluTanh. */
export function codeName(piece: string): string {
  return piece.replace(/[A-Z]/g, "_$&").toUpperCase();
}

/** kernels/derived/codes.ts: the numbers of the pieces for the kernels, from 1. */
export function kernelCodes(head: string, pieces: readonly Piece[]): string {
  const lines = pieces.map(({ name }, k) => `export const ${codeName(name)}: i32 = ${k + 1};`);
  return `${[head, "", ...lines].join("\n")}\n`;
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
`;
}

/** A choice by number. The last one is taken without a comparison. */
export function switchOver(of: string, results: readonly (readonly [piece: Piece, code: string])[]): string {
  const cases = results.map(([{ name }, code], k) => {
    const isLast = k + 1 === results.length;
    const label = isLast ? `default: // ${codeName(name)}` : `case ${codeName(name)}:`;
    return `  ${label}\n    return ${code};`;
  });
  return [`switch (${of}) {`, ...cases, "}"].join("\n");
}
