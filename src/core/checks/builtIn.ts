const pieces = /* @__PURE__ */ new WeakSet<object>();

/** Freezes a piece of the library's own and remembers it. Known by identity: a copy is another piece. */
export function builtIn<Piece extends object>(piece: Piece): Piece {
  pieces.add(piece);
  return Object.freeze(piece);
}

/** Whether the library made this activation, loss, optimizer or metric. */
export function isBuiltIn(piece: object): boolean {
  return pieces.has(piece);
}
