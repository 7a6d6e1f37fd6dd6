/*
 * Makes kernels of the formulas of activations and losses. pieces.ts finds the pieces in the lists
 * of the library; formulas.ts and expressions.ts translate their functions from TypeScript into
 * AssemblyScript that computes two float64 at once, in the same operations and the same order;
 * activations.ts and losses.ts put the results into loops and choices. What cannot be translated is
 * refused with file and line.
 */
import { compiledActivations, derivedActivations } from "./activations.js";
import { engineCodes, kernelCodes } from "./codes.js";
import { compiledLosses, derivedLosses } from "./losses.js";
import type { Sources } from "./sources.js";

/** Where the pieces are listed. */
export interface Indexes {
  readonly activations: string;
  readonly losses: string;
}

/** The lists of the library. */
export const library: Indexes = {
  activations: "src/core/activations/index.ts",
  losses: "src/core/losses/index.ts",
};

/** The generated files by path: kernels made of the formulas of all pieces, and their numbers. */
export function derivedFiles(sources: Sources, indexes: Indexes): Readonly<Record<string, string>> {
  const activations = compiledActivations(sources, indexes.activations);
  const losses = compiledLosses(sources, indexes.losses);
  const from = (...paths: readonly string[]): string =>
    `// Written by scripts/kernels.ts from ${paths.join(" and ")}: change the pieces there.`;
  const both = from(indexes.activations, indexes.losses);
  return {
    "kernels/derived/codes.ts": kernelCodes(both, [...activations, ...losses]),
    "kernels/derived/activations.ts": derivedActivations(sources, activations, from(indexes.activations)),
    "kernels/derived/losses.ts": derivedLosses(sources, losses, from(indexes.losses)),
    "src/core/engine/simd/codes.ts": engineCodes(both, [...activations, ...losses]),
  };
}
