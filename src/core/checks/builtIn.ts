import { describable } from "./describe.js";
import { keptFor, mark } from "./mark.js";

/**
 * Freezes a piece of the library and remembers it. A piece is known by identity: a copy of it is
 * another piece. `JSON.stringify` writes its name and options.
 */
export function builtIn<Piece extends NamedPiece>(piece: Piece, options: () => unknown = () => piece.options): Piece {
  return Object.freeze(describable(mark(piece, builtIn), piece.name, options));
}

interface NamedPiece {
  readonly name: string;
  readonly options?: object;
}

/** A maker of pieces with one option, which gives the same piece for the same number. */
export function builtInFor<Piece extends NamedPiece>(make: (option: number) => Piece): (option: number) => Piece {
  const made = new Map<number, Piece>();
  return (option) => {
    // A Map takes −0 for 0, and JSON writes it as 0: the sum makes it 0.
    const piece = made.get(option) ?? builtIn(make(option + 0));
    made.set(option, piece);
    return piece;
  };
}

/** Whether the library made this activation, loss, optimizer or metric. */
export function isBuiltIn(piece: object): boolean {
  return keptFor(piece) === builtIn;
}
