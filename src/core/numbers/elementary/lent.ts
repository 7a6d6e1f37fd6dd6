/*
 * erfc for the compiled kernels. Only gelu takes it, and it would be a seventh of their text: so they
 * call the one of gelu's module, and a page without gelu has none.
 */

let lent: ((x: number) => number) | undefined;

/** Lends erfc to the kernels, where this piece is loaded. */
export function lendErfc<Piece>(piece: Piece, erfc: (x: number) => number): Piece {
  lent = erfc;
  return piece;
}

/** What the kernels call: by gelu alone, whose module has lent it. */
export function lentErfc(x: number): number {
  return lent === undefined ? Number.NaN : lent(x);
}
